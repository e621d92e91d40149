"""The gallery in a real browser: axe, both themes, phone and desk, no JavaScript, paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

PAGES = ("index", "queue", "why", "case", "empty", "sign_in", "report", "rtl", "404", "500")
# 44 px: WCAG 2.5.5, target size (enhanced). A text link inside a sentence is exempt there.
PRESSED = (
    ".button, .input, .foot-nav a, .foot-nav button, .bar-control, .tabs a, .saved a, .choice, .why, "
    ".pick-box, .gate summary"
)
TOO_LOW = """(parts) => parts
    .filter((part) => part.offsetParent && part.getBoundingClientRect().height < 43.9)
    .map((part) => part.outerHTML)"""
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def on_phone(browser: Browser, gallery: str, **options: object) -> BrowserContext:
    """Give a phone: 390 px, touch, the given options on top."""
    return browser.new_context(
        base_url=gallery, viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce", **options
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, gallery: str, theme: str, viewport: dict[str, int]
) -> None:
    context = browser.new_context(base_url=gallery, viewport=viewport, color_scheme=theme)
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{name}.html")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}\n{found.generate_report()}"
    context.close()


@pytest.mark.parametrize("what", ["reason", "palette", "menu", "keys"])
def test_axe_finds_nothing_in_what_opens_over_the_page(desk: Page, what: str) -> None:
    desk.goto("queue.html")
    if what == "palette":
        desk.keyboard.press("Control+k")
        expect(desk.locator("#palette [role=option]")).to_have_count(2)
    elif what == "menu":
        desk.get_by_role("button", name="Your menu").click()
    elif what == "reason":
        desk.keyboard.press("j")
        desk.keyboard.press("?")
        expect(desk.get_by_role("dialog", name="Why")).to_be_visible()
    else:
        desk.get_by_role("button", name="Your menu").click()
        desk.get_by_role("button", name="Keys", exact=True).click()
    assert Axe().run(desk).violations_count == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_no_page_scrolls_sideways(browser: Browser, gallery: str, width: int) -> None:
    # 320 px is the reflow width of WCAG 2.2, 1.4.10.
    context = browser.new_context(base_url=gallery, viewport={"width": width, "height": 800})
    page = context.new_page()
    for name in ("index", "queue", "case", "report", "sign_in", "rtl"):
        page.goto(f"{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    context.close()


def test_what_a_thumb_presses_is_44_px_high(browser: Browser, gallery: str) -> None:
    context = on_phone(browser, gallery)
    page = context.new_page()
    for name in ("index", "queue", "case", "sign_in"):
        page.goto(f"{name}.html")
        small = page.locator(PRESSED).evaluate_all(TOO_LOW)
        assert small == [], name
    context.close()


def test_the_thumb_bar_replaces_the_navigation_on_a_phone(browser: Browser, gallery: str) -> None:
    context = on_phone(browser, gallery)
    page = context.new_page()
    page.goto("queue.html")
    expect(page.get_by_role("navigation", name="Main", exact=True)).to_be_hidden()
    page.get_by_role("button", name="More").click()
    page.get_by_role("navigation", name="All places").get_by_role("link", name="Empty").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board")
    context.close()


def test_everything_works_without_javascript(browser: Browser, gallery: str) -> None:
    context = browser.new_context(base_url=gallery, viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto("queue.html")
    page.get_by_role("link", name="Core switch reboots under load").focus()
    page.get_by_role("link", name="Why CASE-1042").click()
    expect(page.get_by_role("main")).to_contain_text("Restore target is due in 38 min")
    page.goto("case.html")
    page.get_by_role("button", name="Why Dana").click()
    expect(page.get_by_role("dialog", name="Why Dana")).to_be_visible()
    page.get_by_role("button", name="Your menu").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_text("Theme: as the system")).to_be_hidden()
    page.goto("case.html")
    expect(page.get_by_text("PSU C3KX-350WAC is not on the van")).to_be_visible()
    page.get_by_text("Dispatch anyway").first.click()
    expect(page.get_by_label("Why is it right to go round?")).to_be_visible()
    page.goto("index.html")
    assert page.locator("input[type=file]").count() == 2
    page.get_by_role("link", name="Search or run a command").click()
    expect(page).to_have_url(re.compile("queue.html"))
    context.close()


def test_a_printed_document_leaves_the_frame_behind(desk: Page) -> None:
    desk.goto("report.html")
    desk.emulate_media(media="print", color_scheme="dark")
    expect(desk.get_by_role("navigation", name="Document")).to_be_hidden()
    assert (
        desk.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    desk.goto("case.html")
    expect(desk.get_by_role("banner")).to_be_hidden()


def test_nothing_moves_when_the_system_asks_for_stillness(desk: Page) -> None:
    desk.goto("index.html")
    desk.evaluate("document.querySelector('#messages [data-live]').innerHTML = '<div class=message>x</div>'")
    moving = desk.evaluate("document.getAnimations().length")
    assert moving == 0
    assert desk.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s, 0s"
