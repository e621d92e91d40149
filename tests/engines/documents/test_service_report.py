"""The service report says everything that was recorded, names what is missing, and leaks nothing internal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstfix.engines.documents import (
    REPORT_SECTIONS,
    Document,
    ReportFacts,
    all_texts,
    canonical_json,
    judge_report,
    read_out,
    write_justification_memo,
    write_service_report,
)
from firstfix.engines.documents.facts import SignOffFact, WaiverFact
from firstfix.engines.documents.model import Waiver
from tests.engines.documents.sample import after, signed_facts, visit_facts

# What each section is filled from; taking it away must empty exactly that section.
SOURCES: dict[str, dict[str, object]] = {
    "diagnostics_performed": {"remote_attempts": (), "hypotheses": (), "checks": visit_facts().checks[3:]},
    "corrective_actions": {"actions": ()},
    "parts_replaced": {"parts": ()},
    "validation_results": {"checks": visit_facts().checks[:3]},
    "sign_off": {"sign_off": None},
}


def shown(document: Document) -> str:
    return "\n".join(all_texts(read_out(document)))


def without(section: str) -> ReportFacts:
    facts = signed_facts()
    if section == "problem_statement":
        return replace(facts, case=replace(facts.case, problem=" \n "))
    return replace(facts, **SOURCES[section])  # type: ignore[arg-type]


def test_a_whole_visit_fills_all_six_sections_in_their_order() -> None:
    document = write_service_report(signed_facts(), audience="customer")
    assert tuple(section.code for section in document.sections) == REPORT_SECTIONS
    assert judge_report(document).passes


@pytest.mark.parametrize("section", REPORT_SECTIONS)
def test_a_section_without_its_source_is_named_as_missing(section: str) -> None:
    verdict = judge_report(write_service_report(without(section), audience="customer"))
    assert [missing.params["section_code"] for missing in verdict.missing] == [section]
    assert "has no entries" in verdict.missing[0].text()


@pytest.mark.parametrize("section", REPORT_SECTIONS)
def test_a_waived_section_passes_and_says_why_and_by_whom(section: str) -> None:
    waiver = WaiverFact(
        section=section, reason="Nothing to do here, agreed by phone", by="Ole Brandt", at=after(290)
    )
    document = write_service_report(replace(without(section), waivers=(waiver,)), audience="customer")
    assert judge_report(document).passes
    assert isinstance(document.section(section).blocks[0], Waiver)
    assert "agreed by phone" in shown(document)


def test_a_waiver_never_hides_what_was_recorded() -> None:
    waiver = WaiverFact(section="parts_replaced", reason="No parts", by="Ole Brandt", at=after(290))
    document = write_service_report(replace(signed_facts(), waivers=(waiver,)), audience="customer")
    assert "DTM2544041K" in shown(document)
    assert "No parts" not in shown(document)


@pytest.mark.parametrize(
    "recorded",
    [
        "The nurses' phones lose their calls.",
        "Restart causes read from the log",
        "Power supply 2 fails under load",
        "48.1 V",
        "54.5 to 56.5 V",
        "Power redundancy mode set back to combined",
        "CHG-0441",
        "DTM2211009C",
        "RMA-88127",
        "30 min without alarm",
        "Both supplies are needed in combined mode",
        "Quick and clean.",
        "FXS2231Q0ZT",
        "17.09.04a",
        "3 h 48 min",
        "Travel",
        "Firmware 17.09.05 in the next maintenance window",
        "Service restored",
    ],
)
def test_what_was_recorded_stands_in_the_report(recorded: str) -> None:
    assert recorded in shown(write_service_report(signed_facts(), audience="customer"))


@pytest.mark.covers("S1-D14")
@pytest.mark.parametrize("write", [write_service_report, write_justification_memo])
def test_no_internal_entry_reaches_a_customer(write: type) -> None:
    """Every internal entry of the sample says INTERNAL; only the internal reading shows them."""
    internal = write(signed_facts(), audience="internal")
    customer = write(signed_facts(), audience="customer")
    assert b"INTERNAL" in canonical_json(internal)
    assert b"INTERNAL" not in canonical_json(customer)
    assert "Help from a colleague" not in shown(customer)


def test_evidence_that_is_internal_is_not_even_counted() -> None:
    customer = write_service_report(signed_facts(), audience="customer")
    assert "E5" in shown(customer)
    assert "E6" not in shown(customer)
    assert "E6" in shown(write_service_report(signed_facts(), audience="internal"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"decision": "conditional", "conditions": ("Second supply within a week",)},
            "Second supply within a week",
        ),
        ({"decision": "conditional", "conditions": ("Second supply",)}, "Accepted with conditions"),
        ({"decision": "refused", "reason": "Ward 4 still drops calls"}, "Ward 4 still drops calls"),
        ({"decision": "refused", "reason": "Ward 4 still drops calls"}, "Refused"),
    ],
)
def test_conditional_and_refused_answers_stand_with_their_words(
    answer: dict[str, object], words: str
) -> None:
    facts = signed_facts()
    assert facts.sign_off is not None
    changed: SignOffFact = replace(facts.sign_off, **answer)  # type: ignore[arg-type]
    assert words in shown(write_service_report(replace(facts, sign_off=changed), audience="customer"))


def test_the_memo_says_why_a_visit_was_needed_from_what_was_recorded() -> None:
    text = shown(write_justification_memo(visit_facts(), audience="internal"))
    for recorded in ("Supply 2 switched off by command", "Confirmed", "Gate 2, Mr Yıldız", "Overridden"):
        assert recorded in text
