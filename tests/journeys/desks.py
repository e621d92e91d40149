"""A desk: pages of the running server as somebody who is signed in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from firstfix.kernel.identity import Actor
from tests.edges.test_pages_commands import signed_in

__all__ = ["Desk", "desk", "silent", "tell_of_a_change"]

# The browser's loop runs in the thread of the test, which reads the database between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# A line that stays open and says nothing, as while nobody changes anything, until a test speaks on it.
LINE = """globalThis.EventSource = class extends EventTarget {
    constructor() { super(); globalThis.line = this }
    close() {}
}"""


def silent(context: BrowserContext) -> BrowserContext:
    """Give a browser whose pages hear of no change unless :func:`tell_of_a_change` tells them.

    Live updates come through the bridge in front of the application, which is not here (test_live.py has
    it). A page whose line is refused asks for itself again in five seconds, in the midst of a slow test.
    """
    context.add_init_script(LINE)
    return context


def tell_of_a_change(page: Page) -> None:
    """Say over the line of live updates that what the page shows has changed."""
    page.evaluate("() => { globalThis.line.dispatchEvent(new Event('changed')) }")


class Desk:
    """Opens pages of the running server as somebody."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.opened: list[BrowserContext] = []

    def of(self, actor: Actor, **how: Any) -> Page:
        """Give a page in which the person behind ``actor`` is signed in."""
        client: Client = signed_in(actor)
        viewport = how.pop("viewport", {"width": 1440, "height": 900})
        context = silent(
            self.browser.new_context(base_url=self.address, viewport=viewport, reduced_motion="reduce", **how)
        )
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
        self.opened.append(context)
        return context.new_page()


@pytest.fixture
def desk(browser: Browser, live_server: Any) -> Iterator[Desk]:
    """Give a desk whose pages are closed at the end; a module takes it under a name of its own."""
    made = Desk(browser, live_server.url)
    yield made
    for context in made.opened:
        context.close()
