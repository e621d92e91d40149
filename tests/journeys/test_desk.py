"""At the desk, in a real browser: from the queue to a case, by keys, by the palette, and without scripts."""

from __future__ import annotations

import re
from time import sleep
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

from tests import world
from tests.journeys import desks
from tests.journeys.desks import Desk, tell_of_a_change
from tests.world import Region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def region() -> Region:
    return world.region()


desk = desks.desk


def test_an_expert_opens_takes_and_notes_without_the_mouse(desk: Desk, region: Region) -> None:
    case = world.case(region, title="Core switch reboots")
    page = desk.of(region.support_specialist)
    page.goto("/?show=all")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}")
    page.keyboard.press("Control+k")
    page.keyboard.type("start work")
    page.get_by_role("option", name="Start work on the case").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/do/start_case/**")
    page.get_by_role("button", name="Start work on the case").press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}")
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_enter_in_the_palette_waits_for_the_answer_to_what_was_typed(desk: Desk, region: Region) -> None:
    case = world.case(region)
    page = desk.of(region.support_specialist)
    page.goto(f"/cases/{case.pk}")
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()
    page.route(re.compile(r"[?&]q=start"), _answer_late)
    page.keyboard.type("start work")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/do/\w+"))
    assert "/do/start_case/" in page.url


def _answer_late(route: Route) -> None:
    sleep(0.4)
    route.continue_()


def test_a_refusal_appears_beside_the_form_and_keeps_the_words(desk: Desk, region: Region) -> None:
    case = world.case(region)
    page = desk.of(region.support_specialist)
    page.goto(f"/cases/{case.pk}")
    note = page.locator("#do-add_note")
    note.get_by_label("In words").fill("password=hunter2Winter2026")
    note.get_by_role("button", name="Add the note").click()
    note.locator("[data-refusal]").wait_for()
    assert "hunter2" in note.get_by_label("In words").input_value()
    assert case.messages.count() == 0


def test_a_refusal_stays_while_somebody_else_changes_the_case(desk: Desk, region: Region) -> None:
    case = world.case(region)
    page = desk.of(region.support_specialist)
    page.goto(f"/cases/{case.pk}")
    note = page.locator("#do-add_note")
    note.get_by_label("In words").fill("password=hunter2Winter2026")
    note.get_by_role("button", name="Add the note").click()
    note.locator("[data-refusal]").wait_for()
    tell_of_a_change(page)
    page.get_by_role("button", name="Show it").wait_for()
    expect(note.locator("[data-refusal]")).to_be_visible()
    expect(note.get_by_label("In words")).to_have_value("password=hunter2Winter2026")


def test_a_draft_survives_a_reload(desk: Desk, region: Region) -> None:
    page = desk.of(region.customer_contact)
    page.goto("/cases/new")
    page.get_by_label("What is the problem").fill("The ward has no network")
    page.reload()
    assert page.get_by_label("What is the problem").input_value() == "The ward has no network"


def test_the_desk_works_with_scripts_blocked(desk: Desk, region: Region) -> None:
    case = world.case(region, title="Core switch reboots")
    page = desk.of(region.support_specialist, java_script_enabled=False)
    page.goto("/?show=all")
    page.get_by_role("link", name="Core switch reboots").click()
    page.wait_for_url(f"**/cases/{case.pk}")
    # It leads back to where it was pressed.
    with page.expect_navigation(url=f"**/cases/{case.pk}"):
        page.get_by_role("button", name="Start work on the case").first.click()
    case.refresh_from_db()
    assert case.state == "in_progress"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_overflows(desk: Desk, region: Region, scheme: Any, width: int) -> None:
    order = world.work_order(region)
    page = desk.of(region.manager, viewport={"width": width, "height": 844}, color_scheme=scheme)
    person = f"/people/{region.engineer_id}"
    for place in (
        "/",
        f"/cases/{order.case_id}",
        f"/work-orders/{order.pk}",
        "/cases/new",
        "/inbox",
        "/ledger",
        person,
    ):
        page.goto(place)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
