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

__all__ = ["Desk", "desk"]

# The browser's loop runs in the thread of the test, which reads the database between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


class Desk:
    """Opens pages of the running server as somebody."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.opened: list[BrowserContext] = []

    def of(self, actor: Actor, **how: Any) -> Page:
        """Give a page in which the person behind ``actor`` is signed in."""
        client: Client = signed_in(actor)
        viewport = how.pop("viewport", {"width": 1440, "height": 900})
        context = self.browser.new_context(
            base_url=self.address, viewport=viewport, reduced_motion="reduce", **how
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
