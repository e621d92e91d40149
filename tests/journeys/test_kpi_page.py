"""A scorecard's page in a real browser: nothing is fetched, nobody is kept out, and paper serves as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from firstfix.cli import main
from tests.engines.scorecard.team_simulator import team_log

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true })"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of the page of a team that stops its clocks just under the target."""
    folder = tmp_path_factory.mktemp("kpi")
    log, page = folder / "log.csv", folder / "report.html"
    lines = team_log(7, strategy="stop_clock_under_target", case_count=900)
    log.write_text("".join(lines), encoding="utf-8")
    asked = ["--since", "2026-03-02", "--about", "priority=P3", "--beside", "priority=P4"]
    assert main(["kpi", str(log), "--html", str(page), *asked]) == 0
    return Path(page).as_uri()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_with_everything_open(
    browser: Browser, address: str, theme: str, viewport: dict[str, int]
) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    page = context.new_page()
    page.goto(address)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_page_never_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_nothing_is_fetched_and_each_way_on_the_page_leads_somewhere(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(address)
    for link in page.get_by_role("navigation").get_by_role("link").all():
        link.press("Enter")
        expect(page.locator(":target")).to_be_in_viewport()
    assert set(asked) == {address}
    assert complaints == []
    context.close()


def test_a_trace_puts_its_figure_in_doubt_and_stands_first(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(address)
    doubted = page.locator(".tile.warn").filter(has_text="In doubt: a trace was found")
    assert doubted.count() >= 1
    expect(doubted.first.locator(".half")).to_have_count(2)
    expect(page.locator("#traces")).to_contain_text("ended in the last tenth")
    context.close()


def test_on_paper_the_ways_are_gone_and_every_chart_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    expect(page.locator(".ways")).to_be_hidden()
    expect(page.locator("svg.chart").first).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    context.close()
