"""What a reader sees: times of the site, words of the language, nothing that steers the display."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.documents import all_texts, read_out, showable, write_service_report
from firstfix.engines.documents.model import Table
from firstfix.engines.documents.texts import Moment, Said, Written
from tests.engines.documents.sample import signed_facts


@pytest.mark.parametrize(
    ("zone", "at", "shown"),
    [
        ("Europe/Berlin", datetime(2026, 1, 5, 11, 30, tzinfo=UTC), "2026-01-05 12:30 CET"),
        ("Europe/Berlin", datetime(2026, 7, 5, 11, 30, tzinfo=UTC), "2026-07-05 13:30 CEST"),
        ("America/Sao_Paulo", datetime(2026, 7, 5, 1, 0, tzinfo=UTC), "2026-07-04 22:00 UTC-03"),
        ("Asia/Kathmandu", datetime(2026, 7, 5, 0, 0, tzinfo=UTC), "2026-07-05 05:45 UTC+0545"),
        ("Mars/Olympus", datetime(2026, 7, 5, 0, 0, tzinfo=UTC), "2026-07-05 00:00 UTC"),
        ("../../etc/passwd", datetime(2026, 7, 5, 0, 0, tzinfo=UTC), "2026-07-05 00:00 UTC"),
    ],
)
def test_times_are_shown_in_the_zone_of_the_site_by_name(zone: str, at: datetime, shown: str) -> None:
    facts = signed_facts()
    moved = replace(facts, place=replace(facts.place, zone=zone), prepared_at=at)
    prepared = read_out(write_service_report(moved, audience="customer"))["prepared"]
    assert isinstance(prepared, dict)
    assert prepared["text"] == shown


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware time"):
        Moment(datetime(2026, 1, 1), "UTC")  # noqa: DTZ001  (a naive time is the point)


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells in 0 columns"):
        Table(Said("t", "T"), (), ((Written("x"),),))


def test_our_sentences_are_translated_and_recorded_words_are_not() -> None:
    plain = read_out(write_service_report(signed_facts(), audience="customer"), translate=str.upper)
    texts = all_texts(plain)
    assert "CUSTOMER SIGN-OFF" in texts
    assert "Quick and clean. Please tell us before the firmware window." in texts


def test_a_translation_with_a_misspelt_place_falls_back_to_english() -> None:
    def broken(template: str) -> str:
        return template.replace("{hours}", "{stunden}").replace("{number}", "{").replace("{name}", "{0}")

    texts = all_texts(read_out(write_service_report(signed_facts(), audience="customer"), translate=broken))
    assert "3 h 48 min" in texts
    assert "C-2026-01184: Core switch restarts, ward network drops" in texts


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        ("plain", "plain"),
        ("a\x00b\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("serial \u202e4321\u202c", "serial 4321"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_recorded_words_are_shown_without_what_steers_the_display(recorded: str, shown: str) -> None:
    assert showable(recorded) == shown


@given(st.text(st.characters(codec=None)))
def test_any_words_become_showable_once_and_for_all(words: str) -> None:
    assert showable(showable(words)) == showable(words)
    json.dumps(showable(words), ensure_ascii=False).encode("utf-8")
