"""The ledger as an event log: what commands become, and what the KPIs make of it, by worked figures."""

from __future__ import annotations

from uuid import UUID

import pytest

from firstfix.apps.assets.models import Asset
from firstfix.apps.cases.commands import (
    change_severity,
    merge_case,
    post_message,
    resume_case,
    start_case,
    triage_case,
    wait_case,
)
from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.queries.definitions import SCORED, WAITING, kpi_by_id
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, chains_of
from firstfix.apps.scorecards.queries.live_ground import Seen, log_of, observe_cases
from firstfix.engines.scorecard import Cases, Event, Pair, score
from firstfix.kernel.clock import frozen_at
from tests import site_work, world
from tests.scored_work import MARCH, begun, ended, fixed, later, reopened
from tests.world import Region, must

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


def events(about: Case) -> list[Event]:
    [chain] = chains_of([about.pk])
    return chain.events


def kinds(about: Case) -> list[str]:
    return [event.kind for event in events(about)]


def attribute(event: Event, name: str) -> str:
    return event.attributes[ATTRIBUTES.index(name)]


def seen(about: Case, at_days: float = 60) -> Seen:
    [one] = observe_cases([about.pk], later(days=at_days))
    return one


def asset(region: Region) -> Asset:
    with frozen_at(MARCH):
        product = world.put("product", maker="Nordlicht", model="SW-1", kind="switch")
        made: Asset = world.put(
            "asset", product_id=product.pk, site_id=region.site.pk, name="Switch 1", serial="1"
        )
    return made


def pair(kpi_id: str, *about: Case) -> Pair:
    kpi = kpi_by_id(kpi_id)
    assert kpi is not None
    found = score(kpi, Cases(log_of(chains_of([one.pk for one in about]))))
    assert isinstance(found, Pair)
    return found


def test_a_case_becomes_events_in_the_order_of_its_chain(region: Region) -> None:
    about = fixed(region, after_hours=4)
    told = events(about)
    assert [event.kind for event in told if event.kind != "noted"] == [
        "new", "new", "active", "evidence_added", "active", "resolved",
    ]  # fmt: skip
    first, last = told[0], told[-1]
    assert (first.case, first.at, last.at) == (
        str(about.pk),
        int(MARCH.timestamp()),
        int(later(hours=4).timestamp()),
    )
    assert first.actor == str(region.support_specialist.id)


def test_two_cases_of_two_and_six_hours_have_a_median_of_four(region: Region) -> None:
    one, other = fixed(region, after_hours=2), fixed(region, after_hours=6)
    told = pair("S1-K03", one, other)
    assert (told.value.median, told.value.mean, told.value.n) == (4.0, 4.0, 2)
    assert (told.counter.figure, told.counter.n) == (0.0, 2)
    assert sorted(told.value.cases()) == sorted([(str(one.pk), 2.0), (str(other.pk), 6.0)])


def test_taking_a_case_up_or_writing_to_the_customer_is_the_first_response(region: Region) -> None:
    taken = begun(region)
    with frozen_at(MARCH):
        written = world.case(region)
    with frozen_at(later(hours=0.5)):
        must(post_message(region.by("support_specialist"), written.pk, words="We look at it."))
    assert seen(taken).observed["response_hours"] == 1.0
    assert seen(written).observed["response_hours"] == 0.5


def test_triage_alone_is_no_response(region: Region) -> None:
    with frozen_at(MARCH):
        about = world.case(region)
    assert seen(about).observed["response_hours"] == "no_response"


def test_waiting_is_told_with_its_party_and_shared_out(region: Region) -> None:
    about = begun(region)
    by = region.by
    with frozen_at(later(hours=2)):
        must(wait_case(by("support_specialist"), about.pk, party="customer", reason="Access to the cellar."))
    with frozen_at(later(hours=4)):
        must(resume_case(by("support_specialist"), about.pk))
    ended(region, about, later(hours=8))
    assert "waiting_customer" in kinds(about)
    found = seen(about).observed
    assert found["paused_share"] == 0.25
    assert found["first_contact_resolved"] == 0.0


def test_waiting_for_monitoring_is_waiting_for_something_else(region: Region) -> None:
    about = begun(region)
    with frozen_at(later(hours=2)):
        must(wait_case(region.by("support_specialist"), about.pk, party="monitoring", reason="A night."))
    assert kinds(about)[-1] == "waiting_other"


