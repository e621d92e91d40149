"""The board: who goes when over some days, dropping on it and planning from it, all without scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from firstfix.apps.dispatching.commands import accept_visit, note_absence, plan_on_call
from firstfix.apps.dispatching.models import Assignment, PlanProposal
from firstfix.apps.visits.commands import ready_work_order
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.worker.loop import drain
from tests import planned_work, world
from tests.edges.field_pages import assign, edit, form_fields, proposed, shown, signed_in, words
from tests.world import Region

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Europe/Dublin")


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


@pytest.fixture
def region(_on_a_monday_morning: None) -> Region:
    return world.region(latitude="48.000000", longitude="7.850000")


def ready(region: Region, **fields: object) -> WorkOrder:
    order = world.prepared_order(region, **fields)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    return order


def drop(desk: Client, region: Region, **fields: object) -> tuple[int, str]:
    """Give what the board answers to a drop on the engineer tomorrow at ten, and what it says."""
    at = world.in_hours(24).astimezone(ZONE).replace(hour=10, minute=0)
    sent = {"engineer": region.engineer_id, "start_at": f"{at:%Y-%m-%dT%H:%M}", "next": "/board"} | fields
    answer = desk.post(reverse("place_visit"), sent)
    return answer.status_code, words(answer)


# The page


@pytest.mark.parametrize(
    "role",
    ["dispatcher", "manager", "lead_specialist", "incident_commander", "engineer", "support_specialist"],
)
def test_everybody_of_ours_sees_the_board(region: Region, role: str) -> None:
    order = ready(region)
    page = shown(signed_in(region.actors[role]), "board")
    assert region.actors["engineer"].name in page
    assert order.title in page


@pytest.mark.parametrize("role", ["customer_contact", "customer_approver"])
def test_a_customer_has_no_board(region: Region, role: str) -> None:
    desk = signed_in(region.actors[role])
    order = ready(region)
    assert desk.get(reverse("board")).status_code == 404
    assert drop(desk, region, order=order.pk)[0] in (403, 404)
    assert not Visit.objects.filter(work_order=order).exists()


@pytest.mark.parametrize("wrong", ["", "x", "0", "99999999", "2026-13-40", "<script>"])
def test_what_makes_no_sense_in_the_address_is_passed_over(region: Region, wrong: str) -> None:
    names = ("on", "days", "engineer", "visit", "order", "show")
    page = shown(signed_in(region.dispatcher), "board", **dict.fromkeys(names, wrong))
    assert "days-1" in page
    assert "<script>=" not in page


def test_an_empty_board_says_what_to_do_first() -> None:
    desk = signed_in(world.actor("dispatcher"))
    page = shown(desk, "board")
    assert "Nobody goes to visits yet" in page
    assert "Everything ready has somebody" in page
    assert "No site with coordinates is on the board" in page


@pytest.mark.parametrize("days", [1, 3, 14])
def test_a_block_says_when_where_how_urgent_and_what_was_answered(region: Region, days: int) -> None:
    visit = proposed(region)
    assign(region, visit, travel_minutes=25)
    on = visit.planned_start_at.astimezone(ZONE)  # type: ignore[union-attr]
    desk = signed_in(region.dispatcher)
    page = shown(desk, "board", on=on.date(), days=days)
    said = re.findall(r'aria-label="([^"]*25 min on the road before)[^"]*"', page)
    assert len(said) == 1
    assert f"{on:%H:%M}" in said[0]
    assert "Harbour Clinic, main house, P3, not answered yet" in said[0]
    world.must(accept_visit(region.by("engineer"), visit.pk))
    assert "Harbour Clinic, main house, P3, Accepted" in shown(desk, "board", on=on.date(), days=days)


def test_what_is_held_for_a_customer_out_of_sight_is_a_time_without_a_name(region: Region) -> None:
    visit = proposed(region)
    assign(region, visit)
    other = world.put("organization", kind="customer", name="Elsewhere")
    desk = signed_in(world.actor("dispatcher", organization=other))
    page = shown(desk, "board", on=visit.planned_start_at.astimezone(ZONE).date())  # type: ignore[union-attr]
    assert "Harbour Clinic" not in page
    assert "Taken, for a customer outside your view" in page


def test_an_absence_is_shown_without_its_reason_and_duty_with_its_time(region: Region) -> None:
    now = {"start_at": world.in_hours(-30), "end_at": world.in_hours(30)}
    world.must(note_absence(region.by("dispatcher"), person_id=region.engineer_id, kind="sick", **now))
    world.must(
        plan_on_call(region.by("dispatcher"), person_id=region.engineer_id, team_id=region.team.pk, **now)
    )
    page = shown(signed_in(region.dispatcher), "board")
    assert 'class="away ' in page
    assert "sick" not in page.split('class="lanes"')[1].split("board-side")[0].lower()
    assert 'class="duty primary ' in page


def test_a_rest_that_is_too_short_is_named(region: Region) -> None:
    noon = planned_work.MONDAY.replace(hour=12)
    for hours in (0, 8, 18):
        begins = noon + timedelta(hours=hours)
        assign(region, proposed(region), start_at=begins, end_at=begins + timedelta(hours=2))
    page = shown(signed_in(region.dispatcher), "board", on="2026-03-09", days=3)
    assert "1 rest too short" in page
    assert "Rest of 8 h instead of 11 h" in page


def test_the_map_shows_sites_and_bases_and_no_place_of_a_person(region: Region) -> None:
    base = world.site(region.organization, name="Depot North", latitude="48.3", longitude="7.9")
    edit(world.Person.objects.get(pk=region.engineer_id), base_site_id=base.pk)
    visit = proposed(region)
    assign(region, visit)
    on = visit.planned_start_at.astimezone(ZONE).date()  # type: ignore[union-attr]
    page = shown(signed_in(region.dispatcher), "board", on=on, engineer=region.engineer_id)
    assert f"Base: {region.engineer.name}" in page
    assert 'class="route"' in page
    assert "Freiburg" in page
    assert "GeoNames, CC BY 4.0" in page


# Dropping


def test_an_order_is_proposed_and_given_in_one_drop(region: Region) -> None:
    order = ready(region)
    desk = signed_in(region.dispatcher)
    assert drop(desk, region, order=order.pk)[0] == 303
    visit = Visit.objects.get(work_order=order)
    held = Assignment.objects.get(visit=visit)
    assert (visit.state, visit.engineer_id) == ("assigned", region.engineer_id)
    assert visit.planned_start_at.astimezone(ZONE).hour == 10  # type: ignore[union-attr]
    assert visit.planned_minutes == order.duration_minutes
    assert held.travel_minutes == 60


def test_a_drop_that_is_sent_twice_happens_once(region: Region) -> None:
    order = ready(region)
    desk, once = signed_in(region.dispatcher), uuid4()
    answers = [drop(desk, region, order=order.pk, command_id=once)[0] for _ in range(2)]
    assert answers == [303, 303]
    assert Assignment.objects.filter(visit__work_order=order).count() == 1


def test_an_order_that_was_given_meanwhile_gets_no_second_visit(region: Region) -> None:
    order = ready(region)
    desk = signed_in(region.dispatcher)
    drop(desk, region, order=order.pk)
    status, said = drop(desk, region, order=order.pk)
    assert status == 409
    assert f"was given to {region.engineer.name} meanwhile" in said
    assert Visit.objects.filter(work_order=order).count() == 1


def test_a_visit_is_moved_to_another_time_and_its_way_is_known_anew(region: Region) -> None:
    base = world.site(region.organization, name="Depot North", latitude="48.1", longitude="7.9")
    edit(world.Person.objects.get(pk=region.engineer_id), base_site_id=base.pk)
    visit = proposed(region)
    assign(region, visit)
    assert drop(signed_in(region.dispatcher), region, visit=visit.pk)[0] == 303
    visit.refresh_from_db()
    assert visit.planned_start_at.astimezone(ZONE).hour == 10  # type: ignore[union-attr]
    assert 20 < Assignment.objects.get(visit=visit, released_at=None).travel_minutes < 60


def test_a_refused_drop_says_why_with_the_way_out_and_the_form(region: Region) -> None:
    skills = ({"skill_id": region.skill.pk, "is_mandatory": True},)
    order = ready(region, skills=skills)
    desk = signed_in(region.dispatcher)
    status, said = drop(desk, region, order=order.pk, engineer=region.trainee.person_id)
    assert status == 422
    assert f"{region.trainee.name} does not have the skill Radio links." in said
    assert "Why it is right to go round the gate" in said
    assert "Back to the board" in said
    assert "Nothing was changed. What you entered is kept." not in said
    visit = Visit.objects.get(work_order=order)
    assert visit.state == "proposed"
    assert form_fields(said, f"/do/assign_visit/{visit.pk}")["travel_minutes"] == "60"


def test_a_drop_by_script_says_where_the_visit_stood(region: Region) -> None:
    visit, desk = proposed(region), signed_in(region.dispatcher)
    at = world.in_hours(24).astimezone(ZONE).replace(hour=10, minute=0, second=0, microsecond=0)
    told = []
    for later in (0, 1):
        moved = at + timedelta(hours=later)
        sent = {"engineer": region.engineer_id, "start_at": f"{moved:%Y-%m-%dT%H:%M}", "visit": visit.pk}
        answer = desk.post(reverse("place_visit"), sent, headers={"HX-Request": "true"})
        assert answer.status_code == 204
        told.append(json.loads(answer.headers["X-Stood"]))
    assert told[0] == {"visit": str(visit.pk), "release": f"/do/unassign_visit/{visit.pk}"}
    assert told[1]["engineer"] == str(region.engineer_id)
    assert datetime.fromisoformat(told[1]["start_at"]) == at
    # What was told is what takes it back.
    assert desk.post(reverse("place_visit"), told[1], headers={"HX-Request": "true"}).status_code == 204
    assert Visit.objects.get(pk=visit.pk).planned_start_at == at
    assert (
        desk.post(told[0]["release"], {"because": "Slipped."}, headers={"HX-Request": "true"}).status_code
        == 204
    )
    assert Visit.objects.get(pk=visit.pk).engineer_id is None


def test_a_drop_by_script_gets_the_refusal_alone(region: Region) -> None:
    first, second = proposed(region), proposed(region)
    desk = signed_in(region.dispatcher)
    drop(desk, region, visit=first.pk)
    at = world.in_hours(24).astimezone(ZONE).replace(hour=10, minute=0)
    sent = {"engineer": region.engineer_id, "start_at": f"{at:%Y-%m-%dT%H:%M}", "visit": second.pk}
    answer = desk.post(reverse("place_visit"), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert f"{region.engineer.name} is booked" in words(answer)
    assert "<html" not in words(answer)


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"start_at": "soon"}, 422), ({"engineer": "x"}, 404), ({"order": uuid4()}, 404), ({"order": ""}, 404)],
)
def test_a_drop_that_makes_no_sense_changes_nothing(
    region: Region, fields: dict[str, object], status: int
) -> None:
    order = ready(region)
    assert drop(signed_in(region.dispatcher), region, **{"order": order.pk, **fields})[0] == status
    assert not Visit.objects.filter(work_order=order).exists()


def test_an_engineer_may_take_a_visit_and_not_give_it_to_somebody_else(region: Region) -> None:
    visit = proposed(region)
    desk = signed_in(region.engineer)
    assert drop(desk, region, visit=visit.pk, engineer=region.trainee.person_id)[0] == 403
    assert drop(desk, region, visit=visit.pk)[0] == 303


def test_the_form_beside_the_board_gives_an_order_without_scripts(region: Region) -> None:
    order = ready(region)
    desk = signed_in(region.dispatcher)
    page = shown(desk, "board", order=order.pk)
    sent = form_fields(page, "/board/place") | {
        "engineer": region.engineer_id,
        "start_at": "2040-03-05T10:00",
    }
    assert desk.post("/board/place", sent).status_code == 303
    assert Visit.objects.get(work_order=order).state == "assigned"


# Planning


def test_a_plan_is_asked_for_looked_at_and_published_from_the_board(region: Region) -> None:
    order = planned_work.ready_order(region)
    desk = signed_in(region.dispatcher)
    asked = form_fields(shown(desk, "board", days=3), "/do/request_plan") | {"seconds": "0"}
    answer = desk.post("/do/request_plan", asked)
    proposal = PlanProposal.objects.get()
    assert answer["Location"] == reverse("plan_proposal", args=[proposal.pk])
    assert "Waiting for the worker" in shown(desk, "plan_proposal", proposal.pk)
    drain()
    page = shown(desk, "plan_proposal", proposal.pk)
    assert f"{order.reference}, Harbour Clinic, main house" in page
    assert "left without an engineer" in page
    assert "look at the difference" in shown(desk, "board", days=3)
    sent = form_fields(page, f"/do/publish_plan/{proposal.pk}")
    assert desk.post(f"/do/publish_plan/{proposal.pk}", sent).status_code == 303
    assert Visit.objects.get(work_order=order).state == "assigned"
    assert "Harbour Clinic, main house, P3, not answered yet" in shown(desk, "board", days=3)
    assert "Published" in shown(desk, "plan_proposal", proposal.pk)


def test_why_this_engineer_and_where_else_are_answered_on_the_board(region: Region) -> None:
    order = planned_work.ready_order(region)
    planned_work.planned(region)
    visit = planned_work.planned_visit(order)
    desk = signed_in(region.dispatcher)
    on = visit.planned_start_at.astimezone(ZONE).date()  # type: ignore[union-attr]
    why = shown(desk, "board", on=on, visit=visit.pk, show="why")
    assert "Why this engineer?" in why
    assert "Costs more" in why
    places = shown(desk, "board", on=on, visit=visit.pk, show="slots")
    assert "Best places" in places
    assert f"/do/reassign_visit/{visit.pk}" in places


def test_why_nobody_has_it_says_what_would_help(region: Region) -> None:
    other = world.put("skill", name="Fibre splicing", kind="skill")
    order = planned_work.ready_order(region, skills=({"skill_id": other.pk, "is_mandatory": True},))
    page = shown(signed_in(region.dispatcher), "board", order=order.pk, show="why")
    assert "Why not planned?" in page
    assert "What would help" in page
    assert "Fibre splicing" in page


def test_a_plan_of_another_customer_does_not_exist(region: Region) -> None:
    planned_work.ready_order(region)
    proposal = planned_work.proposed(region)
    stranger = signed_in(region.customer_contact)
    assert stranger.get(reverse("plan_proposal", args=[proposal.pk])).status_code == 404


def test_progress_is_a_part_that_ends_by_loading_the_page_anew(region: Region) -> None:
    planned_work.ready_order(region)
    desk = signed_in(region.dispatcher)
    asked = form_fields(shown(desk, "board"), "/do/request_plan") | {"seconds": "0"}
    desk.post("/do/request_plan", asked)
    place = reverse("plan_proposal", args=[PlanProposal.objects.get().pk])
    part = desk.get(place, headers={"HX-Request": "true"})
    assert "<progress" in words(part)
    assert "<html" not in words(part)
    drain()
    assert desk.get(place, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


# Lateness


@pytest.mark.covers("S1-F20")
def test_who_will_be_missed_is_listed_with_a_way_to_tell_the_customer(region: Region) -> None:
    order = ready(region, earliest_start_at=world.in_hours(1), latest_end_at=world.in_hours(4))
    visit = world.proposed_visit(region, order, hours=2)
    assign(region, visit)
    desk = signed_in(region.dispatcher)
    assert "Nobody will be missed today" in shown(desk, "late_list")
    assert reverse("late_list") in shown(desk, "board")
    with frozen_at(planned_work.MONDAY + timedelta(hours=5)):
        # A desk that was left for hours has to sign in again.
        desk = signed_in(region.dispatcher)
        page = shown(desk, "late_list")
        part = words(desk.get(reverse("late_list"), headers={"HX-Request": "true"}))
        telling = re.search(rf'href="(/do/post_message/{order.case_id}\?[^"]+)"', page)
        assert telling is not None
        form = words(desk.get(telling[1]))
    assert f"{order.reference} {region.site.name}" in page
    assert "<html" not in part
    assert "We will be with you later than agreed." in form
    assert not order.case.messages.exists()
