"""One page as one person sees it, and what is done on it before it is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

__all__ = ["Look", "asked_in_bulk", "in_bulk", "refused", "with_keys_of_the_palette", "wrongly"]

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Look:
    """One page as one person sees it.

    ``name`` is the address's, ``who`` a role (or "" for nobody), ``at`` names its arguments in
    :attr:`Filled.places`, ``query`` what follows them; ``then`` is done on the page before it is judged.
    """

    name: str
    who: str
    at: str = ""
    query: str = ""
    status: int = 200
    then: Step | None = None

    def __str__(self) -> str:
        return "-".join(filter(None, (self.name, self.at, self.who or "nobody", self.then_name)))

    @property
    def then_name(self) -> str:
        """Give what is done on the page, in words."""
        return self.then.__name__.strip("_") if self.then else str(self.status) if self.status != 200 else ""


def refused(page: Page) -> None:
    """Give the command that is refused."""
    page.locator("main form.command .ends button").last.click()
    page.locator("[data-refusal]").first.wait_for()


def with_keys_of_the_palette(page: Page) -> None:
    """Open the palette by its keys."""
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]").first.wait_for()


def in_bulk(page: Page) -> None:
    """Start work on two cases at once."""
    for box in page.locator(".pick-row").all()[:2]:
        box.check()
    page.get_by_role("button", name="Start work on the case").click()
    page.wait_for_url("**/bulk")


def asked_in_bulk(page: Page) -> None:
    """Ask what a bulk command needs."""
    page.locator(".pick-row").first.check()
    page.locator("button[value=wait_case]").click()
    page.wait_for_url("**/bulk")


def wrongly(page: Page) -> None:
    """Sign in with the wrong password."""
    page.get_by_label("Mail").fill("nobody@example.org")
    page.get_by_label("Password").fill("not this one at all")
    with page.expect_navigation():
        page.locator("main form button").last.click()
