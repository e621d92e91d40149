"""What the fields of a form offer: people who can go, evidence of a failure, what is known already."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse
from pydantic import BaseModel

from firstfix.apps.directory.models import Person
from firstfix.apps.visits.commands import ready_work_order
from firstfix.kernel.commands import all_commands
from firstfix.server.pages.choices import Choices, noun_of
from firstfix.server.pages.command_forms import MACHINE_FIELDS, is_for_pages
from firstfix.server.pages.fields import shape_of
from firstfix.server.pages.words import code_words, field_label
from tests import site_work, world
from tests.edges.field_pages import shown, signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db

# Fields that name no row of one kind: pages give their value, or a machine does.
GIVEN = {
    "notes_id": "the notes that are on the page",
    "run_id": "the site check that is on the page",
    "for_id": "the order or case that the part is for",
    "clock_id": "a machine gives it",
    "erasure_id": "a machine gives it",
}


@pytest.fixture
def region() -> Region:
    return world.region()


def options_of(page: str, field: str) -> list[str]:
    """Give the words that a page's select of this name offers, but for the empty one."""
    select = re.search(rf'<select[^>]*name="{field}".*?</select>', page, re.DOTALL)
    assert select is not None, f"no choice of {field}"
    return [html.unescape(words).strip() for words in re.findall(r"<option[^>]*>([^<]*)", select[0])][1:]


def test_who_goes_offers_those_who_go_to_visits_the_next_best_first(region: Region) -> None:
    busy = world.actor("engineer")
    order = world.prepared_order(region)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    visit = world.proposed_visit(region, order)
    offered = options_of(shown(signed_in(region.dispatcher), "do", "assign_visit", visit.pk), "engineer_id")
    names = [words.partition(" · ")[0] for words in offered]
    assert set(names) == {region.engineer.name, region.trainee.name, region.lead_specialist.name, busy.name}
    assert names[0] == region.engineer.name
    assert offered[0] == names[0]
    assert "something stands in the way" in offered[-1]


def test_a_case_is_handed_to_our_own_people_only(region: Region) -> None:
    client = signed_in(region.support_specialist)
    page = shown(client, "do_create", "offer_hand_over", case_id=world.case(region).pk)
    offered = options_of(page, "to_person_id")
    assert region.lead_specialist.name in offered
    assert region.customer_contact.name not in offered


def test_assigning_begins_with_the_planned_times(region: Region) -> None:
    visit = world.proposed_visit(region, world.prepared_order(region))
    page = shown(signed_in(region.dispatcher), "do", "assign_visit", visit.pk)
    zone = Person.objects.get(pk=region.dispatcher.person_id).user.zone  # type: ignore[union-attr]
    assert zone == "Europe/Dublin"
    for field, moment in (("start_at", visit.planned_start_at), ("end_at", visit.planned_end_at)):
        local = region.site.local_time(moment)
        assert re.search(rf'name="{field}"[^>]*value="{local:%Y-%m-%dT%H:%M}"', page), field


def test_using_a_part_asks_for_the_evidence_of_its_failure(region: Region) -> None:
    visit = site_work.working(region)
    site_work.measured(region, visit, title="No voltage at the supply", has_passed=False)
    page = shown(signed_in(region.engineer), "visit", visit.pk)
    assert "No voltage at the supply" in options_of(page, "failing_evidence_id")


def test_every_field_that_names_a_row_offers_rows() -> None:
    unnamed = {
        name
        for command in all_commands()
        if is_for_pages(command.spec)
        for name in _ids(command.spec.input_model)
        if noun_of(name) is None
    }
    assert unnamed == set(GIVEN)


def _ids(model: type[BaseModel]) -> set[str]:
    shapes = {name: shape_of(info) for name, info in model.model_fields.items() if name not in MACHINE_FIELDS}
    inside = {name for shape in shapes.values() if shape.parts for name in _ids(shape.parts)}
    return {name for name, shape in shapes.items() if shape.kind in ("id", "several_ids")} | inside


def test_a_step_that_does_not_fit_says_so_before_it_is_pressed(region: Region) -> None:
    case = world.case(region)
    page = shown(signed_in(region.support_specialist), "do", "resume_case", case.pk)
    assert "This step does not fit the present state:" in page
    assert "Triaged" in page


def test_a_commands_page_shows_what_its_gate_lacks(region: Region) -> None:
    order = world.prepared_order(region, without="access")
    page = shown(signed_in(region.dispatcher), "do", "ready_work_order", order.pk)
    assert "2 things are missing" in page
    assert "The site has not confirmed access." in page
    assert reverse("do", args=["confirm_access", order.pk]) in page


def test_levels_are_named_and_not_only_numbered(region: Region) -> None:
    page = shown(signed_in(region.support_specialist), "do", "triage_case", world.case(region).pk)
    assert options_of(page, "severity") == ["Sev1, critical", "Sev2, major", "Sev3, minor", "Sev4, low"]
    assert options_of(page, "urgency")[0] == "1, critical"


@pytest.mark.parametrize(
    ("code", "words"), [("dns", "DNS"), ("ntp", "NTP"), ("certificate_expiry", "certificate expiry")]
)
def test_short_forms_stand_in_capitals(code: str, words: str) -> None:
    assert code_words(code) == words


def test_a_field_without_words_is_called_by_its_name() -> None:
    assert field_label("ip_address") == "IP address"


def test_choices_stay_within_what_the_actor_sees(region: Region) -> None:
    assert Choices(region.customer_contact)("engineer_id") == []


def test_only_our_own_people_are_noted_as_away(region: Region) -> None:
    page = shown(signed_in(region.dispatcher), "do_create", "note_absence")
    offered = options_of(page, "person_id")
    assert region.engineer.name in offered
    assert region.customer_contact.name not in offered
    assert "Away from" in page
    assert "On site from" not in page


def test_a_work_order_begins_with_what_its_case_says(region: Region) -> None:
    case = world.case(region, title="Ward 3 has no network")
    place = f"{reverse('do_create', args=['create_work_order'])}?case_id={case.pk}"
    page = html.unescape(signed_in(region.support_specialist).get(place).content.decode())
    assert re.search(r'name="title"[^>]*value="Ward 3 has no network"', page)
    assert re.search(rf'<option value="{region.site.pk}" selected', page)
    assert f'href="{reverse("case", args=[case.pk])}">{case.reference} Ward 3' in page
