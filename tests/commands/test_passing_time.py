"""What time alone changes, and what leaves by mail when a person has written."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import transaction

from firstfix.apps.cases.commands import (
    make_commitment,
    post_message,
    prepare_closure,
    record_acceptance,
    record_remote_attempt,
    reopen_case,
    request_approval,
    resolve_case,
    start_case,
    verify_case,
)
from firstfix.apps.cases.models import ApprovalRequest, CalendarEdition, Case, Commitment, TargetClock
from firstfix.apps.visits.commands import record_time
from firstfix.kernel import clock
from firstfix.kernel.ledger.timeline import timeline
from firstfix.kernel.worker.loop import drain
from tests.world import Region, case, evidence, in_hours, must, person, put, region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground() -> Region:
    return region()


def test_a_promise_that_passes_is_overdue_within_a_minute(ground: Region) -> None:
    promise = {"what": "Call back with a date.", "due_at": in_hours(1), "to_whom": "Ms Example"}
    made = must(make_commitment(ground.by("support_specialist"), case_id=case(ground).pk, **promise))
    with clock.frozen_at(in_hours(2)):
        drain()
    assert Commitment.objects.get(pk=made.subject_id).state == "overdue"


def test_a_question_that_runs_out_is_expired_by_itself(ground: Region) -> None:
    about = case(ground)
    asked = must(
        request_approval(
            ground.by("engineer"),
            kind="risky_workaround",
            case_id=about.pk,
            because="The ring would be open for a minute.",
            expires_at=in_hours(1),
        )
    )
    with clock.frozen_at(in_hours(2)):
        drain()
    assert ApprovalRequest.objects.get(pk=asked.subject_id).state == "expired"


def test_a_missed_target_is_noted_once_and_the_clock_runs_on(ground: Region) -> None:
    contract = put(
        "contract", organization_id=ground.organization.pk, number="1", name="Gold", start_on="2020-01-01"
    )
    target = {
        "kind": "restore",
        "priority": 3,
        "minutes": 60,
        "start_on": ["reported"],
        "stop_on": ["restored"],
    }
    put("service_target", contract_id=contract.pk, **target)
    late = case(ground)
    with clock.frozen_at(in_hours(2)):
        drain()
        drain()
    assert TargetClock.objects.get(case=late).state == "running_breached"
    assert [entry.command for entry in timeline("case", late.pk)].count("note_breach") == 1


def promise(ground: Region, calendar_id: UUID | None = None, **stops: str) -> None:
    """Promise three hours for each kind of target, to the event that is given for it."""
    contract = put(
        "contract", organization_id=ground.organization.pk, number="1", name="Gold", start_on="2020-01-01"
    )
    for kind, stop in stops.items():
        events = {"start_on": ["reported"], "stop_on": [stop], "calendar_id": calendar_id}
        put("service_target", contract_id=contract.pk, kind=kind, priority=3, minutes=180, **events)


def test_reopening_goes_on_with_the_repair_and_not_with_the_first_answer(ground: Region) -> None:
    promise(ground, acknowledge="acknowledged", resolve="resolved")
    about = fixed_remotely(ground)
    assert said(about) == {"acknowledge": "met", "resolve": "met"}
    with clock.frozen_at(in_hours(30)):
        must(reopen_case(ground.by("customer_contact"), about.pk, because="It is down again."))
        assert said(about) == {"acknowledge": "met", "resolve": "running"}
    with clock.frozen_at(in_hours(34)):
        drain()
        assert said(about) == {"acknowledge": "met", "resolve": "running_breached"}


def test_a_case_that_was_taken_back_takes_no_calendar_with_it(ground: Region) -> None:
    definition = {"zone": "Europe/Berlin", "week": {"0": [[480, 1020]]}, "holidays": [], "exceptions": {}}
    hours = put("work_calendar", code="de", name="DE", definition=definition)
    promise(ground, hours.pk, restore="restored")
    with transaction.atomic():
        case(ground)
        transaction.set_rollback(True)
    counted = TargetClock.objects.get(case=case(ground))
    assert CalendarEdition.objects.filter(pk=counted.target["calendar"]).exists()


def said(about: Case) -> dict[str, str]:
    """Give what each clock of the case says, by its kind."""
    return dict(TargetClock.objects.filter(case=about).values_list("kind", "state"))


def test_public_words_are_mailed_to_the_contact_in_their_thread(ground: Region) -> None:
    contact = person("Kim Contact")
    put("contact_channel", person_id=contact.pk, kind="email", address="kim@harbour.example")
    about = case(ground, contact_id=contact.pk)
    must(post_message(ground.by("support_specialist"), about.pk, words="We are on it."))
    must(post_message(ground.by("support_specialist"), about.pk, words="It is the switch."))
    drain()
    first, second = mail.outbox
    assert first.to == ["kim@harbour.example"]
    assert Case.objects.get(pk=about.pk).reference in first.subject
    assert second.extra_headers["In-Reply-To"] == first.extra_headers["Message-ID"]


def test_a_secret_in_public_words_is_refused_before_it_is_kept(ground: Region) -> None:
    answer = post_message(ground.by("support_specialist"), case(ground).pk, words="password=Tr0ub4dor&3xyz")
    assert answer.code == "secret_in_text"  # type: ignore[union-attr]


def test_a_silent_resolved_case_closes_after_five_days(ground: Region) -> None:
    quiet = fixed_remotely(ground)
    with clock.frozen_at(clock.now() + timedelta(days=6)):
        drain()
    assert Case.objects.get(pk=quiet.pk).state == "closed"


def fixed_remotely(ground: Region) -> Case:
    """Give a case that was resolved without a visit, through its gate."""
    about = case(ground, kind="request")
    by = ground.by
    must(start_case(by("support_specialist"), about.pk))
    must(
        record_remote_attempt(
            by("support_specialist"), about.pk, result="fixed", words="Reset the port; link up."
        )
    )
    hours = {"started_at": in_hours(-1), "ended_at": in_hours(-0.5)}
    must(record_time(by("support_specialist"), case_id=about.pk, kind="work", note="Remote.", **hours))
    evidence(ground, about, purpose="fulfilment", check_name="link", has_passed=True)
    must(record_acceptance(by("customer_contact"), about.pk, outcome="accepted"))
    pieces = {
        "resolution": "Port 12 was reset and holds its link.",
        "root_cause": "The port was shut down by a loop guard.",
    }
    must(prepare_closure(by("support_specialist"), about.pk, code="fulfilled", **pieces))
    must(verify_case(by("support_specialist"), about.pk))
    must(resolve_case(by("support_specialist"), about.pk))
    return about
