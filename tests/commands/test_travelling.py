"""Drives that were recorded teach how long the ways take; planning asks one function for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.dispatching.queries import (
    learnt_roads,
    register_travel_source,
    travel_matrix,
    travelling,
)
from firstfix.apps.visits.commands import abort_visit, check_in, correct_time, start_travel
from firstfix.apps.visits.models import TimeEntry, TimeKind
from firstfix.engines.dispatch import Place, travel_minutes
from firstfix.engines.dispatch.travel import UNLEARNT, LearntRoads, Leg, TravelMatrix
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from tests import site_work, world
from tests.world import Region

pytestmark = pytest.mark.django_db

CORK, MALLOW = Place(51.898, -8.475), Place(52.139, -8.654)


@pytest.fixture(autouse=True)
def nobody_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travelling, "_registered", {})
    monkeypatch.setattr(travelling, "_learnt", {})


@pytest.fixture
def region() -> Region:
    """Give a site in Mallow, and an engineer whose day starts in Cork."""
    region = world.region(**at(MALLOW))
    base = world.site(region.organization, name="Base", **at(CORK))
    change(noun="person", reference_id=region.engineer_id, fields={"base_site_id": base.pk})
    return region


def test_a_drive_from_the_base_to_the_visit_is_a_leg(region: Region) -> None:
    arrived_at = drive(region, minutes=45)
    assert legs() == [Leg(CORK, MALLOW, 45.0, arrived_at)]


def test_the_next_drive_of_the_day_starts_at_the_visit_before(region: Region) -> None:
    drive(region, minutes=45)
    drive(region, minutes=50, after=timedelta(hours=3))
    drive(region, minutes=40, after=timedelta(hours=20))
    assert [(leg.start, leg.end, leg.minutes) for leg in legs()] == [
        (CORK, MALLOW, 45.0),
        (MALLOW, MALLOW, 50.0),
        (CORK, MALLOW, 40.0),
    ]


def test_a_drive_that_turned_back_teaches_nothing_and_hides_where_the_next_one_began(region: Region) -> None:
    visit = site_work.dispatched(region)
    world.must(start_travel(region.by("engineer"), visit.pk))
    with frozen_at(world.in_hours(0.5)):
        world.must(abort_visit(region.by("engineer"), visit.pk, cause="no_access"))
    drive(region, minutes=20, after=timedelta(hours=2))
    assert legs() == []


def test_without_coordinates_nothing_is_learnt_and_nothing_breaks(region: Region) -> None:
    change(noun="site", reference_id=region.site.pk, fields={"latitude": None, "longitude": None})
    drive(region, minutes=45)
    assert legs() == []
    assert learnt_roads() == UNLEARNT


def test_a_matrix_is_estimated_where_no_source_is_connected_and_costs_one_query(region: Region) -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = travel_matrix([CORK, MALLOW])
    assert len(captured) == 1
    assert answer.minutes[0][1] == travel_minutes(CORK, MALLOW)
    assert (answer.source, answer.is_estimated(0, 1), answer.caution) == ("estimate", True, None)


def test_learning_is_done_once_and_again_after_a_drive_or_a_correction(region: Region) -> None:
    counts = []
    for step in (partial(drive, region, minutes=90), int, partial(correct, region), int):
        step()
        with CaptureQueriesContext(connection) as captured:
            roads = learnt_roads()
        counts.append((len(captured), roads.elsewhere.factor))
    (first, taught), again, (third, corrected), last = counts
    assert (first, third) == (2, 2)
    assert (again, last) == ((1, taught), (1, corrected))
    assert 1 < corrected < taught


def test_what_drives_taught_reaches_the_minutes_of_the_next_plan(region: Region) -> None:
    drive(region, minutes=90)
    answer = travel_matrix([CORK, MALLOW])
    assert answer.minutes[0][1] > travel_minutes(CORK, MALLOW)


def test_the_registered_source_is_asked_and_knows_what_was_learnt(region: Region) -> None:
    drive(region, minutes=90)
    asked: list[LearntRoads] = []

    class Road:
        def __init__(self, roads: LearntRoads) -> None:
            asked.append(roads)

        def matrix(self, points: Sequence[Place]) -> TravelMatrix:
            return TravelMatrix(((0, 7), (8, 0)), (b"\0\0", b"\0\0"), "road")

    register_travel_source(Road)
    answer = travel_matrix([CORK, MALLOW])
    assert (answer.minutes[0][1], answer.source) == (7, "road")
    assert asked == [learnt_roads()] != [UNLEARNT]


def drive(region: Region, *, minutes: int, after: timedelta = timedelta()) -> datetime:
    """Let the engineer drive to a new visit; gives when they arrived."""
    start_at = clock.now() + after
    with frozen_at(start_at):
        visit = site_work.dispatched(region)
        world.must(start_travel(region.by("engineer"), visit.pk))
    with frozen_at(start_at + timedelta(minutes=minutes)):
        world.must(check_in(region.by("engineer"), visit.pk))
    with frozen_at(start_at + timedelta(minutes=minutes + 5)):
        world.must(abort_visit(region.by("engineer"), visit.pk, cause="no_access"))
    return start_at + timedelta(minutes=minutes)


def correct(region: Region) -> None:
    """Let the engineer say that the only drive took a quarter of an hour less."""
    entry = TimeEntry.objects.get(kind=TimeKind.TRAVEL)
    ended_at = entry.ended_at - timedelta(minutes=15) if entry.ended_at else None
    world.must(
        correct_time(
            region.by("engineer"),
            entry.pk,
            ended_at=ended_at,
            started_at=entry.started_at,
            because="A late press.",
        )
    )


def legs() -> list[Leg]:
    return list(travelling.travelled_legs(clock.now() - timedelta(days=2)))


def at(place: Place) -> dict[str, str]:
    return {"latitude": str(place.latitude), "longitude": str(place.longitude)}


def change(**given: object) -> None:
    world.must(change_reference(world.context(world.founder()), **given))
