"""A signature binds to what the document says: any change of content shows, a new print does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.documents import (
    ReportFacts,
    all_texts,
    canonical_json,
    content_hash,
    load_document,
    read_out,
    write_service_report,
)
from tests.engines.documents.sample import after, digest_of, signed_facts, visit_facts

CHANGED_AFTER = "entries were added or changed since"


def signed_part(facts: ReportFacts) -> str:
    return content_hash(write_service_report(facts, audience="customer").as_signed())


def test_the_hash_is_the_same_for_the_same_facts_and_for_another_print() -> None:
    facts = visit_facts()
    printed_again = replace(facts, prepared_at=after(9000), ledger_head=digest_of("later"))
    assert signed_part(facts) == signed_part(visit_facts()) == signed_part(printed_again)


def test_the_hash_does_not_depend_on_the_zone_a_time_was_written_in() -> None:
    facts = visit_facts()
    elsewhere = tuple(
        replace(action, at=action.at.astimezone(timezone(timedelta(hours=9)))) for action in facts.actions
    )
    assert signed_part(replace(facts, actions=elsewhere)) == signed_part(facts)


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: replace(facts, case=replace(facts.case, problem=facts.case.problem + " ")),
        lambda facts: replace(facts, parts=(replace(facts.parts[0], serial_in="DTM2544041L"),)),
        lambda facts: replace(facts, actions=facts.actions[:1]),
        lambda facts: replace(facts, checks=(replace(facts.checks[0], outcome="fail"), *facts.checks[1:])),
        lambda facts: replace(
            facts, evidence=(replace(facts.evidence[0], digest="0" * 64), *facts.evidence[1:])
        ),
        lambda facts: replace(facts, place=replace(facts.place, zone="Europe/Paris")),
        lambda facts: replace(facts, visit=replace(facts.visit, outcome="not_done")),
    ],
)
def test_any_change_of_what_was_signed_changes_the_hash_and_is_said(change) -> None:  # type: ignore[no-untyped-def]
    facts = signed_facts()
    changed = change(facts)
    assert signed_part(changed) != signed_part(facts)
    said = all_texts(read_out(write_service_report(changed, audience="customer")))
    assert any(CHANGED_AFTER in text for text in said)


def test_a_signature_that_fits_brings_no_notice_even_when_the_way_home_is_added_later() -> None:
    facts = signed_facts()
    later = replace(
        facts, times=(*facts.times, replace(facts.times[0], minutes=80)), timeline=facts.timeline[:3]
    )
    for unchanged in (facts, later):
        said = all_texts(read_out(write_service_report(unchanged, audience="customer")))
        assert not any(CHANGED_AFTER in text for text in said)


def test_a_stored_document_comes_back_as_it_was() -> None:
    document = write_service_report(signed_facts(), audience="internal")
    assert load_document(canonical_json(document)) == document


@pytest.mark.parametrize("stored", [b"{}", b"[]", b'{"schema":"other/1","document":{}}', b"not json"])
def test_bytes_that_are_no_document_are_refused(stored: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (any ValueError: json's own is one)
        load_document(stored)


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_survives_storing(words: str) -> None:
    facts = visit_facts()
    document = write_service_report(
        replace(facts, case=replace(facts.case, problem=words)), audience="customer"
    )
    assert load_document(canonical_json(document)) == document
