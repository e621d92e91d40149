"""Business hours of the promise to the customer, and for whom cases waited: worked figures."""

from __future__ import annotations

import pytest

from firstfix.apps.cases.commands import resume_case, wait_case
from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.queries.boards import Asked
from firstfix.apps.scorecards.queries.definitions import BOARDS, kpi_by_id
from firstfix.apps.scorecards.queries.live_ground import observe_cases
from firstfix.apps.scorecards.queries.waiting import waiting, waiting_by
from firstfix.engines.service_clock import Calendar, week_from_text
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.scored_work import MARCH, begun, ended, fixed, later
from tests.world import Region, must

pytestmark = pytest.mark.django_db
NOW = later(days=20)
IN_MARCH = Asked("outcomes", ("2026-03",))


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


def promised(region: Region, *kinds: str, hours: str = "") -> None:
    """Promise 80 hours of these kinds, by a calendar of weekdays where ``hours`` are given."""
    with frozen_at(MARCH):
        contract = world.put(
            "contract", organization_id=region.organization.pk, number="1", name="Gold", start_on="2026-01-01"
        )
        counted = {}
        if hours:
            open_week = Calendar("UTC", week_from_text({"mon-fri": hours}))
            made = world.put("work_calendar", code="office", name="Office", definition=open_week.to_json())
            counted = {"calendar_id": made.pk}
        for kind in kinds:
            promise = {"kind": kind, "priority": 3, "minutes": 4800, "start_on": ["reported"]}
            world.put("service_target", contract_id=contract.pk, stop_on=["resolved"], **promise, **counted)


def observed(about: Case) -> dict[str, float | str]:
    [one] = observe_cases([about.pk], later(days=60))
    return dict(one.observed)


def test_a_night_and_a_weekend_are_no_business_hours(region: Region) -> None:
    promised(region, "restore", "respond", hours="09:00-17:00")
    # Monday 08:00 to the Monday after, 10:00: five days of eight hours and one hour.
    found = observed(fixed(region, after_hours=7 * 24 + 2))
    assert (found["restore_hours"], found["restore_open_hours"]) == (170.0, 41.0)
    # Taken up at nine, when the office opens.
    assert (found["response_hours"], found["response_open_hours"]) == (1.0, 0.0)


def test_a_promise_without_a_calendar_counts_every_minute(region: Region) -> None:
    promised(region, "restore")
    found = observed(fixed(region, after_hours=50))
    assert found["restore_open_hours"] == found["restore_hours"] == 50.0
    assert found["response_open_hours"] == "no_promise"


def test_a_case_without_a_promise_has_no_business_hours_and_says_why(region: Region) -> None:
    assert observed(fixed(region))["restore_open_hours"] == "no_promise"


def test_business_hours_never_stand_without_the_hours_that_the_customer_waited() -> None:
    kpi = kpi_by_id("LOG-OPEN-RESTORE")
    assert kpi is not None
    assert (kpi.measure.id, kpi.counter.id) == ("restore_open_hours", "restore_hours")
    assert "LOG-OPEN-RESTORE" in BOARDS["outcomes"][1]


def waited(region: Region, day: int, party: str, hours: float, **fields: str) -> Case:
    about = begun(region, later(days=day), **fields)
    with frozen_at(later(days=day, hours=2)):
        must(wait_case(region.by("support_specialist"), about.pk, party=party, reason="Access."))
    with frozen_at(later(days=day, hours=2 + hours)):
        must(resume_case(region.by("support_specialist"), about.pk))
    return ended(region, about, later(days=day, hours=20))


def test_waiting_is_told_by_party_and_by_kind_of_case(region: Region) -> None:
    waited(region, 0, "customer", 2)
    waited(region, 1, "customer", 4)
    waited(region, 2, "part", 6)
    fixed(region, later(days=3))
    with frozen_at(NOW):
        drain()
        whole = waiting(region.manager, IN_MARCH)
        [by_kind] = waiting_by(region.manager, IN_MARCH)["job_type"].values()
    assert whole.case_count == 4
    assert {party: one.n for party, one in whole.hours.items() if one.n} == {"customer": 2, "part": 1}
    assert (whole.hours["customer"].median, whole.hours_share("customer")) == (3.0, 0.5)
    assert whole.hours_share("vendor") == 0.0
    assert by_kind == whole


def test_another_customer_sees_nothing_of_it(region: Region) -> None:
    waited(region, 0, "customer", 2)
    with frozen_at(MARCH):
        other = world.region()
    with frozen_at(NOW):
        drain()
        told = waiting(other.customer_contact, IN_MARCH)
        assert "group" not in waiting_by(other.customer_contact, IN_MARCH)
    assert (told.case_count, told.has_waits, told.hours_share("customer")) == (0, False, None)


@pytest.mark.parametrize(
    ("waits", "expected"), [(False, 0.0), (True, "not_done")], ids=["open and late", "an allowed wait"]
)
def test_what_is_open_past_its_promise_has_missed_it_unless_a_wait_holds_the_clock(
    region: Region, waits: bool, expected: float | str
) -> None:
    with frozen_at(MARCH):
        contract = world.put(
            "contract", organization_id=region.organization.pk, number="1", name="Gold", start_on="2026-01-01"
        )
        promise = {"kind": "restore", "priority": 3, "minutes": 240, "pause_reasons": ["customer"]}
        events = {"start_on": ["reported"], "stop_on": ["resolved"]}
        world.put("service_target", contract_id=contract.pk, **promise, **events)
    about = begun(region)
    if waits:
        with frozen_at(later(hours=2)):
            who = region.by("support_specialist")
            must(wait_case(who, about.pk, party="customer", reason="Access to the cellar."))
    assert observed(about)["target_met"] == expected
