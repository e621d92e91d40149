"""Where ways come from: plans say why some are estimated, and pages use what was answered once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.queries import suggest_engineers, suggest_slots, travelling, way_there
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import Caution, OfflineEstimate, TravelMatrix
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from tests import planned_work, world
from tests.edges.field_pages import shown, signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db

CORK, MALLOW = Place(51.898, -8.475), Place(52.139, -8.654)
UNREACHABLE = Caution("travel_unreachable", "The routing service cannot be reached.", {})


@pytest.fixture(autouse=True)
def _on_a_monday_morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(travelling, "_registered", {})
    monkeypatch.setattr(travelling, "_known", {})
    monkeypatch.setattr(travelling, "_learnt", {})
    with frozen_at(planned_work.MONDAY):
        yield


@pytest.fixture
def region() -> Region:
    """Give a site in Mallow, and an engineer whose day starts in Cork."""
    region = world.region(latitude=str(MALLOW.latitude), longitude=str(MALLOW.longitude))
    base = world.site(region.organization, latitude=str(CORK.latitude), longitude=str(CORK.longitude))
    about = {"noun": "person", "reference_id": region.engineer_id, "fields": {"base_site_id": base.pk}}
    world.must(change_reference(world.context(world.founder()), **about))
    return region


class Silent:
    """A routing service that is away."""

    def matrix(self, points: Sequence[Place]) -> TravelMatrix:
        found = OfflineEstimate().matrix(points)
        return TravelMatrix(found.minutes, found.estimates, "estimate", UNREACHABLE)


def test_a_plan_says_why_its_ways_are_estimated(region: Region) -> None:
    travelling.register_travel_source(lambda _roads: Silent())
    order = planned_work.ready_order(region)
    visit = world.proposed_visit(region, order, hours=30)
    proposal = planned_work.proposed(region)
    page = shown(signed_in(region.dispatcher), "plan_proposal", proposal.pk)
    assert page.count("The routing service cannot be reached.") == 1
    days = {"start": clock.now(), "end": clock.now() + timedelta(days=3), "now": clock.now()}
    assert suggest_slots(region.dispatcher, visit, **days).caution == UNREACHABLE


def test_a_plan_whose_ways_are_all_as_wanted_warns_of_nothing(region: Region) -> None:
    planned_work.ready_order(region)
    page = shown(signed_in(region.dispatcher), "plan_proposal", planned_work.proposed(region).pk)
    assert "ways-estimated" not in page
    assert "Travel times are estimated." in page


def test_a_drop_and_a_suggestion_take_the_way_that_is_remembered(region: Region) -> None:
    travelling.register_known_ways(lambda pairs: dict.fromkeys(pairs, 77))
    order = planned_work.ready_order(region)
    engineer = Person.objects.select_related("base_site").get(pk=region.engineer_id)
    assert way_there(engineer, region.site, world.in_hours(30)) == 77
    found = suggest_engineers(region.dispatcher, order, now=clock.now())
    slot = next(one.slot for one in found if one.person.pk == region.engineer_id)
    assert slot is not None
    assert slot.travel_minutes == 77


def test_what_nobody_remembers_is_estimated(region: Region) -> None:
    asked: list[tuple[Place, Place]] = []
    travelling.register_known_ways(lambda pairs: asked.extend(pairs) or {})
    engineer = Person.objects.select_related("base_site").get(pk=region.engineer_id)
    estimated = OfflineEstimate().matrix([CORK, MALLOW]).minutes[0][1]
    assert way_there(engineer, region.site, world.in_hours(30)) == estimated
    assert asked == [(CORK, MALLOW)]
