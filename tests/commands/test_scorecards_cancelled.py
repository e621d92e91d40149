"""Cancelled and merged cases: left out of figures of ended work by that name, not of what went wrong."""

from __future__ import annotations

from datetime import datetime

import pytest

from firstfix.apps.cases.commands import cancel_case, merge_case, reopen_case
from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.queries.definitions import SCORED, kpi_by_id
from firstfix.apps.scorecards.queries.live_ground import observe_cases
from firstfix.kernel.clock import frozen_at
from tests import world
from tests.scored_work import MARCH, begun, fixed, later
from tests.world import Region, must

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


def cancelled(region: Region, about: Case, at: datetime) -> Case:
    with frozen_at(at):
        must(cancel_case(region.by("support_specialist"), about.pk, because="Reported twice."))
    return about


def observed(about: Case) -> dict[str, float | str]:
    [one] = observe_cases([about.pk], later(days=60))
    return dict(one.observed)


def test_a_cancelled_case_is_no_ended_work_and_is_named(region: Region) -> None:
    found = observed(cancelled(region, begun(region), later(hours=5)))
    for name in (
        "restore_hours", "close_hours", "paused_share", "reopened", "first_contact_resolved",
        "target_met",
    ):  # fmt: skip
        assert found[name] == ("no_target" if name == "target_met" else "cancelled"), name


def test_what_was_done_for_it_before_counts(region: Region) -> None:
    found = observed(cancelled(region, begun(region), later(hours=5)))
    assert found["response_hours"] == 1.0
    assert found["handed_over"] == 0.0


def test_a_case_that_nobody_answered_before_it_was_cancelled_waits_for_no_answer(region: Region) -> None:
    with frozen_at(MARCH):
        about = world.case(region)
    assert observed(cancelled(region, about, later(hours=5)))["response_hours"] == "cancelled"


def test_cancelling_hides_no_reopening(region: Region) -> None:
    about = fixed(region)
    with frozen_at(later(hours=10)):
        must(reopen_case(region.by("support_specialist"), about.pk, because="It is down again."))
    assert observed(cancelled(region, about, later(hours=11)))["reopened"] == 1.0


def test_cancelling_hides_no_missed_promise(region: Region) -> None:
    with frozen_at(MARCH):
        contract = world.put(
            "contract", organization_id=region.organization.pk, number="1", name="Gold", start_on="2026-01-01"
        )
        promise = {"kind": "restore", "priority": 3, "minutes": 120}
        events = {"start_on": ["reported"], "stop_on": ["resolved"]}
        world.put("service_target", contract_id=contract.pk, **promise, **events)
    late = cancelled(region, begun(region), later(hours=5))
    in_time = cancelled(region, begun(region), later(hours=1.5))
    assert observed(late)["target_met"] == 0.0
    assert observed(in_time)["target_met"] == "cancelled"


def test_a_merged_case_is_counted_where_merging_could_hide_a_reopening(region: Region) -> None:
    with frozen_at(MARCH):
        into, about = world.case(region), world.case(region)
    with frozen_at(later(hours=1)):
        must(merge_case(region.by("support_specialist"), about.pk, into_id=into.pk, because="Same."))
    found = observed(about)
    assert (found["same_asset_again"], found["paused_share"]) == (1.0, "cancelled")


@pytest.mark.covers("S1-K05")
def test_reopenings_stand_beside_merges_and_new_cases_for_the_same_asset(region: Region) -> None:
    with frozen_at(MARCH):
        product = world.put("product", maker="Nordlicht", model="SW-1", kind="switch")
        made = {"product_id": product.pk, "site_id": region.site.pk, "name": "Switch", "serial": "1"}
        device = world.put("asset", **made)
        duplicate = world.case(region, asset_id=device.pk)
    about = fixed(region, asset_id=device.pk)
    fixed(region, later(days=10), asset_id=device.pk)
    with frozen_at(later(days=11)):
        merged = {"into_id": about.pk, "because": "The same switch."}
        must(merge_case(region.by("support_specialist"), duplicate.pk, **merged))
    kpi = kpi_by_id("S1-K05")
    assert kpi is not None
    assert (kpi.measure.id, kpi.counter.id) == ("reopened", "same_asset_again")
    assert [observed(one)[kpi.counter.id] for one in (about, duplicate)] == [1.0, 1.0]


def test_every_kpi_leaves_cancelled_cases_to_the_same_rule(region: Region) -> None:
    found = observed(cancelled(region, begun(region), later(hours=5)))
    of_work = {one.id for kpi in SCORED for one in (kpi.measure, kpi.counter)} & found.keys()
    waits = {"not_done", "not_followed", "no_resolved_at", "no_closed_at", "no_response"}
    assert {name for name in of_work if found[name] in waits} == set()
