"""In the field, in a real browser: a visit from the morning to the report, by thumb, keys, and no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.commands import ready_work_order
from firstfix.apps.visits.models import SignOff, Visit
from tests import site_work, world
from tests.edges.field_pages import day_of
from tests.journeys import desks
from tests.journeys.desks import Desk, tell_of_a_change
from tests.world import Region

pytestmark = pytest.mark.django_db(transaction=True)

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def region() -> Region:
    return world.region()


field = desks.desk


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    place = tmp_path / "rack.jpg"
    Image.new("RGB", (320, 240), "green").save(place)
    return place


def press(page: Page, name: str) -> None:
    """Press a button and wait until the page that follows is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def test_a_visit_from_the_morning_to_the_report_by_thumb(field: Desk, region: Region, photo: Path) -> None:
    visit = site_work.dispatched(region)
    page = field.of(region.engineer, **PHONE)
    page.goto(f"/my-day?on={day_of(visit)}")
    press(page, "Start the trip")
    page.goto(f"/visits/{visit.pk}")
    press(page, "Check in on site")
    press(page, "I have read them and act on them")
    press(page, "Start work")
    page.get_by_text("Add evidence", exact=True).click()
    page.get_by_label("What it shows").fill("The dark power supply")
    page.locator("#add-proof input[data-files]").set_input_files(photo)
    page.get_by_text("rack.jpg").wait_for()
    press(page, "Keep as evidence")
    page.locator("#next-action").click()
    page.get_by_label("What came of it").select_option("fixed")
    press(page, "Verify the fix on site")
    page.locator("#add-proof").get_by_label("What it shows").fill("Voltage at the supply")
    page.get_by_label("Or a measured value").fill("12.1")
    page.get_by_label("Is it in order?").select_option("yes")
    press(page, "Keep as evidence")
    draw_and_sign(page)
    press(page, "Leave the site")
    press(page, "No part was used")
    bring_the_part_back(page)
    page.get_by_label("What would have avoided the trip").select_option("none")
    press(page, "Complete the visit")
    page.goto(f"/visits/{visit.pk}/report")
    assert page.get_by_role("heading", name="Customer sign-off").is_visible()
    signed = SignOff.objects.get(visit=visit)
    assert signed.signature is not None
    assert EvidenceItem.objects.filter(kind="photo").count() == 1


def draw_and_sign(page: Page) -> None:
    page.locator("#do-sign_visit").get_by_label("Name").fill("Nora Nurse")
    draw(page)
    with page.expect_navigation():
        page.locator("#do-sign_visit").get_by_role("button", name="Sign the visit off").click()


