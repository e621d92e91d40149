"""No page keeps anybody out: axe, reflow, targets, one heading, silence in the console; light and dark."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.test import override_settings
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.journeys import every_page
from tests.journeys.desks import silent
from tests.journeys.every_page import LEFT_OUT, LOOKS, Filled, Look, filled, page_names

# What a look changes is taken back; the world below is filled once and outlives the tests.
pytestmark = pytest.mark.django_db

# The browser's loop runs in the thread of the test, which fills the database before.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Only a failure takes that long.
SECONDS = 300

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOAD_AXE = f"() => {{ {Axe().axe_script} }}"
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What a theme can change: colours, which are the same at every width but for what a phone alone shows.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": {"type": "rule", "values": OF_COLOURS}, "resultTypes": ["violations"]}
ALL_BUT_COLOURS = EVERYTHING | {"rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
# What is judged, by size: in which theme, on which part of the page, by which rules.
JUDGED: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "desk": (("light", "html", EVERYTHING), ("dark", "html", COLOURS)),
    "phone": (
        ("light", "html", ALL_BUT_COLOURS),
        *((one, ".foot-nav", COLOURS) for one in ("light", "dark")),
    ),
}
SIZES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
UNFOLD = "() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true })"
# A form that is fetched when it is unfolded stands in the place of the link to it.
ARE_THERE = "() => !document.querySelector('main details[hx-get] > div > a.button')"
IS_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# 44 px: WCAG 2.5.5, target size (enhanced); a link within a sentence is exempt there.
TOO_LOW = """() => {
    const pressed = ':is(button, summary, select, textarea, .button, .choice, input:not([type=hidden]))'
    const exempt = '[popover], .aside-words, .pick, .choice input, dialog'
    return [...document.querySelectorAll(`main ${pressed}`)]
        .filter((part) => part.checkVisibility({visibilityProperty: true}) && !part.closest(exempt))
        .filter((part) => part.getBoundingClientRect().height < 43.9)
        .map((part) => part.outerHTML.slice(0, 200))
}"""


class Eyes:
    """Opens pages as anybody; one window a person and a size is enough for all of them."""

    def __init__(self, browser: Browser, address: str, world: Filled) -> None:
        self.browser, self.address, self.world = browser, address, world
        self.pages: dict[tuple[str, str], Page] = {}

    def page(self, who: str, size: str) -> Page:
        """Give the page of a person, signed in."""
        if (who, size) not in self.pages:
            made = silent(
                self.browser.new_context(
                    base_url=self.address, reduced_motion="reduce", color_scheme="light", **SIZES[size]
                )
            )
            if who:
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.world.cookies[who]}
                made.add_cookies([{**cookie, "url": self.address}])  # type: ignore[list-item]
            for path, words in self.world.before.items():
                made.route(f"**{path}", _answering(words))
            self.pages[who, size] = made.new_page()
        return self.pages[who, size]

    def close(self) -> None:
        """Close all windows."""
        for page in self.pages.values():
            page.context.close()


class Door:
    """Lets requests in one at a time while a test looks, and ends a test when none is left inside.

    The transaction that takes back what a test wrote is that of all threads, on one connection: savepoints
    of two requests at a time would end each other, and a request that a page or its service worker still
    has under way after the test would begin its own in the midst of the next.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        # Open while the world is filled, by requests of the test's own thread.
        self._is_open, self._inside = True, 0

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let requests in for the length of the block, and wait for the last of them."""
        self._set(is_open=True)
        yield
        self.shut()

    def shut(self) -> None:
        """Let nobody in any more, and wait for the last request to end."""
        self._set(is_open=False)
        with self._changed:
            assert self._changed.wait_for(lambda: self._inside == 0, SECONDS), "a request does not end"

    def enter(self, **_signal: object) -> None:
        """Wait until the door is open and nobody is inside."""
        with self._changed:
            is_free = self._changed.wait_for(lambda: self._is_open and self._inside == 0, SECONDS)
            assert is_free, "nobody opens the door"
            self._inside += 1

    def leave(self, **_signal: object) -> None:
        """Note that a request is over."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def _set(self, *, is_open: bool) -> None:
        with self._changed:
            self._is_open = is_open
            self._changed.notify_all()


def _answering(words: str) -> Any:
    def answer(route: Route) -> None:
        route.fulfill(body=words, content_type="text/html; charset=utf-8")

    return answer


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    """Give the door through which all requests go."""
    made = Door()
    request_started.connect(made.enter)
    request_finished.connect(made.leave)
    yield made
    request_started.disconnect(made.enter)
    request_finished.disconnect(made.leave)


