"""What the board fetches when it is opened: what a repair is for, and whose lanes are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.urls import reverse

from firstfix.apps.dispatching.commands import note_absence
from firstfix.kernel.clock import frozen_at
from tests import planned_work, world
from tests.edges.field_pages import assign, proposed, shown, signed_in, words
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


@pytest.fixture
def region(_on_a_monday_morning: None) -> Region:
    return world.region(latitude="48.000000", longitude="7.850000")


# What happened


def test_the_board_asks_what_happened_without_listing_visits_until_it_is_opened(region: Region) -> None:
    assign(region, proposed(region))
    page = shown(signed_in(region.dispatcher), "board", days=3)
    assert "/board/repair?on=" in page
    assert "How many minutes longer" not in page


def test_the_form_of_a_repair_names_the_visits_and_absences_of_the_days(region: Region) -> None:
    visit = proposed(region)
    assign(region, visit)
    days = {"start_at": world.in_hours(1), "end_at": world.in_hours(9)}
    note = note_absence(region.by("dispatcher"), person_id=region.engineer_id, kind="sick", **days)
    world.must(note)
    desk = signed_in(region.dispatcher)
    page = shown(desk, "ask_repair", days=3, visit=visit.pk)
    assert f'<option value="{visit.pk}" selected>' in page
    assert f'<optgroup label="{region.engineer.name}">' in page
    assert f"{region.engineer.name}, sick:" in page
    part = desk.get(reverse("ask_repair"), {"days": 3}, headers={"HX-Request": "true"})
    assert "<html" not in words(part)


def test_who_plans_nobodys_days_sees_no_absence_in_it(region: Region) -> None:
    days = {"start_at": world.in_hours(1), "end_at": world.in_hours(9)}
    world.must(note_absence(region.by("dispatcher"), person_id=region.engineer_id, kind="sick", **days))
    assert ", sick:" not in shown(signed_in(region.actors["lead_specialist"]), "ask_repair")
    assert signed_in(region.actors["customer_contact"]).get(reverse("ask_repair")).status_code == 404


# Where it fits


def test_slots_of_a_card_are_taken_in_one_step(region: Region) -> None:
    order = planned_work.ready_order(region)
    desk = signed_in(region.dispatcher)
    board = shown(desk, "board", days=3)
    assert f"order={order.pk}&show=slots#slots" in unescape(board)
    page = shown(desk, "board", days=3, order=order.pk, show="slots")
    panel = page[page.index('id="slots"') :]
    [given] = [form for form in panel.split("<form") if 'id="offer-1"' in form]
    fields = dict(re.findall(r'name="(order|engineer|start_at|command_id)" value="([^"]+)"', unescape(given)))
    assert desk.post(reverse("place_visit"), fields).status_code == 303
    visit = order.visits.get()
    assert str(visit.engineer_id) == fields["engineer"]
    assert visit.planned_start_at is not None
    assert visit.planned_start_at.isoformat() == fields["start_at"]


# Whose lanes


def test_the_board_is_narrowed_to_a_team_and_a_skill_by_its_address(region: Region) -> None:
    skilled = region.actors["engineer"]
    unskilled = planned_work.another_engineer(region, skilled=False)
    stranger = world.actor("engineer")
    for one in (skilled, unskilled):
        world.put("team_membership", team_id=region.team.pk, person_id=one.person_id, since_on="2026-01-01")
    desk = signed_in(region.dispatcher)
    for query, seen in (
        ({}, {skilled, unskilled, stranger}),
        ({"team": region.team.pk}, {skilled, unskilled}),
        ({"skill": region.skill.pk}, {skilled}),
        ({"team": region.team.pk, "skill": region.skill.pk}, {skilled}),
    ):
        page = shown(desk, "board", **query)
        lanes = {one for one in (skilled, unskilled, stranger) if f'id="lane-{one.person_id}"' in page}
        assert lanes == seen, query
        for name, value in query.items():
            # Every way on keeps it: other days, other zooms, what is chosen.
            assert page.count(f"{name}={value}") > 4
            assert f'name="{name}" value="{value}"' in page


def test_what_may_be_chosen_is_fetched_when_it_is_opened(region: Region) -> None:
    about = {"team_id": region.team.pk, "person_id": region.engineer_id, "since_on": "2026-01-01"}
    world.put("team_membership", **about)
    desk = signed_in(region.dispatcher)
    assert region.skill.name not in shown(desk, "board")
    part = words(desk.get(reverse("narrow_board"), {"days": 3}, headers={"HX-Request": "true"}))
    assert region.team.name in part
    assert region.skill.name in part
    assert "<html" not in part
    page = shown(desk, "narrow_board", team=region.team.pk)
    assert f'<option value="{region.team.pk}" selected>' in page


def test_a_team_in_which_nobody_goes_to_visits_says_so(region: Region) -> None:
    team = world.put("team", name="Billing", kind="support", accountable_id=region.engineer_id)
    page = shown(signed_in(region.dispatcher), "board", team=team.pk)
    assert "Nobody is in this team and holds this skill" in page


def test_a_repair_says_what_it_is_for_and_is_looked_for_again_as_one(region: Region) -> None:
    visit = proposed(region)
    assign(region, visit)
    proposal = planned_work.repaired(region, "no_access", visit_id=visit.pk)
    page = shown(signed_in(region.dispatcher), "plan_proposal", proposal.pk)
    assert f"no access to a site ({visit.work_order.reference}, {region.site.name})" in page
    assert "Look for a repair again" in page
    assert f'name="visit_id" value="{visit.pk}"' in page
    assert "Plan again" not in page