def test_a_reopened_case_counts_as_reopened_and_its_last_end_counts(region: Region) -> None:
    about = fixed(region, after_hours=4)
    reopened(region, about, later(hours=10))
    with frozen_at(later(hours=11)):
        must(start_case(region.by("support_specialist"), about.pk))
    ended(region, about, later(hours=12))
    found = seen(about).observed
    assert (found["reopened"], found["restore_hours"]) == (1.0, 12.0)


def test_a_lowered_priority_stays_among_the_high_ones(region: Region) -> None:
    about = begun(region, severity=2)
    with frozen_at(later(hours=2)):
        site_work.approve(region, "severity_change", about)
        levels = {"severity": 4, "impact": 4, "urgency": 4}
        must(change_severity(region.by("support_specialist"), about.pk, because="One ward less.", **levels))
    told = events(about)
    assert (attribute(told[0], "priority"), attribute(told[-1], "priority")) == ("P2", "P4")
    assert seen(about).observed["lowered"] == 1.0
    assert seen(about, at_days=3).observed["ageing"] == 0.0
    assert seen(about, at_days=8).observed["ageing"] == 1.0


def test_the_category_is_the_fault_code_of_the_triage(region: Region) -> None:
    about = fixed(region)
    reopened(region, about, later(hours=5))
    levels = {"severity": 3, "impact": 3, "urgency": 3, "because": "Another fault."}
    with frozen_at(later(hours=6)):
        must(triage_case(region.by("support_specialist"), about.pk, fault_code="optic", **levels))
    assert seen(about).category == "optic"


def test_a_new_case_for_the_same_asset_is_a_repeat_of_the_one_before(region: Region) -> None:
    device = asset(region)
    before = fixed(region, asset_id=device.pk)
    again = fixed(region, later(days=10), asset_id=device.pk)
    found = seen(before).observed
    assert (found["same_asset_again"], found["repeated_asset"]) == (1.0, 1.0)
    watched = seen(again, at_days=20).observed
    assert (watched["same_asset_again"], watched["repeated_asset"]) == ("not_followed", "not_followed")
    assert seen(again).observed["repeated_asset"] == 0.0


def test_a_merged_case_is_over_and_says_where_it_went(region: Region) -> None:
    with frozen_at(MARCH):
        into, about = world.case(region), world.case(region)
    with frozen_at(later(hours=1)):
        must(merge_case(region.by("support_specialist"), about.pk, into_id=into.pk, because="Same."))
    assert kinds(about)[-2:] == ["merged", "cancelled"]
    assert attribute(events(about)[-1], "merged_into") == str(into.pk)
    assert kinds(into)[-1] == "noted"
    assert seen(about).observed["same_asset_again"] == 1.0


def test_a_trip_is_told_from_its_assignment_to_the_signature() -> None:
    about = Case.objects.get(pk=site_work.complete(world.region()).work_order.case_id)
    told = kinds(about)
    for kind in ("assigned", "acknowledged", "visit_rolled", "arrived", "evidence_added", "signed"):
        assert kind in told
    [one] = observe_cases([about.pk], later(about.opened_at, days=60))
    found = one.observed
    assert attribute(events(about)[-1], "rolled_visit_count") == "1"
    assert 0 <= found["acceptance_open_hours"] <= found["arrival_hours"] < 0.1  # type: ignore[operator]
    assert found["given_back"] == 0.0
    assert (found["avoidable_trip"], found["cause_said"]) == (0.0, 1.0)
    assert (found["first_time_fix"], found["proved_and_signed"]) == ("no_asset", "not_done")


def test_what_the_case_looks_like_is_asked_in_a_fixed_number_of_questions(
    region: Region, django_assert_num_queries: object
) -> None:
    about = [fixed(region, later(days=day)) for day in range(3)]
    with django_assert_num_queries(8):  # type: ignore[operator]
        assert len(list(chains_of([one.pk for one in about]))) == 3


def test_imported_history_is_no_part_of_the_log(region: Region) -> None:
    about = fixed(region)
    Case.objects.filter(pk=about.pk).update(provenance="imported")
    assert list(chains_of([about.pk])) == []


def test_a_case_that_nobody_opened_is_no_case() -> None:
    assert list(chains_of([UUID(int=7)])) == []


def test_every_kpi_of_a_log_is_scored_or_says_what_it_lacks() -> None:
    assert {kpi.id for kpi in SCORED} >= {"S1-K02", "S1-K03", "S1-K04", "S2-K06", "S2-K14", "LOG-CLOSE"}
    assert {name: lacks for name, (_, lacks) in WAITING.items()} == {"S1-K09": ("rating",)}
