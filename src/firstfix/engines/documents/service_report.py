"""The on-site service report: six sections from what was recorded, nothing typed twice (S1-D01, S0-P12).

Order matters in one place only: the content hash is taken over everything that a signature covers,
then the sign-off section is written, which says whether the signature still fits.
"""

from __future__ import annotations

from dataclasses import replace

from firstfix.engines.documents import sections
from firstfix.engines.documents.audience import shown_to
from firstfix.engines.documents.canonical import content_hash
from firstfix.engines.documents.evidence_numbers import number_evidence
from firstfix.engines.documents.facts import ReportFacts, WaiverFact
from firstfix.engines.documents.front import front_page, report_meta
from firstfix.engines.documents.model import Audience, Document, Section, Waiver
from firstfix.engines.documents.texts import Moment, Written
from firstfix.engines.documents.words import said
from firstfix.engines.verdict import Missing, Verdict, mark

REPORT_SECTIONS = (
    "problem_statement",
    "diagnostics_performed",
    "corrective_actions",
    "parts_replaced",
    "validation_results",
    "sign_off",
)


def write_service_report(facts: ReportFacts, *, audience: Audience) -> Document:
    """Give the service report of one visit as ``audience`` may read it.

    A section for which nothing was recorded carries its waiver if there is one, else it is empty and
    :func:`judge_report` names it.
    """
    shown = shown_to(audience, facts)
    document = _unsigned(shown, audience)
    answered = sections.sign_off(shown, content_hash(document.as_signed()))
    return replace(document, sections=(*document.sections[:-1], _or_waived(answered, shown)))


def judge_report(document: Document) -> Verdict:
    """Tell whether each section is filled or waived, and name those that are not (S1-D01)."""
    empty = tuple(_missing(part) for part in document.sections if part.is_empty)
    return Verdict(gate="service_report", missing=empty)


def _unsigned(facts: ReportFacts, audience: Audience) -> Document:
    numbers = number_evidence(facts.evidence)
    built = (
        sections.problem_statement(facts),
        sections.diagnostics_performed(facts, numbers),
        sections.corrective_actions(facts, numbers),
        sections.parts_replaced(facts),
        sections.validation_results(facts, numbers),
        sections.sign_off(replace(facts, sign_off=None), ""),
    )
    annexes = (
        sections.open_annex(facts),
        sections.time_annex(facts),
        sections.evidence_annex(facts, numbers),
    )
    return Document(
        title=said("service_report", mark("Service report")),
        meta=report_meta(facts, "service_report", audience),
        front=front_page(facts),
        sections=tuple(_or_waived(section, facts) for section in built),
        annexes=tuple(annex for annex in annexes if not annex.is_empty),
    )


def _or_waived(section: Section, facts: ReportFacts) -> Section:
    waivers = [waiver for waiver in facts.waivers if waiver.section == section.code]
    if not section.is_empty or not waivers:
        return section
    return replace(section, blocks=(_waiver(waivers[-1], facts.place.zone),))


def _waiver(waiver: WaiverFact, zone: str) -> Waiver:
    return Waiver(Written(waiver.reason), Written(waiver.by), Moment(waiver.at, zone))


def _missing(section: Section) -> Missing:
    return Missing(
        "report_section_empty",
        mark('The section "{section}" has no entries and was not waived.'),
        {"section": section.title.template, "section_code": section.code},
        who=("engineer",) if section.code != "sign_off" else ("customer_contact", "engineer"),
        remedy="waive_report_section",
    )
