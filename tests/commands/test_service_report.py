"""The service report: made from what was recorded, six sections, three readings, nothing leaked."""

from __future__ import annotations

import json

import pytest

from firstfix.apps.evidence import blobs
from firstfix.apps.visits.commands import add_work_note, make_report, waive_report_section
from firstfix.apps.visits.commands.make_report_pdf import pdf_of
from firstfix.apps.visits.models import ServiceReport, Visit
from firstfix.apps.visits.report.keeping import document_of
from firstfix.apps.visits.report.showing import memo_page_context, report_page_context
from firstfix.engines.documents import REPORT_SECTIONS, content_hash
from firstfix.kernel import clock
from firstfix.kernel.jobs.running import run_due_jobs
from tests import site_work, world

pytestmark = pytest.mark.django_db


@pytest.mark.covers("S1-D01", "S0-P12")
def test_the_report_of_a_visit_is_made_from_what_was_recorded() -> None:
    region = world.region()
    visit = site_work.complete(region)
    made = world.must(make_report(region.by("engineer"), visit.pk))
    report = ServiceReport.objects.get(pk=made.result["report_id"])
    document = document_of(report)
    assert tuple(section.code for section in document.sections) == REPORT_SECTIONS
    assert not [section.code for section in document.sections if section.is_empty]
    assert content_hash(document) == report.content_sha256
    words = json.dumps(report.document, ensure_ascii=False)
    for said in (
        "The ward has no network",
        "The status light of the power supply is dark.",
        "Replaced the power supply of the access switch.",
        region.part_type.number,
        "Voltage at the supply",
        "Nora Nurse",
    ):
        assert said in words


@pytest.mark.covers("S1-D01")
def test_empty_sections_are_named_and_a_waiver_with_a_reason_fills_them() -> None:
    region = world.region()
    visit = site_work.working(region)
    answer = world.refused(make_report(region.by("engineer"), visit.pk), "report_incomplete")
    missing = {str(lack.params["section_code"]) for lack in answer.missing}
    assert missing == set(REPORT_SECTIONS) - {"problem_statement"}
    assert {lack.remedy for lack in answer.missing} == {"waive_report_section"}
    for section in missing:
        said = {"section": section, "reason": "The building was evacuated."}
        world.must(waive_report_section(region.by("engineer"), visit.pk, **said))
    made = world.must(make_report(region.by("engineer"), visit.pk))
    kept = ServiceReport.objects.get(pk=made.result["report_id"])
    assert "The building was evacuated." in json.dumps(kept.document)


@pytest.mark.covers("S1-D14")
def test_what_is_internal_stands_in_no_reading_for_the_customer() -> None:
    region = world.region()
    visit = site_work.complete(region)
    secret = {"visit_id": visit.pk, "text": "INTERNAL-WORDS our own cabling was wrong"}
    world.must(add_work_note(region.by("engineer"), visit.work_order.case_id, **secret))
    site_work.measured(region, visit, title="INTERNAL-EVIDENCE", visibility="internal", has_passed=True)
    public = ServiceReport.objects.get(pk=report_of(region, visit, "customer"))
    inside = ServiceReport.objects.get(pk=report_of(region, visit, "internal"))
    assert "INTERNAL" not in json.dumps(public.document)
    assert "INTERNAL" not in str(report_page_context(visit, now=clock.now())["fragment"])
    assert "INTERNAL-WORDS" in json.dumps(inside.document)
    assert "INTERNAL-EVIDENCE" in json.dumps(inside.document)


def test_an_unchanged_visit_makes_no_new_edition() -> None:
    region = world.region()
    visit = site_work.complete(region)
    first, again = report_of(region, visit), report_of(region, visit)
    assert first == again
    note = {"visit_id": visit.pk, "visibility": "public", "text": "The ward confirmed it by phone."}
    world.must(add_work_note(region.by("engineer"), visit.work_order.case_id, **note))
    later = ServiceReport.objects.get(pk=report_of(region, visit))
    assert later.edition == 2
    assert "recorded_after_signature" in json.dumps(later.document)


@pytest.mark.covers("S1-D01")
def test_the_worker_draws_the_pdf_and_it_is_there_before_on_demand() -> None:
    region = world.region()
    visit = site_work.complete(region)
    report = ServiceReport.objects.get(pk=report_of(region, visit))
    assert report.pdf is None
    drawn = pdf_of(report)
    run_due_jobs(by="test", count=10)
    report.refresh_from_db()
    assert report.pdf == drawn
    with blobs.open_kept(drawn.sha256) as file:
        assert file.read(5) == b"%PDF-"


def test_no_part_used_is_said_once_and_stands_in_the_report() -> None:
    region = world.region()
    visit = site_work.working(region)
    from_statement = report_page_context(visit, now=clock.now())["missing"]
    assert "parts_replaced" in {lack.params["section_code"] for lack in from_statement}
    site_work.no_parts(region, visit)
    visit = Visit.objects.get(pk=visit.pk)
    shown = report_page_context(visit, now=clock.now())
    assert "parts_replaced" not in {lack.params["section_code"] for lack in shown["missing"]}
    assert "No part was used." in str(shown["fragment"])


@pytest.mark.covers("S0-P03")
def test_the_justification_of_a_visit_is_written_from_readiness_attempts_and_evidence() -> None:
    region = world.region()
    visit = site_work.dispatched(region)
    memo = str(memo_page_context(visit, now=clock.now())["fragment"])
    for said in (
        "Restarted the switch over the console; the link stayed down.",
        "The power supply of the switch is dying.",
    ):
        assert said in memo


def test_a_customer_cannot_make_a_report() -> None:
    region = world.region()
    visit = site_work.complete(region)
    world.refused(make_report(region.by("customer_contact"), visit.pk), "no_right")


def report_of(region: world.Region, visit: Visit, audience: str = "customer") -> str:
    made = world.must(make_report(region.by("engineer"), visit.pk, audience=audience))
    return str(made.result["report_id"])
