"""A plan's page in a real browser: nothing is fetched, nobody is kept out, and no name becomes a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from firstfix.cli import main
from firstfix.cli.planning import searching
from tests.engines.dispatch.day_texts import DAY, text

EXAMPLE = Path(searching.__file__).parent / "example" / "day.json"
HOSTILE = "</title><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def plan_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of the example's page."""
    page = tmp_path_factory.mktemp("plan") / "plan.html"
    assert main(["plan", str(EXAMPLE), "--iterations", "300", "--html", str(page)]) == 0
    return page.as_uri()


@pytest.fixture
def desk(browser: Browser, plan_page: str) -> Page:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    page.goto(plan_page)
    yield page
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_with_every_reason_open(
    browser: Browser, plan_page: str, theme: str, viewport: dict[str, int]
) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    page = context.new_page()
    page.goto(plan_page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_the_page_never_scrolls_sideways(browser: Browser, plan_page: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(plan_page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_nothing_is_fetched_and_nothing_runs(browser: Browser, plan_page: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(plan_page)
    assert asked == [plan_page]
    assert complaints == []
    assert page.locator("script").count() == 0
    context.close()


def test_one_engineer_and_one_day_are_chosen_by_keys(desk: Page) -> None:
    everybody = desk.get_by_role("radio", name="everybody")
    everybody.focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("radio", name="Kim Berger")).to_be_checked()
    expect(desk.locator(".lane[data-hand='0']").first).to_be_visible()
    expect(desk.locator(".lane[data-hand='1']").first).to_be_hidden()
    expect(desk.locator(".map .way[data-hand='1']").first).to_be_hidden()
    desk.get_by_role("radio", name="all days").focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("region", name="Tue 2026-11-24", exact=True)).to_be_hidden()


def test_a_visit_in_the_lane_leads_to_its_stop_and_reason(desk: Page) -> None:
    desk.get_by_role("link", name="CT scanner: cooling alarm").press("Enter")
    stop = desk.locator("li:target")
    expect(stop).to_contain_text("CT scanner: cooling alarm")
    stop.get_by_text("Why Luca Ferrari?").click()
    expect(stop.get_by_role("table")).to_contain_text("needs medical devices, which Kim Berger does not have")


def test_what_is_left_out_says_why_and_what_would_help(desk: Page) -> None:
    left = desk.get_by_role("region", name="Left out")
    expect(left).to_contain_text("Night work: point heating")
    expect(left).to_contain_text("cannot be there in the time agreed")
    left.get_by_text("What would help").click()
    expect(left).to_contain_text("earlier than agreed")


def test_no_name_becomes_a_program(browser: Browser, tmp_path: Path) -> None:
    day = json.loads(text(DAY))
    day["technicians"][0]["name"] = day["visits"][0]["name"] = day["visits"][1]["customer"] = HOSTILE
    day["places"]["depot"]["name"] = HOSTILE
    day["visits"][1]["skills"] = [{"name": "power", "level": 9}]
    source, target = tmp_path / "day.json", tmp_path / "plan.html"
    source.write_text(text(day), encoding="utf-8")
    assert main(["plan", str(source), "--iterations", "5", "--html", str(target)]) == 0
    page = browser.new_page()
    page.goto(target.as_uri())
    assert page.title() == "Plan Mon 2026-11-23"
    assert page.locator("script, img").count() == 0
    expect(page.locator("h3", has_text="document.title='taken'").first).to_be_visible()
    page.close()


def test_the_page_speaks_german(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "plan.html"
    words = ["plan", str(EXAMPLE), "--iterations", "50", "--html", str(target), "--language", "de"]
    assert main(words) == 0
    page = browser.new_page()
    page.goto(target.as_uri())
    assert page.locator("html").get_attribute("lang") == "de"
    expect(page.get_by_role("heading", name="Nicht eingeplant")).to_be_visible()
    expect(page.get_by_role("heading", name="Mo 2026-11-23", exact=True)).to_be_visible()
    page.close()
