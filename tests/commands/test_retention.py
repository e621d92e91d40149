"""Retention: content past its time is erased, hashes and the ledger stay, and a hold keeps all of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from firstfix.apps.cases.commands import add_note, cancel_case, close_case, post_message, reopen_case
from firstfix.apps.cases.models import Case, Message
from firstfix.apps.directory.commands import change_reference
from firstfix.apps.evidence.blobs import is_kept
from firstfix.apps.evidence.commands import (
    add_evidence,
    erase_case_content,
    lift_legal_hold,
    outlived,
    place_legal_hold,
    store_blob,
)
from firstfix.apps.evidence.models import Erasure, EvidenceItem, FileBlob
from firstfix.apps.visits.commands import erase_reports, make_report
from firstfix.apps.visits.commands.make_report_pdf import pdf_of
from firstfix.apps.visits.models import ServiceReport
from firstfix.apps.visits.queries import visible_service_reports
from firstfix.cli.retention import run
from firstfix.kernel import clock
from firstfix.kernel.identity import SYSTEM, system_actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.ledger.models import LedgerRow, LedgerText
from firstfix.kernel.ledger.timeline import timeline
from firstfix.kernel.ledger.verifying import run_verification
from firstfix.kernel.worker.loop import drain
from tests import site_work, world
from tests.commands.test_passing_time import fixed_remotely
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, context, must, put, refused

pytestmark = pytest.mark.django_db

DAYS = 30
PERSONAL = "Nora Byrne in ward 9, extension 4711"
LOG = b"login nora from ward 9\n"


@pytest.fixture
def region() -> Region:
    return held_to(world.region(), retention_days=DAYS)


def held_to(region: Region, **fields: Any) -> Region:
    """Give the region with a data policy of these fields at its customer."""
    policy = put("data_policy", name=f"Policy {region.organization.code}", file_transfer="allowed", **fields)
    put_policy(region.organization.pk, "organization", policy.pk)
    return region


def put_policy(row_id: Any, noun: str, policy_id: Any) -> None:
    fields = {"data_policy_id": policy_id}
    must(change_reference(context(world.founder()), noun=noun, reference_id=row_id, fields=fields))


def told(region: Region, case: Case) -> EvidenceItem:
    """Put a customer's words and a file into the case, and give the file."""
    must(post_message(region.by("support_specialist"), case.pk, words=f"We call {PERSONAL}."))
    must(add_note(region.by("support_specialist"), case.pk, words=f"Reached {PERSONAL}."))
    blob = store_blob(LOG, by=region.engineer)
    said = {
        "title": "Log of the door",
        "kind": "log",
        "blob_sha256": blob.sha256,
        "original_name": "nora.log",
    }
    made = must(add_evidence(region.by("engineer"), case_id=case.pk, **said))
    return EvidenceItem.objects.get(pk=made.subject_id)


@pytest.fixture
def ended(region: Region) -> Case:
    """Give a cancelled case full of words."""
    case = world.case(region, description=f"Called by {PERSONAL}.")
    told(region, case)
    must(cancel_case(region.by("manager"), case.pk, because="Solved itself."))
    drain()
    return case


def after(days: float) -> Any:
    return clock.frozen_at(clock.now() + timedelta(days=days))


def erase(case: Case) -> Any:
    return erase_case_content(context(system_actor("retention")), case.pk)


def test_what_outlived_its_retention_is_erased_by_itself(region: Region, ended: Case) -> None:
    piece = EvidenceItem.objects.get(case=ended)
    with after(DAYS + 1):
        drain()
    assert [message.body for message in Message.objects.filter(case=ended)] == ["", ""]
    piece.refresh_from_db()
    assert piece.blob is None
    assert piece.original_name == ""
    assert not is_kept(piece.sha256, len(LOG))
    assert not FileBlob.objects.filter(sha256=piece.sha256).exists()
    assert PERSONAL not in repr(list(LedgerText.objects.values_list("text", flat=True)))
    ended.refresh_from_db()
    assert ended.description == ""


def test_the_day_before_nothing_is_erased(region: Region, ended: Case) -> None:
    with after(DAYS - 1):
        drain()
        refused(erase(ended), "retention_not_over")
    assert not Erasure.objects.exists()
    assert EvidenceItem.objects.get(case=ended).blob is not None


def test_the_stone_says_who_erased_what_when_and_why(region: Region, ended: Case) -> None:
    digest = EvidenceItem.objects.get(case=ended).sha256
    row_count = LedgerRow.objects.count()
    with after(DAYS + 1):
        must(erase(ended))
        erased_at = clock.now()
    stone = Erasure.objects.get(case=ended)
    assert (stone.erased_by, stone.retention_days) == (system_actor("retention").id, DAYS)
    assert erased_at - stone.erased_at < timedelta(minutes=1)
    assert (stone.file_count, stone.file_bytes, stone.message_count) == (1, len(LOG), 2)
    assert EvidenceItem.objects.get(case=ended).sha256 == digest
    assert LedgerRow.objects.count() == row_count + 1
    last = timeline("case", ended.pk)[-1]
    assert (last.command, last.params["file_count"], last.params["retention_days"]) == (
        "erase_case_content", 1, DAYS,
    )  # fmt: skip
    found = run_verification(JobRun(Job(name="verify_ledger")))
    assert not found["findings"] if "findings" in found else found


def test_an_open_case_keeps_everything_however_old(region: Region) -> None:
    case = world.case(region)
    told(region, case)
    with after(3650):
        refused(erase(case), "still_needed")
        assert list(outlived(clock.now())) == []


