"""Site checks afterwards: a run taken back, a date that comes near, values erased, another language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from firstfix.apps.cases.commands import cancel_case
from firstfix.apps.cases.models import BasicsAnswer, Message
from firstfix.apps.diagnosis import commands as diagnosis
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun, Remediation, RemediationStep
from firstfix.apps.diagnosis.reactions import remind_customers
from firstfix.apps.evidence.commands import erase_case_content, link_evidence
from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink
from firstfix.apps.visits.models import ReadinessItem, WorkOrder
from firstfix.kernel import clock
from firstfix.kernel.identity import SYSTEM, system_actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.ledger.models import LedgerText
from firstfix.kernel.worker.loop import drain
from tests import checked_work, world
from tests.checked_work import FIREWALL, kept_run, loose_link, recorded, remediation_of, taken_in
from tests.commands.test_retention import DAYS, held_to
from tests.world import Region, context, must, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def order(region: Region) -> WorkOrder:
    return world.prepared_order(region)


def taken_back(region: Region, order: WorkOrder, run: DiagnosticRun, by: str = "engineer") -> Any:
    because = "It was the run of another hall."
    return diagnosis.withdraw_diagnostic_run(region.by(by), order.pk, run_id=run.pk, because=because)


def tcp_row(order: WorkOrder) -> ReadinessItem:
    return ReadinessItem.objects.get(work_order=order, name="SaaS connector: tcp")


def look_at_dates() -> dict[str, int]:
    return remind_customers(JobRun(Job.objects.create(name="remind_customers", run_at=clock.now())))


def test_what_only_a_run_taken_back_showed_is_open_again(region: Region, order: WorkOrder) -> None:
    run = taken_in(region, order, kept_run(FIREWALL), **checked_work.asked_of_customer(region))
    must(taken_back(region, order, run))
    row = tcp_row(order)
    assert (row.answer, row.text, row.evidence, row.owner, row.due_at) == ("open", "", None, None, None)
    assert remediation_of(order).state == "withdrawn"
    last = RemediationStep.objects.get(kind="taken_back")
    assert (last.run, last.remediation) == (run, remediation_of(order))
    assert DiagnosticRun.objects.get().withdrawal.because == "It was the run of another hall."


def test_the_run_before_it_counts_again(region: Region, order: WorkOrder) -> None:
    good = taken_in(region, order, kept_run(minutes_ago=9))
    wrong = taken_in(region, order, kept_run(FIREWALL, minutes_ago=4))
    must(taken_back(region, order, wrong))
    row = tcp_row(order)
    assert (row.answer, row.evidence, row.answered_at) == ("yes", good.evidence, good.ended_at)


def test_what_a_wrong_run_closed_is_open_again(region: Region, order: WorkOrder) -> None:
    shown = taken_in(region, order, kept_run(FIREWALL, minutes_ago=9))
    green = taken_in(region, order, kept_run(minutes_ago=4))
    assert remediation_of(order).state == "closed"
    must(taken_back(region, order, green))
    assert remediation_of(order).state == "draft"
    row = tcp_row(order)
    finding = DiagnosticFinding.objects.get(run=shown)
    assert (row.answer, row.evidence) == ("no", finding.evidence)
    again = taken_in(region, order, kept_run(minutes_ago=2))
    assert remediation_of(order).state == "closed"
    assert again.compared_with == shown


def test_what_another_run_shows_too_stays_asked_for(region: Region, order: WorkOrder) -> None:
    first = taken_in(
        region, order, kept_run(FIREWALL, minutes_ago=9), **checked_work.asked_of_customer(region)
    )
    second = taken_in(region, order, kept_run(FIREWALL, minutes_ago=4))
    assert remediation_of(order).found_in == second
    must(taken_back(region, order, second))
    assert (remediation_of(order).state, remediation_of(order).found_in) == ("asked", first)


def test_a_later_run_raises_again_what_ended_with_its_run(region: Region, order: WorkOrder) -> None:
    must(taken_back(region, order, taken_in(region, order, kept_run(FIREWALL, minutes_ago=9))))
    later = taken_in(region, order, kept_run(FIREWALL, minutes_ago=20))
    task = remediation_of(order)
    assert (task.state, task.found_in) == ("draft", later)


def test_a_run_taken_back_does_not_come_again_and_is_taken_back_once(
    region: Region, order: WorkOrder
) -> None:
    content = kept_run(FIREWALL)
    run = taken_in(region, order, content)
    must(taken_back(region, order, run))
    answer = refused(recorded(region, order, content), "run_taken_back")
    assert "another hall" in answer.text()
    refused(taken_back(region, order, run), "no_standing_run")
    refused(diagnosis.close_remediation(region.by("engineer"), remediation_of(order).pk, run_id=run.pk))


def test_hypotheses_and_basics_forget_a_run_taken_back(region: Region, order: WorkOrder) -> None:
    run = taken_in(region, order, kept_run(loose_link, minutes_ago=-1))
    hypothesis = order.case.hypotheses.get()
    piece = DiagnosticFinding.objects.filter(run=run).first()
    assert piece is not None
    given = {"subject_type": "hypothesis", "subject_id": hypothesis.pk, "role": "for"}
    must(link_evidence(region.by("engineer"), piece.evidence_id, **given))
    assert BasicsAnswer.objects.filter(case=order.case, basic="cabling", answer="faulty").exists()
    must(taken_back(region, order, run))
    assert not EvidenceLink.objects.filter(subject_type="hypothesis").exists()
    assert not BasicsAnswer.objects.filter(case=order.case, answered_at=run.ended_at).exists()


@pytest.mark.parametrize("role", ["customer_contact", "logistics"])
def test_who_may_not_take_runs_in_takes_none_back(region: Region, order: WorkOrder, role: str) -> None:
    run = taken_in(region, order, kept_run())
    answer = taken_back(region, order, run, by=role)
    assert answer.reason in ("not_allowed", "not_visible")
    assert not hasattr(DiagnosticRun.objects.get(pk=run.pk), "withdrawal")


def test_the_customer_is_reminded_once_before_the_date(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL), **checked_work.asked_of_customer(region))
    assert look_at_dates() == {"reminded_count": 0}
    with clock.frozen_at(clock.now() + timedelta(days=1, minutes=5)):
        assert look_at_dates() == {"reminded_count": 1}
        assert look_at_dates() == {"reminded_count": 0}
    message = Message.objects.get(case=order.case, visibility="public")
    assert "A reminder: by " in message.body
    assert "Please allow TCP port 443" in message.body
    kinds = RemediationStep.objects.order_by("taken_at", "id").values_list("kind", flat=True)
    assert list(kinds) == ["asked", "reminded"]


def test_nobody_is_reminded_of_what_is_answered_or_mended(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL), **checked_work.asked_of_customer(region))
    task = remediation_of(order)
    must(diagnosis.answer_remediation(region.by("customer_contact"), task.pk))
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        assert look_at_dates() == {"reminded_count": 0}
        refused(diagnosis.remind_remediation(context(system_actor("time")), task.pk), "nothing_to_remind_of")


def test_asked_for_again_with_a_new_date_it_is_reminded_of_again(region: Region, order: WorkOrder) -> None:
    asking = checked_work.asked_of_customer(region)
    taken_in(region, order, kept_run(FIREWALL), **asking)
    task = remediation_of(order)
    with clock.frozen_at(asking["due_at"]):
        assert look_at_dates() == {"reminded_count": 1}
    with clock.frozen_at(asking["due_at"] + timedelta(minutes=5)):
        later = {**asking, "due_at": asking["due_at"] + timedelta(days=5)}
        must(diagnosis.ask_remediation(region.by("engineer"), task.pk, **later))
        assert look_at_dates() == {"reminded_count": 0}
    with clock.frozen_at(later["due_at"] - timedelta(hours=2)):
        assert look_at_dates() == {"reminded_count": 1}


def test_reasons_are_kept_in_no_language_of_the_recorder(region: Region, order: WorkOrder) -> None:
    with override("de"):
        taken_in(region, order, kept_run(FIREWALL))
    assert tcp_row(order).text.startswith("Nothing comes back from ")
    piece = DiagnosticFinding.objects.get().evidence
    assert piece.title.startswith("Nothing comes back from ")
    link = ReadinessItem.objects.get(work_order=order, name="SaaS connector: link")
    assert link.text == "A site check shows that it holds."


def test_values_of_site_checks_are_erased_with_the_content_of_their_case() -> None:
    region = held_to(world.region(), retention_days=DAYS)
    order = world.prepared_order(region)
    taken_in(region, order, kept_run(FIREWALL, minutes_ago=9), **checked_work.asked_of_customer(region))
    task = remediation_of(order)
    said = "Kim in room 4711 opened 192.0.2.10."
    must(diagnosis.answer_remediation(region.by("customer_contact"), task.pk, words=said))
    taken_in(region, order, kept_run(FIREWALL, minutes_ago=4))
    must(cancel_case(region.by("manager"), order.case_id, because="Solved itself."))
    with clock.frozen_at(clock.now() + timedelta(days=DAYS + 1)):
        must(erase_case_content(context(system_actor("retention")), order.case_id))
        drain()
    kept = [DiagnosticRun, DiagnosticFinding, Remediation, RemediationStep, ReadinessItem, BasicsAnswer]
    told = repr([list(model.objects.values()) for model in kept])
    told += repr(list(EvidenceItem.objects.values("title", "value")))
    told += repr(list(LedgerText.objects.values_list("text", flat=True)))
    for value in ("192.0.2.10", "app.example.com", "4711", "Basel"):
        assert value not in told.replace(str(order.site), "")
    assert {run.erased_at is not None for run in DiagnosticRun.objects.all()} == {True}
    assert {row.code for row in DiagnosticFinding.objects.all()} == {"TCP.NO_ANSWER"}


def test_what_is_kept_is_not_erased(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL))
    answer = diagnosis.erase_site_checks(context(SYSTEM), order.case_id, erasure_id=new_id())
    refused(answer, "content_still_kept")
