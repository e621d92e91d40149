"""A note says what was done, or it is no note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.readiness import says_something, says_what_was_done

HOLLOW = [
    "",
    "   ",
    "resolved",
    "Done.",
    "ok",
    "OK!!!",
    "done done done done",
    "Issue was resolved successfully and tested OK with the customer.",
    "Fixed, works now, all good",
    "n/a",
    "x",
    "1 2 3 4 5",
    "erledigt",
    "Fehler behoben, alles funktioniert wieder",
    "résolu",
    "Problema resuelto, todo funciona",
    "rezolvat",
    "👍👍👍",
]
TELLING = [
    "Replaced PSU 2, both fans spin, no alarm",
    "Reseated SFP in port 14; link up at 10 Gbit/s",
    "Netzteil 2 getauscht, Lüfter drehen, kein Alarm",
    "Câble réseau remplacé, port 14 synchronisé à 1 Gbit/s",
    "電源を交換し、ファンの回転を確認",
]


@pytest.mark.parametrize("note", HOLLOW)
def test_a_hollow_note_does_not_count(note):
    assert not says_what_was_done(note)


@pytest.mark.parametrize("note", TELLING)
def test_a_note_that_tells_what_was_done_counts_in_any_script(note):
    assert says_what_was_done(note)


@given(st.sampled_from(HOLLOW), st.integers(min_value=1, max_value=20))
def test_repeating_a_hollow_note_does_not_fill_it(note, count):
    assert not says_what_was_done(f"{note} " * count)


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text):
    assert says_what_was_done(text) <= says_something(text)
