"""A run of site checks taken in: readiness with its reason, evidence, and what the customer puts right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from firstfix.apps.cases.models import BasicsAnswer
from firstfix.apps.diagnosis import commands as diagnosis
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun, Remediation, RemediationStep
from firstfix.apps.diagnosis.queries import visible_diagnostic_runs, visible_remediations
from firstfix.apps.evidence.commands import link_evidence
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits import commands as visits
from firstfix.apps.visits.models import ReadinessItem, WorkOrder
from firstfix.kernel import clock
from firstfix.kernel.commands import Done
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.outgoing.models import EgressLog
from firstfix.kernel.refusal import Reason
from tests import checked_work, world
from tests.checked_work import FIREWALL, kept_run, recorded, remediation_of, runs_file, taken_in
from tests.threads import at_once, database_on_disk
from tests.world import Region, must, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def order(region: Region) -> WorkOrder:
    return world.prepared_order(region)


def prerequisite(order: WorkOrder, check: str) -> ReadinessItem | None:
    return ReadinessItem.objects.filter(work_order=order, name=f"SaaS connector: {check}").first()


def answers(order: WorkOrder) -> dict[str, str]:
    rows = ReadinessItem.objects.filter(work_order=order, code="prerequisite")
    return {row.name.removeprefix("SaaS connector: "): row.answer for row in rows}


@pytest.mark.covers("S1-F08")
def test_a_healthy_run_satisfies_the_prerequisites_with_its_file_as_proof(
    region: Region, order: WorkOrder
) -> None:
    run = taken_in(region, order, kept_run())
    assert answers(order) == {"link": "yes", "dns": "yes", "ntp": "yes", "tcp": "yes"}
    row = prerequisite(order, "tcp")
    assert row is not None
    assert row.evidence == run.evidence
    assert row.answered_at == run.ended_at
    assert Remediation.objects.count() == 0
    must(visits.ready_work_order(region.by("dispatcher"), order.pk))


@pytest.mark.covers("S1-D17")
def test_a_run_that_fails_stops_the_truck_with_the_reason_and_asks_the_customer(
    region: Region, order: WorkOrder
) -> None:
    asking = checked_work.asked_of_customer(region)
    run = taken_in(region, order, kept_run(FIREWALL), **asking)
    answer = refused(visits.ready_work_order(region.by("dispatcher"), order.pk), "gate_missing")
    (lack,) = answer.missing
    assert lack.code == "prerequisite"
    assert "SaaS connector: tcp" in lack.text()
    assert "192.0.2.10" in lack.text()
    task = remediation_of(order)
    assert (task.state, task.owner_id, task.due_at) == ("asked", asking["owner_id"], asking["due_at"])
    assert (task.code, task.check_id, task.found_in) == ("TCP.NO_ANSWER", "tcp", run)
    wanted = {"who": "the customer's firewall team", "to": "app.example.com", "port": 443, "protocol": "tcp"}
    assert wanted.items() <= task.request.items()
    assert task.request["proof"]
    row = prerequisite(order, "tcp")
    assert row is not None
    assert (row.answer, row.owner_id, row.due_at) == ("no", asking["owner_id"], asking["due_at"])
    assert row.evidence == DiagnosticFinding.objects.get(run=run).evidence


def test_what_stands_in_the_file_is_not_said_by_us(region: Region, order: WorkOrder) -> None:
    def claims(document: dict[str, Any]) -> None:
        document["diagnosis"] = {"findings": [], "verdicts": [{"check": "tcp", "status": "pass"}]}

    taken_in(region, order, checked_work.changed(kept_run(FIREWALL), claims))
    kept = repr(list(Remediation.objects.values())) + repr(list(DiagnosticFinding.objects.values()))
    assert answers(order)["tcp"] == "no"
    assert "Pay 100" not in kept
    assert "Pay 100" not in repr(list(EvidenceItem.objects.values("title", "value")))


def test_what_is_asked_of_a_customer_passed_the_point_at_which_texts_leave(
    region: Region, order: WorkOrder
) -> None:
    def leaks(facts: dict[str, Any]) -> None:
        FIREWALL(facts)
        facts["tcp"]["connect"]["source"] = "https://admin:hunter2secret@proxy.example.com/"

    taken_in(region, order, kept_run(leaks))
    assert "redacted" in remediation_of(order).params["source"]
    assert "hunter2secret" not in repr(list(Remediation.objects.values()))
    assert "hunter2secret" not in repr(list(EvidenceItem.objects.values()))
    assert EgressLog.objects.filter(purpose="remediation", audience="customer").count() == 1
    taken_in(region, order, kept_run(minutes_ago=5))
    assert EgressLog.objects.filter(purpose="remediation").count() == 1


def test_without_a_date_nothing_is_asked_until_a_person_does(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL))
    task = remediation_of(order)
    assert task.state == "draft"
    asking = checked_work.asked_of_customer(region)
    stranger = {**asking, "owner_id": region.engineer_id}
    refused(
        diagnosis.ask_remediation(region.by("engineer"), task.pk, **stranger), "remediation_needs_an_owner"
    )
    must(diagnosis.ask_remediation(region.by("engineer"), task.pk, **asking))
    assert remediation_of(order).owner_id == asking["owner_id"]
    assert RemediationStep.objects.get().kind == "asked"


@pytest.mark.parametrize("half", ["owner_id", "due_at", "stranger"])
def test_half_an_asking_keeps_nothing(region: Region, order: WorkOrder, half: str) -> None:
    asking = checked_work.asked_of_customer(region)
    given = {**asking, "owner_id": region.engineer_id} if half == "stranger" else {half: asking[half]}
    refused(recorded(region, order, kept_run(), **given), "remediation_needs_an_owner")
    assert DiagnosticRun.objects.count() == 0


def test_a_later_green_run_closes_what_was_asked_and_satisfies_readiness(
    region: Region, order: WorkOrder
) -> None:
    taken_in(region, order, kept_run(FIREWALL), **checked_work.asked_of_customer(region))
    task = remediation_of(order)
    must(diagnosis.answer_remediation(region.by("customer_contact"), task.pk, words="Port is open now."))
    run = taken_in(region, order, kept_run(minutes_ago=2))
    assert remediation_of(order).state == "closed"
    steps = RemediationStep.objects.order_by("taken_at", "kind").values_list("kind", "run")
    assert list(steps) == [("asked", None), ("answered", None), ("closed", run.pk)]
    assert {
        "path": "verdict",
        "before": "fail TCP.NO_ANSWER",
        "after": "pass",
        "checks": ["tcp"],
    } in run.changes
    row = prerequisite(order, "tcp")
    assert row is not None
    assert (row.answer, row.owner, row.due_at) == ("yes", None, None)
    must(visits.ready_work_order(region.by("dispatcher"), order.pk))


def test_nobodys_word_closes_a_remediation(region: Region, order: WorkOrder) -> None:
    run = taken_in(region, order, kept_run(FIREWALL), **checked_work.asked_of_customer(region))
    task = remediation_of(order)
    must(diagnosis.answer_remediation(region.by("customer_contact"), task.pk))
    for run_id in (run.pk, task.pk):
        answer = diagnosis.close_remediation(region.by("engineer"), task.pk, run_id=run_id)
        assert [lack.code for lack in refused(answer, "gate_missing").missing] == ["shown_green"]
    assert remediation_of(order).state == "answered"


def test_a_run_against_another_host_under_the_same_name_closes_nothing(
    region: Region, order: WorkOrder
) -> None:
    taken_in(region, order, kept_run(FIREWALL))

    def elsewhere(document: dict[str, Any]) -> None:
        document["spec"]["checks"][3]["parameters"]["port"] = 8443

    taken_in(region, order, checked_work.changed(kept_run(minutes_ago=1), elsewhere))
    assert remediation_of(order).state == "draft"


def test_an_answer_that_a_later_run_belies_is_asked_for_again(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL), **checked_work.asked_of_customer(region))
    must(diagnosis.answer_remediation(region.by("customer_contact"), remediation_of(order).pk))
    again = taken_in(region, order, kept_run(FIREWALL, minutes_ago=2))
    task = remediation_of(order)
    assert (task.state, task.found_in) == ("asked", again)
    assert RemediationStep.objects.get(kind="shown_again").run == again


def test_what_comes_back_after_it_was_mended_is_raised_again(region: Region, order: WorkOrder) -> None:
    for ago, faults in ((9, [FIREWALL]), (6, []), (3, [FIREWALL])):
        taken_in(region, order, kept_run(*faults, minutes_ago=ago))
    assert remediation_of(order).state == "draft"
    kinds = RemediationStep.objects.order_by("run__ended_at").values_list("kind", flat=True)
    assert list(kinds) == ["closed", "shown_again"]


def test_what_a_person_withdrew_or_waived_stays(region: Region, order: WorkOrder) -> None:
    waived = {"name": "SaaS connector: tcp", "answer": "not_applicable", "words": "It goes by a proxy."}
    must(visits.answer_prerequisite(region.by("engineer"), order.pk, **waived))
    taken_in(region, order, kept_run(FIREWALL, minutes_ago=-1))
    task = remediation_of(order)
    must(diagnosis.withdraw_remediation(region.by("engineer"), task.pk, because="It goes by a proxy."))
    taken_in(region, order, kept_run(FIREWALL, minutes_ago=-2))
    assert remediation_of(order).state == "withdrawn"
    row = prerequisite(order, "tcp")
    assert row is not None
    assert (row.answer, row.text) == ("not_applicable", "It goes by a proxy.")


def test_an_older_run_that_comes_late_undoes_nothing_newer(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL, minutes_ago=5))
    taken_in(region, order, kept_run(minutes_ago=50))
    assert answers(order)["tcp"] == "no"
    assert remediation_of(order).state == "draft"
    taken_in(region, order, kept_run(minutes_ago=2))
    taken_in(region, order, kept_run(FIREWALL, minutes_ago=4))
    assert answers(order)["tcp"] == "yes"
    assert remediation_of(order).state == "closed"


def test_a_clock_that_is_ahead_makes_no_run_newer_than_its_receipt(region: Region, order: WorkOrder) -> None:
    run = taken_in(region, order, kept_run(FIREWALL, minutes_ago=-24 * 60))
    assert run.ended_at <= clock.now()
    taken_in(region, order, runs_file(started_at=clock.now() + timedelta(days=2)))
    assert remediation_of(order).state == "closed"


def test_what_is_blocked_by_a_cause_is_no_failure_of_its_own(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(checked_work.loose_link))
    assert answers(order) == {"link": "no"}
    (finding,) = DiagnosticFinding.objects.all()
    assert (finding.code, finding.affected) == ("LINK.DOWN", ["dns", "ntp", "tcp"])


def test_the_basics_are_answered_by_what_was_looked_at(region: Region) -> None:
    order = world.work_order(region)
    taken_in(region, order, kept_run(checked_work.wrong_time))
    found = {row.basic: row.answer for row in BasicsAnswer.objects.filter(case=order.case_id)}
    assert found == {"cabling": "sound", "dns": "sound", "ntp": "faulty"}
    taken_in(region, order, kept_run(minutes_ago=1))
    assert order.case.basics.latest_by_basic()["ntp"].answer == "sound"
    assert BasicsAnswer.objects.filter(case=order.case_id).count() == 4


def test_a_basic_that_a_person_waived_stays_waived(region: Region) -> None:
    order = world.work_order(region)
    from_person = {"basic": "dns", "answer": "waived", "words": "The device has no names."}
    must(world.answer_basic(region.by("engineer"), order.case_id, **from_person))
    taken_in(region, order, kept_run(minutes_ago=-5))
    assert order.case.basics.latest_by_basic()["dns"].answer == "waived"


def test_the_same_run_twice_changes_nothing(region: Region, order: WorkOrder) -> None:
    content = kept_run(FIREWALL)
    first = taken_in(region, order, content)
    loose = checked_work.changed(content, lambda document: document.update(diagnosis={}))
    before = LedgerRow.objects.count()
    evidence_id = checked_work.uploaded(region, order, loose)
    answer = refused(
        diagnosis.record_diagnostic_run(region.by("engineer"), order.pk, evidence_id=evidence_id),
        "run_known_already",
    )
    assert answer.reason is Reason.CONFLICT
    assert answer.params["run_id"] == str(first.pk)
    assert LedgerRow.objects.count() == before + 1
    assert (DiagnosticRun.objects.count(), Remediation.objects.count()) == (1, 1)


def test_sent_again_under_one_id_it_is_answered_as_before(region: Region, order: WorkOrder) -> None:
    evidence_id = checked_work.uploaded(region, order, kept_run(FIREWALL))
    once = region.by("engineer")
    first, again = (
        must(diagnosis.record_diagnostic_run(once, order.pk, evidence_id=evidence_id)) for _ in range(2)
    )
    assert (first.is_replay, again.is_replay) == (False, True)
    assert first.result == again.result
    assert (first.result["failure_count"], first.result["raised_count"]) == (1, 1)


def test_two_orders_of_one_site_each_have_the_run(region: Region, order: WorkOrder) -> None:
    content = kept_run(FIREWALL)
    other = world.work_order(region)
    assert taken_in(region, order, content).digest == taken_in(region, other, content).digest
    assert Remediation.objects.count() == 2


RIGHTS = {
    "engineer": "", "trainee": "", "support_specialist": "", "dispatcher": "", "manager": "",
    "customer_contact": "no_right", "customer_approver": "no_right", "logistics": "no_right",
}  # fmt: skip


@pytest.mark.parametrize("role", RIGHTS)
def test_our_side_takes_runs_in_and_nobody_else(region: Region, order: WorkOrder, role: str) -> None:
    evidence_id = checked_work.uploaded(region, order, kept_run())
    answer = diagnosis.record_diagnostic_run(region.by(role), order.pk, evidence_id=evidence_id)
    assert getattr(answer, "code", "") == RIGHTS[role]


def test_a_run_of_another_case_and_a_value_are_no_run_of_this_one(region: Region, order: WorkOrder) -> None:
    other = world.work_order(region)
    elsewhere = checked_work.uploaded(region, other, kept_run())
    value = world.evidence(region, order.case)
    for evidence_id, code in ((elsewhere, "evidence_of_another_case"), (value.pk, "run_is_no_file")):
        answer = diagnosis.record_diagnostic_run(region.by("engineer"), order.pk, evidence_id=evidence_id)
        refused(answer, code)


HOSTILE = {
    "no run at all": (b"hello", "run_foreign"),
    "cut off": (kept_run()[:500], "run_cut"),
    "changed": (b'{"digest":"0",' + kept_run()[1:], "run_changed"),
    "deep": (b'{"a":' * 90_000, "run_unreadable"),
    "a newer form": (b'{"form":"firstfix-preflight-run/2"}', "run_unreadable"),
    "of two specs": (
        checked_work.changed(kept_run(), lambda each: each["observations"][0].update(check="x")),
        "run_of_another_spec",
    ),
    "too large": (b"[" + b"1," * 4_100_000 + b"1]", "run_too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_one_sentence_and_changes_nothing(
    region: Region, order: WorkOrder, name: str
) -> None:
    content, code = HOSTILE[name]
    answer = refused(recorded(region, order, content), code)
    assert answer.text().endswith(".")
    assert DiagnosticRun.objects.count() == 0
    assert answers(order) == {}


def test_a_finding_speaks_for_a_hypothesis_in_later_runs_too(region: Region, order: WorkOrder) -> None:
    first = taken_in(region, order, kept_run(FIREWALL))
    hypothesis = order.case.hypotheses.get()
    finding = DiagnosticFinding.objects.get(run=first)
    said = {"subject_type": "hypothesis", "subject_id": hypothesis.pk, "role": "for"}
    must(link_evidence(region.by("engineer"), finding.evidence_id, **said))
    again = taken_in(region, order, kept_run(FIREWALL, minutes_ago=4))
    mended = taken_in(region, order, kept_run(minutes_ago=1))
    linked = EvidenceItem.objects.in_role("for", "hypothesis", hypothesis.pk)
    assert set(linked) == {finding.evidence, DiagnosticFinding.objects.get(run=again).evidence}
    assert list(EvidenceItem.objects.in_role("after", "hypothesis", hypothesis.pk)) == [mended.evidence]


@pytest.mark.django_db(transaction=True)
def test_one_run_that_many_take_in_at_once_is_there_once(tmp_path: Path) -> None:
    region = world.region()
    order = world.prepared_order(region)
    evidence_id = checked_work.uploaded(region, order, kept_run(FIREWALL))
    with database_on_disk(tmp_path):
        took = at_once(
            lambda: diagnosis.record_diagnostic_run(region.by("engineer"), order.pk, evidence_id=evidence_id),
            times=5,
        )
        assert sum(isinstance(one, Done) for one in took) == 1
        assert sorted({getattr(one, "code", "done") for one in took}) == ["done", "run_known_already"]
        assert at_once(Remediation.objects.count, times=1) == [1]


def test_who_has_a_link_to_the_order_sees_what_was_asked_and_no_more(
    region: Region, order: WorkOrder
) -> None:
    taken_in(region, order, kept_run(checked_work.wrong_time, FIREWALL))
    asked = Remediation.objects.get(code="TCP.NO_ANSWER")
    asking = checked_work.asked_of_customer(region)
    must(diagnosis.ask_remediation(region.by("engineer"), asked.pk, **asking))
    for noun, subject_id in (("work_order", order.pk), ("case", order.case_id)):
        guest = replace(region.customer_contact, subject=(noun, subject_id))
        assert list(visible_remediations(guest)) == [asked]
        assert not visible_diagnostic_runs(guest).exists()
    stranger = replace(region.customer_contact, subject=("work_order", asked.pk))
    assert not visible_remediations(stranger).exists()
    assert visible_remediations(region.engineer).count() == 2
