"""A dispatcher's morning at the board in a real browser: drop, be refused, plan, publish, ask why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from firstfix.apps.dispatching.commands import assign_visit
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.kernel.worker.loop import drain
from tests import planned_work, world
from tests.journeys import desks
from tests.journeys.desks import Desk, tell_of_a_change
from tests.rows import NOON
from tests.world import Region

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = ZoneInfo("Europe/Dublin")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def tomorrow() -> date:
    return world.in_hours(24).astimezone(ZONE).date()


@pytest.fixture
def region() -> Region:
    return world.region(latitude="48.000000", longitude="7.850000")


desk = desks.desk


def board(desk: Desk, region: Region, *, on: date | None = None, days: int = 1, **how: Any) -> Page:
    """Give the dispatcher's board, of tomorrow where no day is named."""
    page = desk.of(region.dispatcher, **how)
    page.goto(f"/board?on={on or tomorrow()}&days={days}")
    return page


def lane(page: Page, region: Region, role: str = "engineer") -> Any:
    return page.locator(f"#lane-{region.actors[role].person_id}")


def drag(page: Page, source: Any, track: Any, share: float) -> None:
    """Drag something onto a lane, to a share of the shown day."""
    start, end = source.bounding_box(), track.bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 14)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 24, steps=3)
    page.mouse.move(end["x"] + end["width"] * share, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def said(region: Region, order: WorkOrder, hours: str) -> str:
    words = f"{hours} {region.site.name}, P3, not answered yet, 1 h on the road before"
    return f"{words}, {order.reference} {order.title}, {region.organization.name}"


def visit_of(order: WorkOrder) -> Visit:
    return Visit.objects.get(work_order=order)


def test_a_card_is_dropped_on_an_engineer_and_moved_on_by_keys(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region)
    # Six to twenty are shown: half of it is one o'clock.
    drag(page, page.locator(".card"), lane(page, region).locator(".track"), 0.5)
    block = lane(page, region).locator("a.job")
    expect(block).to_have_accessible_name(said(region, order, "13:00–14:00"))
    assert visit_of(order).planned_start_at.astimezone(ZONE).hour == 13  # type: ignore[union-attr]
    expect(page.locator(".card")).to_have_count(0)
    block.focus()
    for key in ("Space", "ArrowLeft", "Shift+ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("#board-says")).to_contain_text("11:45")
    page.keyboard.press("Escape")
    expect(page.locator("#board-says")).to_contain_text("stays where it was")
    for key in ("Space", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(block).to_have_accessible_name(said(region, order, "12:45–13:45"))
    assert Assignment.objects.filter(visit=visit_of(order), released_at=None).count() == 1


def test_a_drop_is_taken_back_by_one_button(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region)
    drag(page, page.locator(".card"), lane(page, region).locator(".track"), 0.5)
    block = lane(page, region).locator("a.job")
    expect(block).to_have_accessible_name(said(region, order, "13:00–14:00"))
    drag(page, block, lane(page, region).locator(".track"), 0.75)
    expect(block).not_to_have_accessible_name(said(region, order, "13:00–14:00"))
    back = page.get_by_role("button", name="Take it back")
    back.last.click()
    expect(block).to_have_accessible_name(said(region, order, "13:00–14:00"))
    expect(page.locator("#board-says")).to_contain_text("is back where it was")
    back.click()
    expect(page.locator(".card")).to_have_count(1)
    expect(block).to_have_count(0)
    assert visit_of(order).engineer_id is None


def test_the_keys_stay_where_they_were_while_somebody_else_plans(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    planned_work.planned(region, first_day=tomorrow(), day_count=7)
    page = board(desk, region, on=visit_of(order).planned_start_at.astimezone(ZONE).date())  # type: ignore[union-attr]
    block = page.locator(f'a.job[href*="{visit_of(order).pk}"]')
    block.evaluate("block => { block.dataset.old = 'yes'; block.focus() }")
    tell_of_a_change(page)
    expect(page.locator("a[data-old]")).to_have_count(0)
    expect(block).to_be_focused()


def test_a_card_is_picked_up_and_dropped_by_keys_alone(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region)
    page.locator(".card .open").focus()
    page.keyboard.press("Space")
    says = page.locator("#board-says")
    for _ in range(20):
        if region.engineer.name in says.inner_text():
            break
        page.keyboard.press("ArrowDown")
    expect(says).to_contain_text(f"{region.engineer.name}, 08:00")
    page.keyboard.press("Enter")
    expect(lane(page, region).locator("a.job")).to_be_visible()
    assert visit_of(order).engineer_id == region.engineer_id


def test_a_refused_drop_opens_in_place_with_the_way_out(desk: Desk, region: Region) -> None:
    skills = ({"skill_id": region.skill.pk, "is_mandatory": True},)
    order = planned_work.ready_order(region, skills=skills)
    page = board(desk, region)
    drag(page, page.locator(".card"), lane(page, region, "trainee").locator(".track"), 0.5)
    told = page.locator("#not-given")
    expect(told).to_contain_text(f"{region.trainee.name} does not have the skill Radio links.")
    expect(told.get_by_label("Why it is right to go round the gate")).to_be_visible()
    expect(page.locator("#board-says")).to_contain_text("Not given")
    assert Axe().run(page, options=RULES).violations_count == 0
    page.get_by_role("button", name="Leave it where it was").click()
    expect(told).to_be_hidden()
    assert visit_of(order).engineer_id is None


def test_a_plan_is_asked_for_compared_published_and_explained(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    # Nobody works on weekends without a calendar that says so: two weeks always hold a working day.
    page = board(desk, region, days=14)
    ask_for_a_plan(page)
    expect(page.locator("#plan-progress")).to_contain_text("Waiting for the worker")
    drain()
    # The part asks every second, and loads the page anew once the search is over.
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.locator(".changes")).to_contain_text(order.reference)
    expect(page.locator(".terms")).to_contain_text("left without an engineer")
    page.get_by_role("button", name="Publish the plan").click()
    page.wait_for_url("**/board?on=*")
    visit = visit_of(order)
    assert visit.state == "assigned"
    block = page.locator(f'a.job[href*="{visit.pk}"]')
    expect(block).to_be_visible()
    block.click()
    page.get_by_role("link", name="Why this engineer?").click()
    why = page.locator("#why")
    expect(why).to_contain_text("Why this engineer?")
    expect(why.get_by_role("columnheader", name="Costs more")).to_be_visible()


def test_a_stale_plan_is_refused_with_what_changed(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region, days=14)
    ask_for_a_plan(page)
    drain()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    given_meanwhile(region, order)
    page.get_by_role("button", name="Publish the plan").click()
    refused = page.locator('[data-refusal="plan_stale"]')
    expect(refused).to_contain_text("The plan was computed from what does not hold any more")
    expect(refused).to_contain_text(f"{order.reference}, {region.site.name} is not to be planned any more")
    page.get_by_role("button", name="Plan again").click()
    page.wait_for_url("**/board/plans/*")
    expect(page.locator("#plan-progress")).to_be_visible()


def test_the_board_works_without_scripts(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region, java_script_enabled=False)
    page.get_by_role("link", name=f"Assign {order.reference}").click()
    page.locator("#place > summary").click()
    page.locator("#place-engineer").select_option(str(region.engineer_id))
    page.get_by_label("On site from").fill(f"{tomorrow()}T10:00")
    page.locator("#place").get_by_role("button", name="Assign").click()
    expect(lane(page, region).locator("a.job")).to_be_visible()
    assert visit_of(order).planned_start_at.astimezone(ZONE).hour == 10  # type: ignore[union-attr]


def test_on_a_phone_the_lanes_are_lists_with_the_hours(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    planned_work.planned(region, first_day=tomorrow(), day_count=7)
    on = visit_of(order).planned_start_at.astimezone(ZONE).date()  # type: ignore[union-attr]
    page = board(desk, region, on=on, viewport={"width": 390, "height": 844}, has_touch=True)
    block = page.locator(f'a.job[href*="{visit_of(order).pk}"]')
    expect(block).to_be_visible()
    when = block.evaluate("block => getComputedStyle(block, '::after').content")
    assert "–" in when
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def ask_for_a_plan(page: Page) -> None:
    page.get_by_role("button", name="Plan", exact=True).first.click()
    asked = page.locator("#ask-plan")
    asked.get_by_label("Seconds to search").fill("0")
    asked.get_by_role("button", name="Plan", exact=True).click()
    page.wait_for_url("**/board/plans/*")


def given_meanwhile(region: Region, order: WorkOrder) -> None:
    visit = world.proposed_visit(region, order, hours=60)
    hours = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
    world.must(assign_visit(region.by("dispatcher"), visit.pk, engineer_id=region.engineer_id, **hours))


def test_escape_puts_back_what_the_pointer_holds(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region)
    start, end = page.locator(".card").bounding_box(), lane(page, region).locator(".track").bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + 20, start["y"] + 14)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 10, steps=5)
    expect(page.locator(".ghost")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.move(end["x"] + end["width"] / 3, end["y"] + 10, steps=5)
    page.mouse.up()
    expect(page.locator(".ghost")).to_have_count(0)
    assert not Visit.objects.filter(work_order=order).exists()


def touched(page: Page) -> Any:
    """Give what lays a finger on the page: ``touched(page)("touchMove", x, y)``."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch


TABLET = {"width": 1180, "height": 1000}


def test_on_a_tablet_a_long_press_picks_a_card_up_and_the_finger_carries_it(
    desk: Desk, region: Region
) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region, viewport=TABLET, has_touch=True)
    card, track = page.locator(".card"), lane(page, region).locator(".track")
    start, end = card.bounding_box(), track.bounding_box()
    assert start is not None
    touch = touched(page)
    touch("touchStart", start["x"] + 20, start["y"] + 14)
    expect(page.locator("#board-says")).to_contain_text("picked up")
    for share in (0.2, 0.4, 0.5):
        touch("touchMove", end["x"] + end["width"] * share, end["y"] + end["height"] / 2)
    expect(page.locator(".ghost")).to_have_text("13:00")
    touch("touchEnd")
    expect(lane(page, region).locator("a.job")).to_be_visible()
    assert visit_of(order).planned_start_at.astimezone(ZONE).hour == 13  # type: ignore[union-attr]


def test_a_finger_that_moves_at_once_scrolls_and_carries_nothing(desk: Desk, region: Region) -> None:
    order = planned_work.ready_order(region)
    page = board(desk, region, viewport=TABLET, has_touch=True)
    # The page's time stands still, so that a busy machine makes no long press of a short one.
    page.clock.install(time=NOON)
    page.clock.pause_at(NOON + timedelta(minutes=1))
    start = page.locator(".card").bounding_box()
    assert start is not None
    touch = touched(page)
    touch("touchStart", start["x"] + 20, start["y"] + 14)
    for step in range(1, 6):
        touch("touchMove", start["x"] + 20 + 30 * step, start["y"] + 14)
    page.clock.run_for(600)
    expect(page.locator("#board-says")).not_to_contain_text("picked up")
    expect(page.locator(".ghost")).to_have_count(0)
    touch("touchEnd")
    assert not Visit.objects.filter(work_order=order).exists()
