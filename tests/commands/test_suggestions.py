"""Whom to send, and when the visit would fit: against a search minute by minute, and in a whole world."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.commands import assign_visit, note_absence, plan_on_call
from firstfix.apps.dispatching.queries import Proposal, suggest_engineers
from firstfix.apps.dispatching.queries.free_time import (
    ASSUMED_TRAVEL_MINUTES,
    DAILY_REST,
    Held,
    Wanted,
    first_slot,
)
from firstfix.engines.dispatch import Place, travel_minutes
from firstfix.engines.service_clock import Calendar, week_from_text
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from tests import site_work, world
from tests.world import Region

CORK, LIMERICK, DUBLIN = Place(51.898, -8.475), Place(52.668, -8.630), Place(53.349, -6.260)
MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
STEP = timedelta(minutes=5)


def hour(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


places = st.sampled_from([CORK, LIMERICK, DUBLIN, None])
quarters = st.integers(min_value=0, max_value=96).map(lambda count: hour(count / 4))


@st.composite
def helds(draw: Any) -> list[Held]:
    """Give stretches that do not overlap, as the database holds them."""
    cuts = sorted(set(draw(st.lists(quarters, max_size=8))))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [
        Held(start, end, draw(places), start + timedelta(minutes=5), is_visit=draw(st.booleans()))
        for start, end in pairs
    ]


@given(
    base=places,
    place=places,
    held=helds(),
    minutes=st.sampled_from([30, 60, 150]),
    earliest=quarters,
    opens=st.integers(0, 12),
)
def test_the_first_slot_is_the_one_that_a_search_in_small_steps_finds(
    base: Place | None, place: Place | None, held: list[Held], minutes: int, earliest: datetime, opens: int
) -> None:
    wanted = Wanted(place, minutes, earliest, hour(24), MONDAY)
    working = [(hour(opens), hour(opens + 10)), (hour(23), hour(24))]
    found = first_slot(wanted, base, held, working)
    searched = search(wanted, base, held, working)
    assert (found and found.start_at) == searched


def search(
    wanted: Wanted, base: Place | None, held: list[Held], working: list[tuple[datetime, datetime]]
) -> datetime | None:
    """Give the first start on the clock face at which every rule holds, by trying one after the other."""
    start = wanted.earliest_start_at
    while start + timedelta(minutes=wanted.minutes) <= wanted.latest_end_at:
        if all_rules_hold(wanted, base, held, working, start):
            return start
        start += STEP
    return None


def all_rules_hold(
    wanted: Wanted,
    base: Place | None,
    held: list[Held],
    working: list[tuple[datetime, datetime]],
    start: datetime,
) -> bool:
    """Tell whether one can be there at ``start``, from the base or from the visit before."""
    end = start + timedelta(minutes=wanted.minutes)
    visits = [one for one in held if one.is_visit]
    after = sorted((one for one in visits if one.start_at >= end), key=lambda one: one.start_at)
    if after and after[0].start_at - end < DAILY_REST:
        reached_at = end + way(wanted.place, after[0].place)
        if after[0].is_on_site_at is not None and reached_at > after[0].is_on_site_at:
            return False
    for origin in (None, *visits):
        leave = start - way(origin.place if origin else base, wanted.place)
        rested = [one for one in visits if one.end_at <= leave and leave - one.end_at < DAILY_REST]
        comes_from = max(rested, key=lambda one: one.end_at, default=None)
        if (
            comes_from is origin
            and leave >= wanted.now
            and any(opens <= leave and end <= closes for opens, closes in working)
            and all(one.end_at <= leave or one.start_at >= end for one in held)
        ):
            return True
    return False


def way(start: Place | None, end: Place | None) -> timedelta:
    return timedelta(minutes=travel_minutes(start, end) if start and end else ASSUMED_TRAVEL_MINUTES)


def test_the_day_starts_at_the_base_again_after_a_nights_rest() -> None:
    held = [Held(hour(8), hour(10), LIMERICK, hour(9))]
    wanted = Wanted(LIMERICK, 60, hour(22), hour(48), hour(12))
    slot = first_slot(wanted, CORK, held, [(MONDAY, hour(48))])
    assert slot is not None
    assert (slot.starts_from, slot.travel_minutes) == ("base", travel_minutes(CORK, LIMERICK))


def test_a_place_that_nobody_wrote_down_is_said_to_be_assumed() -> None:
    slot = first_slot(Wanted(None, 60, MONDAY, hour(24), MONDAY), CORK, [], [(MONDAY, hour(24))])
    assert slot is not None
    assert (slot.is_travel_known, slot.travel_minutes) == (False, ASSUMED_TRAVEL_MINUTES)


def saturday() -> datetime:
    """Give nine in the morning of the Saturday after next, so that the roles given today are in force."""
    today = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(5 - today.weekday()) % 7 + 7)


# In a world


@pytest.fixture
def region() -> Region:
    return world.region()


def ranked(region: Region, order: Any, **given: Any) -> dict[str, Proposal]:
    found = suggest_engineers(region.dispatcher, order, now=clock.now(), **given)
    return {one.person.name: one for one in found}


def codes(proposal: Proposal) -> list[str]:
    return [block.code for block in proposal.suggestion.blocks]


def based(region: Region, role: str, **site: Any) -> None:
    """Let a person's day start at a site, and give the region's site a place on the map."""
    start = world.site(region.organization, name="Base", **site)
    person_id = region.actors[role].person_id
    change(noun="person", reference_id=person_id, fields={"base_site_id": start.pk})
    change(noun="site", reference_id=region.site.pk, fields={"latitude": "51.898", "longitude": "-8.475"})


def change(**given: Any) -> None:
    world.must(change_reference(world.context(world.founder()), **given))


@pytest.mark.django_db
def test_the_nearest_free_engineer_stands_first_with_the_minutes_that_add_up(region: Region) -> None:
    based(region, "engineer", latitude="51.9", longitude="-8.47")
    based(region, "lead_specialist", latitude="53.349", longitude="-6.26")
    order = world.work_order(region)
    found = list(ranked(region, order).values())
    assert found[0].person.pk == region.engineer_id
    assert found[0].suggestion.minutes < found[1].suggestion.minutes
    assert "travel" in {term.code for term in found[0].suggestion.terms}


@pytest.mark.django_db
@pytest.mark.covers("S0-P16")
def test_who_lacks_the_skill_or_the_part_is_blocked_in_the_words_of_the_gate(region: Region) -> None:
    skills = ({"skill_id": region.skill.pk, "is_mandatory": True},)
    order = world.prepared_order(region, skills=skills)
    visit = world.proposed_visit(region, order)
    found = ranked(region, order, visit=visit)
    trainee = found[region.trainee.name]
    assert "skill" in codes(trainee)
    assert found[region.engineer.name].suggestion.may_go
    given_to = {"engineer_id": region.trainee.person_id, "start_at": trainee.slot.start_at}  # type: ignore[union-attr]
    answer = assign_visit(
        region.by("dispatcher"),
        visit.pk,
        end_at=trainee.slot.end_at,
        **given_to,  # type: ignore[union-attr]
    )
    assert {lack.code for lack in world.refused(answer, "gate_missing").missing} == set(codes(trainee))


@pytest.mark.django_db
def test_the_first_proposal_is_carried_out_as_it_stands(region: Region) -> None:
    order = world.prepared_order(region)
    visit = world.proposed_visit(region, order)
    first = next(iter(ranked(region, order, visit=visit).values()))
    assert first.slot is not None
    world.must(
        assign_visit(
            region.by("dispatcher"),
            visit.pk,
            engineer_id=first.person.pk,
            start_at=first.slot.start_at,
            end_at=first.slot.end_at,
            travel_minutes=first.slot.travel_minutes,
        )
    )


@pytest.mark.django_db
def test_a_second_visit_is_proposed_after_the_first_and_knows_the_load(region: Region) -> None:
    # In the evening the second would begin on the next day, which has no load.
    with frozen_at(clock.now().replace(hour=6) + timedelta(days=1)):
        busy = site_work.dispatched(region)
        order = world.work_order(region, earliest_start_at=busy.planned_start_at)
        found = ranked(region, order)[region.engineer.name]
    assert found.slot is not None
    assert found.slot.leave_at >= busy.planned_end_at  # type: ignore[operator]
    assert found.suggestion.candidate.planned_minutes == 60


@pytest.mark.django_db
def test_who_is_away_in_the_whole_window_is_said_to_be_away(region: Region) -> None:
    window = {"earliest_start_at": world.in_hours(2), "latest_end_at": world.in_hours(6)}
    order = world.work_order(region, **window)
    away = {"kind": "sick", "start_at": world.in_hours(-1), "end_at": world.in_hours(9)}
    world.must(note_absence(region.by("dispatcher"), person_id=region.engineer_id, **away))
    found = ranked(region, order)[region.engineer.name]
    assert found.slot is None
    assert "engineer_away" in codes(found)
    assert "sick" not in " ".join(block.text() for block in found.suggestion.blocks)


@pytest.mark.django_db
def test_office_hours_hold_and_a_shift_on_call_opens_them(region: Region) -> None:
    office = Calendar("Europe/Dublin", week_from_text({"mon-fri": "09:00-17:00"})).to_json()
    calendar = world.put("work_calendar", name="Office", definition=office)
    change(noun="person", reference_id=region.engineer_id, fields={"calendar_id": calendar.pk})
    with frozen_at(saturday()):
        order = world.work_order(region, latest_end_at=world.in_hours(12))
        assert "no_free_time" in codes(ranked(region, order)[region.engineer.name])
        shift = {"start_at": world.in_hours(1), "end_at": world.in_hours(13), "team_id": region.team.pk}
        world.must(plan_on_call(region.by("dispatcher"), person_id=region.engineer_id, **shift))
        assert ranked(region, order)[region.engineer.name].slot is not None


@pytest.mark.django_db
def test_the_worst_hours_do_not_fall_on_the_same_person_again(region: Region) -> None:
    with frozen_at(saturday()):
        site_work.on_site(region)
    with frozen_at(saturday() + timedelta(days=1)):
        found = ranked(region, world.work_order(region))
    assert found[region.engineer.name].suggestion.candidate.unpopular_count == 1
    assert "fairness" in {term.code for term in found[region.engineer.name].suggestion.terms}


@pytest.mark.django_db
def test_more_engineers_ask_no_more_of_the_database(region: Region) -> None:
    order = world.prepared_order(region)
    query_count(region, order)  # the case and the site of the order are read once
    few = query_count(region, order)
    for _ in range(8):
        world.actor("engineer")
    assert query_count(region, order) == few


def query_count(region: Region, order: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        suggest_engineers(region.dispatcher, order, now=clock.now())
    return len(asked)


@pytest.mark.django_db
def test_a_person_without_a_role_that_goes_is_not_proposed(region: Region) -> None:
    order = world.work_order(region)
    names = set(ranked(region, order))
    assert names == {region.actors[role].name for role in ("engineer", "trainee", "lead_specialist")}
    assert Person.objects.count() > len(names)
