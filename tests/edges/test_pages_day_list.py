"""The day list: who goes when, whom to send, and why; the same ranking for other programs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from firstfix.apps.dispatching.commands import note_absence
from firstfix.apps.visits.commands import ready_work_order
from firstfix.apps.visits.models import Visit
from tests import world
from tests.edges.field_pages import assign, day_of, form_fields, proposed, shown, signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


# The day list


def test_the_next_best_engineer_is_given_the_visit_in_two_steps(region: Region) -> None:
    order = world.prepared_order(region)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    desk = signed_in(region.dispatcher)
    page = shown(desk, "day_list")
    assert order.title in page
    chosen = shown(desk, "day_list", order=order.pk)
    planned = form_fields(chosen, "/do/propose_visit")
    assert desk.post("/do/propose_visit", planned).status_code == 303
    visit = Visit.objects.get(work_order=order)
    given = form_fields(shown(desk, "day_list", order=order.pk), f"/do/assign_visit/{visit.pk}")
    assert desk.post(f"/do/assign_visit/{visit.pk}", given).status_code == 303
    visit.refresh_from_db()
    assert (visit.state, visit.engineer_id) == ("assigned", region.engineer_id)
    on = day_of(visit)
    assert "1 visit not answered" in shown(desk, "day_list", on=on)
    assert (
        order.title
        not in re.split("Engineers", shown(desk, "day_list", on=on))[0].split("unplanned-title")[1]
    )


def test_who_may_not_go_is_listed_with_the_rule(region: Region) -> None:
    order = world.prepared_order(region, skills=({"skill_id": region.skill.pk, "is_mandatory": True},))
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    page = shown(signed_in(region.dispatcher), "day_list", order=order.pk)
    trainee = region.trainee.name
    assert f"{trainee} does not have the skill Radio links." in page
    assert f"Why not {trainee}?" in page
    assert f"Why {region.engineer.name}?" in page


def test_an_absence_is_shown_without_its_reason(region: Region) -> None:
    away = {"start_at": world.in_hours(-30), "end_at": world.in_hours(30), "kind": "sick"}
    world.must(note_absence(region.by("dispatcher"), person_id=region.engineer_id, **away))
    page = shown(signed_in(region.dispatcher), "day_list")
    assert "Away" in page
    assert "sick" not in page.lower()


def test_a_visit_at_night_makes_the_strip_a_whole_day(region: Region) -> None:
    visit = proposed(region)
    midnight = visit.planned_start_at.replace(hour=1, minute=0) + timedelta(days=1)  # type: ignore[union-attr]
    assign(region, visit, start_at=midnight, end_at=midnight + timedelta(hours=1), by="manager",
           override_because="Window.")  # fmt: skip
    desk = signed_in(region.dispatcher)
    assert "strip whole" in shown(desk, "day_list", on=midnight.date())
    assert "strip daytime" in shown(desk, "day_list", on=midnight.date() + timedelta(days=1))


def test_the_ranking_is_read_by_other_programs(region: Region) -> None:
    order = world.prepared_order(region)
    answer = signed_in(region.dispatcher).get(f"/api/v1/work-orders/{order.pk}/suggestions")
    assert answer.status_code == 200
    ranked = answer.json()["suggestions"]
    assert ranked[0]["engineer_id"] == str(region.engineer_id)
    assert [one["may_go"] for one in ranked] == sorted((one["may_go"] for one in ranked), reverse=True)
    assert ranked[0]["minutes"] == pytest.approx(sum(term["minutes"] for term in ranked[0]["terms"]), abs=0.1)
    hidden = signed_in(region.customer_contact).get(f"/api/v1/work-orders/{order.pk}/suggestions")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not_visible")