@pytest.fixture
def eyes(watching: Eyes, door: Door) -> Iterator[Eyes]:
    """Give the eyes for one test, which ends when nobody asks the server any more."""
    with door.opened():
        yield watching


@pytest.fixture(scope="module")
def watching(django_db_setup: None, django_db_blocker: Any, browser: Browser, door: Door) -> Iterator[Eyes]:
    """Give eyes on one filled world, served for all tests of this file."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, ROOT_URLCONF=every_page.__name__, ALLOWED_HOSTS=["*"]),
    ):
        world = filled()
        door.shut()
        server = LiveServer("localhost")
        opened = Eyes(browser, server.url, world)
        yield opened
        with door.opened():
            opened.close()
        call_command("flush", verbosity=0, interactive=False)
        server.stop()


def test_every_address_is_looked_at_or_says_why_not() -> None:
    looked_at = {look.name for look in LOOKS}
    assert looked_at | set(LEFT_OUT) == page_names()
    assert looked_at & set(LEFT_OUT) == set()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nobody_is_kept_out(eyes: Eyes, look: Look, size: str) -> None:
    page = eyes.page(look.who, size)
    with _listening(page, look) as complaints:
        answer = page.goto(eyes.world.address(look))
        assert answer is not None
        assert answer.status == look.status, page.url
        if look.then is not None:
            look.then(page)
        seen = _seen(page, size)
    assert (seen, complaints) == ({"barriers": [], "wide": 0, "low": [], "heading": []}, [])


@pytest.mark.parametrize("who", ["manager", "administrator", "lead_specialist"])
def test_the_bar_holds_its_places_at_every_width(eyes: Eyes, who: str) -> None:
    page = eyes.page(who, "desk")
    page.goto("/inbox")
    over = {width: _over(page, width) for width in (320, 390, 768, 900, 1024, 1200, 1440)}
    page.set_viewport_size(SIZES["desk"]["viewport"])
    assert not any(over.values()), over


def _over(page: Page, width: int) -> int:
    """Give by how many pixels the page, or the places in its bar, are too wide."""
    page.set_viewport_size({"width": width, "height": 800})
    bar = page.evaluate(
        "[...document.querySelectorAll('.bar-nav')].map((nav) => nav.scrollWidth - nav.clientWidth)"
    )
    return max(page.evaluate(IS_WIDE), *bar)


def _seen(page: Page, size: str) -> dict[str, Any]:
    """Give what keeps somebody out of a page, folded and unfolded, in the light and in the dark."""
    heading, wide = _heading(page), page.evaluate(IS_WIDE)
    page.evaluate(UNFOLD)
    page.wait_for_function(ARE_THERE)
    is_visit_by_thumb = size == "phone" and page.locator("body.page-visit").count() > 0
    return {
        "barriers": _barriers(page, size),
        "wide": max(wide, page.evaluate(IS_WIDE)),
        "low": page.evaluate(TOO_LOW) if is_visit_by_thumb else [],
        "heading": heading,
    }


@contextmanager
def _listening(page: Page, look: Look) -> Iterator[list[str]]:
    """Give the list that script errors, broken policies and failed requests are noted in."""
    expected = f"status of {look.status if look.status != 200 else 422}"
    heard: list[str] = []

    def on_error(error: Error) -> None:
        heard.append(str(error))

    def on_console(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and expected not in said.text:
            heard.append(said.text)

    page.on("pageerror", on_error)
    page.on("console", on_console)
    yield heard
    page.remove_listener("pageerror", on_error)
    page.remove_listener("console", on_console)


def _heading(page: Page) -> list[str]:
    """Give what is wrong with the title and the one main heading of a page."""
    headings = [words.strip() for words in page.locator("h1").all_inner_texts()]
    title = page.title()
    wrong = [] if len(headings) == 1 and headings[0] else [f"h1: {headings}"]
    return wrong + ([] if title and not title.startswith(" ") else [f"title: {title!r}"])


def _barriers(page: Page, size: str) -> list[tuple[str, str, str]]:
    page.evaluate(LOAD_AXE)
    found = []
    for scheme, part, options in JUDGED[size]:
        if page.locator(part).count():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            answer = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
            nodes = ((rule["id"], node["html"]) for rule in answer["violations"] for node in rule["nodes"])
            found += [(scheme, rule, html[:300]) for rule, html in nodes]
    page.emulate_media(color_scheme="light")
    return found
