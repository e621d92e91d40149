"""Reference data by hand: what is offered while one types, and where a new row leads on to."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from firstfix.apps.directory.models import Person, Site
from tests import world
from tests.edges.field_pages import shown, signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


def test_time_zones_are_offered_by_name(region: Region) -> None:
    page = shown(signed_in(region.manager), "reference_new", "site")
    assert 'list="known-zone"' in page
    assert '<option value="Europe/Berlin">' in page


def test_a_new_person_leads_on_to_their_roles(region: Region) -> None:
    sent = {"name": "Nora New", "zone": "Europe/Berlin", "language": "de", "command_id": uuid4()}
    keeper = signed_in(world.actor("administrator"))
    answer = keeper.post(reverse("reference_new", args=["person"]), sent)
    made = Person.objects.get(name="Nora New")
    assert (answer.status_code, answer["Location"]) == (303, reverse("person", args=[made.pk]))
    assert f"{reverse('invite')}?person={made.pk}" in shown(keeper, "person", made.pk)


def test_a_coordinate_may_be_written_with_a_comma(region: Region) -> None:
    place = reverse("reference_change", args=["site", region.site.pk])
    sent = {"latitude": "48,12", "longitude": "7,85", "command_id": uuid4()}
    assert signed_in(region.manager).post(place, sent).status_code == 303
    found = Site.objects.get(pk=region.site.pk)
    assert (str(found.latitude), str(found.longitude)) == ("48.120000", "7.850000")