def draw(page: Page) -> None:
    pad = page.locator("#do-sign_visit canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=8)
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('#do-sign_visit input[type=file]').files.length")


def test_what_scripts_add_is_there_after_somebody_else_changed_the_visit(field: Desk, region: Region) -> None:
    visit = site_work.verifying(region)
    page = field.of(region.engineer, **PHONE)
    page.goto(f"/visits/{visit.pk}")
    mark_the_pad(page)
    tell_of_a_change(page)
    expect(page.locator("canvas[data-old]")).to_have_count(0)
    draw_and_sign(page)
    assert SignOff.objects.get(visit=visit).signature is not None


def test_a_signature_that_is_being_drawn_is_never_taken_away(field: Desk, region: Region) -> None:
    visit = site_work.verifying(region)
    page = field.of(region.engineer, **PHONE)
    page.goto(f"/visits/{visit.pk}")
    mark_the_pad(page)
    draw(page)
    tell_of_a_change(page)
    page.get_by_role("button", name="Show it").wait_for()
    expect(page.locator("canvas[data-old]")).to_have_count(1)


def mark_the_pad(page: Page) -> None:
    """Tell the pad that is there from the one of a page that is shown anew."""
    page.locator("#do-sign_visit canvas").evaluate("pad => { pad.dataset.old = 'yes' }")


def bring_the_part_back(page: Page) -> None:
    """A part that was neither used nor given back stands in the way, and the page says so in place."""
    assert page.get_by_text("1 thing is missing").is_visible()
    page.locator("summary", has_text="Return the part").click()
    returning = page.locator("#parts details", has_text="Return the part")
    returning.get_by_role("combobox").select_option(label="Depot")
    returning.get_by_label("Why").fill("Not needed.")
    press(page, "Return the part")


def test_the_whole_visit_goes_without_any_script(field: Desk, region: Region, photo: Path) -> None:
    visit = site_work.dispatched(region)
    page = field.of(region.engineer, java_script_enabled=False, **PHONE)
    page.goto(f"/visits/{visit.pk}")
    for name in ("Start the trip", "Check in on site", "I have read them and act on them", "Start work"):
        press(page, name)
    page.get_by_text("Add evidence", exact=True).click()
    page.get_by_label("What it shows").fill("The dark power supply")
    page.locator("#add-proof input[type=file]").first.set_input_files(photo)
    press(page, "Keep as evidence")
    page.locator("#next-action").click()
    page.get_by_label("What came of it").select_option("not_fixed")
    press(page, "Verify the fix on site")
    page.get_by_text("Refused", exact=True).click()
    refusing = page.locator("#do-refuse_visit_signature")
    refusing.get_by_label("Name").fill("Nora Nurse")
    refusing.get_by_label("Why, in their words").fill("It is still dark.")
    press(page, "Record a refused signature")
    press(page, "Leave the site")
    assert Visit.objects.get(pk=visit.pk).state == "left"
    assert SignOff.objects.get(visit=visit).signature is None


def test_unsafe_work_is_stopped_with_one_key_and_one_sentence(field: Desk, region: Region) -> None:
    visit = site_work.working(region)
    page = field.of(region.engineer)
    page.goto(f"/visits/{visit.pk}")
    page.keyboard.press("s")
    page.locator("#stop-now").get_by_label("What is unsafe").fill("Water on the floor.")
    press(page, "Stop the work now")
    assert page.get_by_role("alert").get_by_text("Water on the floor.").is_visible()


def test_what_was_typed_survives_a_reload(field: Desk, region: Region) -> None:
    visit = site_work.working(region)
    page = field.of(region.engineer, **PHONE)
    page.goto(f"/visits/{visit.pk}")
    page.locator("#notes").get_by_label("What was seen or done").fill("The fan is loud.")
    page.reload()
    assert page.locator("#notes").get_by_label("What was seen or done").input_value() == "The fan is loud."


def test_a_refusal_stands_where_it_was_pressed(field: Desk, region: Region) -> None:
    visit = site_work.working(region)
    site_work.run_of(region, visit, site_work.checklist(region))
    page = field.of(region.engineer, **PHONE)
    page.goto(f"/visits/{visit.pk}")
    line = page.locator(".check").first
    line.get_by_label("Value").fill("-31")
    line.get_by_role("button", name="In order", exact=True).click()
    line.locator("[data-refusal]").wait_for()
    assert line.get_by_label("Value").input_value() == "-31"
    with page.expect_navigation():
        line.get_by_role("button", name="Not in order").click()
    assert page.locator(".check").first.get_by_text("Failed").is_visible()


def test_a_dispatcher_plans_and_gives_a_visit_by_keys(field: Desk, region: Region) -> None:
    order = world.prepared_order(region)
    world.must(ready_work_order(region.by("dispatcher"), order.pk))
    page = field.of(region.dispatcher)
    page.goto("/day")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**order=**")
    with page.expect_navigation():
        page.get_by_role("button", name="Plan a visit on").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Assign").first.press("Enter")
    assert Visit.objects.get(work_order=order).engineer_id == region.engineer_id
    page.get_by_role("button", name="Why").first.click()
    expect(page.locator(".reason:popover-open")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("how", ["phone", "desk"])
def test_nothing_on_the_field_pages_is_out_of_reach(
    field: Desk,
    region: Region,
    scheme: str,
    how: str,
) -> None:
    visit = site_work.verifying(region)
    site_work.run_of(region, visit, site_work.checklist(region))
    on = f"{day_of(visit)}"
    sizes = PHONE if how == "phone" else {}
    mine, theirs = (
        field.of(actor, color_scheme=scheme, **sizes) for actor in (region.engineer, region.dispatcher)
    )
    for page, place in (
        (mine, f"/my-day?on={on}"), (mine, f"/visits/{visit.pk}"), (mine, f"/visits/{visit.pk}/report"),
        (theirs, f"/day?on={on}"), (theirs, f"/day?on={on}&visit={visit.pk}"),
    ):  # fmt: skip
        page.goto(place)
        found = Axe().run(page).response["violations"]
        assert [(place, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, place