def test_without_days_in_the_policy_nothing_is_erased() -> None:
    region = held_to(world.region())
    case = world.case(region)
    must(cancel_case(region.by("manager"), case.pk, because="Solved itself."))
    with after(3650):
        refused(erase(case), "retention_not_over")


def test_a_sites_own_policy_counts_there(region: Region, ended: Case) -> None:
    longer = put("data_policy", name="Longer", retention_days=DAYS * 10)
    put_policy(region.site.pk, "site", longer.pk)
    with after(DAYS + 1):
        refused(erase(ended), "retention_not_over")
    with after(DAYS * 10 + 1):
        must(erase(ended))


def test_a_legal_hold_refuses_the_erasure_until_it_is_lifted(region: Region, ended: Case) -> None:
    must(place_legal_hold(region.by("manager"), ended.pk, because="A claim was announced."))
    with after(DAYS + 1):
        refused(erase(ended), "on_legal_hold")
        drain()
        assert EvidenceItem.objects.get(case=ended).blob is not None
    must(lift_legal_hold(region.by("director"), ended.pk, because="The claim was settled."))
    with after(DAYS + 2):
        drain()
    assert EvidenceItem.objects.get(case=ended).blob is None


def test_a_hold_is_placed_once_and_lifted_once(region: Region, ended: Case) -> None:
    refused(lift_legal_hold(region.by("director"), ended.pk, because="None."), "not_held")
    must(place_legal_hold(region.by("manager"), ended.pk, because="A claim."))
    refused(place_legal_hold(region.by("director"), ended.pk, because="Again."), "held_already")


@pytest.mark.parametrize("role", ["engineer", "support_specialist", "customer_contact", "dispatcher"])
def test_who_works_on_cases_neither_holds_nor_erases(region: Region, ended: Case, role: str) -> None:
    refused(place_legal_hold(region.by(role), ended.pk, because="Mine."), "no_right")
    with after(DAYS + 1):
        refused(erase_case_content(region.by(role), ended.pk), "no_right")


def test_a_manager_may_not_lift_what_keeps_a_case_from_erasure(region: Region, ended: Case) -> None:
    must(place_legal_hold(region.by("manager"), ended.pk, because="A claim."))
    refused(lift_legal_hold(region.by("manager"), ended.pk, because="Enough."), "no_right")


def test_what_was_erased_is_erased_once_and_again_after_the_case_came_back(region: Region) -> None:
    case = fixed_remotely(region)
    told(region, case)
    must(close_case(region.by("manager"), case.pk))
    with after(DAYS + 1):
        must(erase(case))
        refused(erase(case), "retention_not_over")
    with after(DAYS + 2):
        must(reopen_case(region.by("manager"), case.pk, because="It came back."))
        must(post_message(region.by("support_specialist"), case.pk, words=PERSONAL))
        must(cancel_case(region.by("manager"), case.pk, because="It went."))
        again = clock.now() + timedelta(days=DAYS + 1)
    with clock.frozen_at(again):
        must(erase(case))
    assert Erasure.objects.filter(case=case).count() == 2
    assert not Message.objects.filter(case=case).exclude(body="").exists()


def test_the_same_bytes_of_another_case_stay(region: Region, ended: Case) -> None:
    other = told(region, world.case(region))
    with after(DAYS + 1):
        drain()
    other.refresh_from_db()
    assert other.blob is not None
    assert is_kept(other.sha256, len(LOG))


def test_reports_go_with_the_content_and_their_hashes_stay(region: Region) -> None:
    visit = site_work.complete(region)
    must(make_report(region.by("engineer"), visit.pk))
    report = ServiceReport.objects.get(visit=visit)
    pdf = pdf_of(report)
    case = visit.work_order.case
    refused(erase_reports(context(SYSTEM), case.pk, erasure_id=new_id()), "content_still_kept")
    orders = visit.work_order
    must(cancel_case(region.by("manager"), orders.case_id, because="Ended for the test of its retention."))
    with after(DAYS + 1):
        drain()
        drain()
    digest = report.content_sha256
    report.refresh_from_db()
    assert (report.document, report.pdf, report.content_sha256) == ({}, None, digest)
    assert not visible_service_reports(SYSTEM).exists()
    assert not is_kept(pdf.sha256, pdf.size_bytes)


def test_pages_say_that_it_was_erased(region: Region, ended: Case) -> None:
    with after(DAYS + 1):
        must(erase(ended))
    page = signed_in(region.manager).get(f"/cases/{ended.pk}").content.decode()
    assert "(erased)" in page
    assert "file erased on" in page
    assert PERSONAL not in page


def test_the_command_line_says_what_is_due_and_changes_nothing(
    region: Region, ended: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    with after(DAYS + 1):
        assert run([]) == 0
        said = capsys.readouterr().out
        assert f"due      {ended.reference}" in said
        assert not Erasure.objects.exists()
        assert run(["--erase", "--json"]) == 0
        line = json.loads(capsys.readouterr().out)
        assert (line["case"], line["outcome"]) == (ended.reference, "erased")
        assert datetime.fromisoformat(line["due_at"]) <= clock.now()
        assert run([]) == 0
        assert "0 cases due" in capsys.readouterr().out


def test_the_command_line_names_what_is_on_hold(
    region: Region, ended: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    must(place_legal_hold(region.by("manager"), ended.pk, because="A claim."))
    with after(DAYS + 1):
        assert run(["--erase"]) == 0
    assert "1 on legal hold" in capsys.readouterr().out
    assert not Erasure.objects.exists()
