"""Acceptance and escalations in the working hours of whoever received them: worked figures."""

from __future__ import annotations

from datetime import datetime

import pytest

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.dispatching.commands import accept_visit, assign_visit
from firstfix.apps.escalations import commands as escalations
from firstfix.apps.escalations.models import Escalation
from firstfix.apps.scorecards.queries.definitions import BOARDS, SCORED, kpi_by_id
from firstfix.apps.scorecards.queries.live_ground import observe_cases
from firstfix.apps.visits.commands import ready_work_order
from firstfix.engines.service_clock import Calendar, week_from_text
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.identity import Actor
from tests import world
from tests.scored_work import MARCH, later
from tests.world import Region, context, must
from tests.written_work import engineering, submitted

pytestmark = pytest.mark.django_db
# Friday, 2026-03-06, 16:00 in UTC: an hour before the office closes for the weekend.
FRIDAY = later(days=4, hours=8)
MONDAY = later(days=7)


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


def office(noun: str, of_id: object) -> None:
    """Let somebody or a team work on weekdays from eight to five."""
    week = Calendar("UTC", week_from_text({"mon-fri": "08:00-17:00"}))
    made = world.put("work_calendar", code="office", name="Office", definition=week.to_json())
    changed = {"noun": noun, "reference_id": of_id, "fields": {"calendar_id": made.pk}}
    must(change_reference(context(world.founder()), **changed))


def observed(case_id: object) -> dict[str, float | str]:
    [one] = observe_cases([case_id], later(days=60))  # type: ignore[list-item]
    return dict(one.observed)


def accepted_at(region: Region, at: datetime) -> object:
    """Give a case whose trip was assigned on Friday afternoon and accepted at ``at``."""
    with frozen_at(FRIDAY):
        order = world.prepared_order(region)
        must(ready_work_order(region.by("dispatcher"), order.pk))
        visit = world.proposed_visit(region, order, hours=100)
        hour = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
        must(assign_visit(region.by("dispatcher"), visit.pk, engineer_id=region.engineer_id, **hour))
    with frozen_at(at):
        must(accept_visit(region.by("engineer"), visit.pk))
    return order.case_id


@pytest.mark.covers("S1-K08")
def test_a_trip_is_accepted_in_the_engineers_working_hours(region: Region) -> None:
    with frozen_at(MARCH):
        office("person", region.engineer_id)
    # An hour on Friday, nothing over the weekend, half an hour on Monday.
    found = observed(accepted_at(region, later(MONDAY, hours=0.5)))
    assert found["acceptance_open_hours"] == 1.5
    kpi = kpi_by_id("S1-K08")
    assert kpi is not None
    assert (kpi.measure.id, kpi.counter.id) == ("acceptance_open_hours", "given_back")
    assert found["given_back"] == 0.0


def test_without_a_calendar_every_minute_counts(region: Region) -> None:
    assert observed(accepted_at(region, MONDAY))["acceptance_open_hours"] == 64.0


@pytest.fixture
def receiver(region: Region) -> Actor:
    with frozen_at(MARCH):
        office("team", engineering(region).pk)
        return world.actor("engineering_receiver", teams=(engineering(region).pk,))


@pytest.fixture
def asked(region: Region, receiver: Actor) -> Escalation:
    with frozen_at(FRIDAY):
        return submitted(region)


@pytest.mark.covers("S2-K02")
def test_an_escalation_has_two_stops_in_the_receiving_teams_hours(asked: Escalation, receiver: Actor) -> None:
    with frozen_at(later(MONDAY, hours=1)):
        must(escalations.acknowledge_escalation(context(receiver), asked.pk))
    found = observed(asked.case_id)
    assert (found["escalation_open_hours"], found["escalation_action_hours"]) == (2.0, "no_action")
    with frozen_at(later(MONDAY, hours=2)):
        must(escalations.accept_escalation(context(receiver), asked.pk))
    assert observed(asked.case_id)["escalation_action_hours"] == "no_action"
    with frozen_at(later(MONDAY, hours=5)):
        must(escalations.act_on_escalation(context(receiver), asked.pk, words="Reproduced in the lab."))
    assert observed(asked.case_id)["escalation_action_hours"] == 6.0
    both = [kpi for kpi in SCORED if kpi.id in {"S2-K02", "S2-K02-ACTION"}]
    assert {kpi.counter.id for kpi in both} == {"escalation_accepted"}
    assert all("priority" in kpi.segments for kpi in both)
    assert {kpi.id for kpi in both} <= set(BOARDS["support"][1])


def test_sending_a_package_back_is_an_answer_and_an_action(asked: Escalation, receiver: Actor) -> None:
    with frozen_at(later(MONDAY, hours=1)):
        back = {"reasons": ["evidence_missing"], "words": "Which release?"}
        must(escalations.return_escalation(context(receiver), asked.pk, **back))
    found = observed(asked.case_id)
    assert (found["escalation_open_hours"], found["escalation_action_hours"]) == (2.0, 2.0)
    assert found["escalation_accepted"] == 0.0


def test_handing_it_on_to_another_team_is_no_action(asked: Escalation, receiver: Actor) -> None:
    with frozen_at(later(MONDAY, hours=1)):
        back = {"reasons": ["wrong_team"], "words": "Ask the radio team."}
        must(escalations.return_escalation(context(receiver), asked.pk, **back))
    found = observed(asked.case_id)
    assert (found["escalation_open_hours"], found["escalation_action_hours"]) == (2.0, "no_action")


def test_a_case_without_an_escalation_is_outside(region: Region) -> None:
    with frozen_at(MARCH):
        about = world.case(region)
    assert "escalation_open_hours" not in observed(about.pk)
