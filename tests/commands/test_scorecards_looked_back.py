"""Due dates as they then were, and trips that rest until their day: what some traces look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from firstfix.apps.cases.commands import change_severity, resume_case, wait_case
from firstfix.apps.cases.models import Case
from firstfix.apps.dispatching.models import Acceptance
from firstfix.apps.scorecards.commands import look_through
from firstfix.apps.scorecards.models import ScoreKeeping
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, CaseChain, chains_of
from firstfix.apps.scorecards.queries.looked_back import resting_until_their_day, with_past_dues
from firstfix.kernel.clock import frozen_at
from tests import site_work, world
from tests.scored_work import MARCH, begun, ended, fixed, later, reopened
from tests.world import Region, must

pytestmark = pytest.mark.django_db
# What is promised to a case by priority, in hours; every minute counts.
PROMISED = {2: 10, 3: 20, 4: 100}


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        made = world.region()
        contract = world.put(
            "contract", organization_id=made.organization.pk, number="1", name="Gold", start_on="2026-01-01"
        )
        events = {"start_on": ["reported"], "stop_on": ["resolved"], "pause_reasons": ["customer"]}
        for priority, hours in PROMISED.items():
            promise = {"kind": "restore", "priority": priority, "minutes": 60 * hours}
            world.put("service_target", contract_id=contract.pk, **promise, **events)
    return made


def told(about: Case) -> CaseChain:
    [chain] = with_past_dues(list(chains_of([about.pk])))
    return chain


def dues(about: Case) -> list[tuple[str, float | None]]:
    """Give each kind of event with the hours from the opening until the case then was due."""
    place = ATTRIBUTES.index("due_at")
    return [(one.kind, _hours(one.attributes[place])) for one in told(about).events if one.kind != "noted"]


def _hours(due_at: str) -> float | None:
    if not due_at:
        return None
    return (datetime.fromisoformat(due_at).astimezone(UTC) - MARCH) / timedelta(hours=1)


def waited(region: Region, about: Case, first: float, last: float, *, party: str = "customer") -> None:
    with frozen_at(later(hours=first)):
        must(wait_case(region.by("support_specialist"), about.pk, party=party, reason="Access."))
    with frozen_at(later(hours=last)):
        must(resume_case(region.by("support_specialist"), about.pk))


def traces_of_pauses(region: Region, first: float) -> dict[str, dict[str, Any]]:
    """Give the traces by code when a case a day waits from hour ``first`` on, and is due at hour 20."""
    for day in range(24):
        about = begun(region, later(days=day))
        waited(region, about, 24 * day + first, 24 * day + first + 1)
        ended(region, about, later(days=day, hours=20.5))
    look_through(later(days=60), beat=lambda _done, _total: None)
    return {one["code"]: one for one in ScoreKeeping.objects.get().found["traces"]}


def test_a_pause_moves_the_due_date_from_its_end_on_and_not_before(region: Region) -> None:
    about = begun(region)
    waited(region, about, 5, 8)
    ended(region, about, later(hours=12))
    known = dues(about)
    assert known[0] == ("new", 20.0)
    assert ("waiting_customer", None) in known
    assert known[-1] == ("resolved", 23.0)


def test_a_wait_that_the_contract_does_not_allow_moves_nothing(region: Region) -> None:
    about = begun(region)
    waited(region, about, 5, 8, party="vendor")
    assert {hours for _kind, hours in dues(about)} == {20.0}


def test_a_lowered_priority_moves_the_due_date_when_it_is_lowered(region: Region) -> None:
    about = begun(region, severity=2)
    with frozen_at(later(hours=2)):
        site_work.approve(region, "severity_change", about)
        levels = {"severity": 4, "impact": 4, "urgency": 4}
        must(change_severity(region.by("support_specialist"), about.pk, because="One ward less.", **levels))
    hours = [due for _kind, due in dues(about)]
    assert (hours[0], told(about).events[-1].attributes[ATTRIBUTES.index("priority")]) == (10.0, "P4")
    place = ATTRIBUTES.index("due_at")
    assert _hours(told(about).events[-1].attributes[place]) == 100.0


def test_a_reopened_case_was_due_before_as_it_was_before(region: Region) -> None:
    about = fixed(region, after_hours=4)
    reopened(region, about, later(hours=10))
    known = dues(Case.objects.get(pk=about.pk))
    assert known[0] == ("new", 20.0)
    # Six hours of rest between the end and the reopening.
    assert known[-1] == ("active", 26.0)


def test_a_case_that_nothing_moved_is_told_as_it_stands(region: Region) -> None:
    [chain] = chains_of([fixed(region).pk])
    assert with_past_dues([chain]) == [chain]


def test_an_accepted_trip_rests_until_its_day() -> None:
    about = Case.objects.get(pk=site_work.complete(world.region()).work_order.case_id)
    [chain] = chains_of([about.pk])
    [rested] = resting_until_their_day([chain])
    planned = Acceptance.objects.get().assignment.start_at
    [moved] = [one.at for one in rested.events if one.kind == "acknowledged"]
    [accepted] = [one.at for one in chain.events if one.kind == "acknowledged"]
    assert moved == max(accepted, int(planned.timestamp()))
    assert sorted(one.at for one in rested.events) == [one.at for one in rested.events]
    assert len(rested.events) == len(chain.events)


def test_pauses_shortly_before_the_breach_are_found_where_they_heap(region: Region) -> None:
    traces = traces_of_pauses(region, 18.5)
    assert traces["late_pauses"]["is_flagged"] is True
    assert (traces["late_pauses"]["params"]["hits"], traces["late_pauses"]["params"]["n"]) == (24, 24)
    # That a pause moves the date is no move of the date.
    assert traces["late_moves"]["params"]["n"] == 0


def test_pauses_at_the_beginning_are_no_trace(region: Region) -> None:
    assert traces_of_pauses(region, 2)["late_pauses"]["is_flagged"] is False
