"""From a run on a laptop to a satisfied readiness: upload, reason, customer's task, second run, closed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from firstfix.kernel.accounts.issuing import Issued, issue_external_link
from tests import world
from tests.checked_work import FIREWALL, kept_run
from tests.edges.signing import secret_in
from tests.journeys.desks import Desk, desk
from tests.world import Region, in_hours

__all__ = ["desk"]

pytestmark = pytest.mark.django_db(transaction=True)

SIZES: dict[str, Any] = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.mark.covers("S1-F08")
@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_a_run_that_fails_becomes_the_customers_task_and_a_green_one_closes_it(
    browser: Browser, live_server: Any, desk: Desk, size: str, scheme: Any
) -> None:
    region = world.region()
    order = world.prepared_order(region)
    page = desk.of(region.engineer, viewport=SIZES[size], color_scheme=scheme)
    there = f"/work-orders/{order.pk}"

    page.goto(there)
    page.get_by_role("link", name="Take a site check in").click()
    upload(page, b"no run", region)
    expect(page.get_by_role("alert")).to_contain_text("This is no kept run")
    upload(page, kept_run(FIREWALL, minutes_ago=20), region)
    expect(page.get_by_role("heading", name="192.0.2.10").first).to_be_visible()
    expect(page.locator(".remediation")).to_contain_text("The customer's firewall team")
    unfold(page)
    page.get_by_role("button", name="Copy the text").click()
    expect(page.locator(".remediation")).to_contain_text(
        "opied" if copies(page) else "copy it with your keys"
    )
    looked_at(page, f"site-check-{size}-{scheme}")

    page.goto(there)
    expect(page.locator(".lacks-list")).to_contain_text("A prerequisite is not met: SaaS connector: tcp")
    looked_at(page, f"site-check-order-{size}-{scheme}")

    guest = browser.new_context(
        base_url=live_server.url, viewport=SIZES[size], color_scheme=scheme
    ).new_page()
    guest.goto(link_of(region, order.case))
    guest.get_by_role("button").first.click()
    expect(guest.get_by_role("heading", name="What we ask you to put right")).to_be_visible()
    guest.get_by_text("We have put it right").click()
    guest.get_by_label("What was done").fill("TCP 443 is open now.")
    looked_at(guest, f"site-check-customer-{size}-{scheme}")
    guest.get_by_role("button", name="It is put right").click()
    expect(guest.locator(".remediation")).to_contain_text("not shown yet")

    page.goto(f"{there}/site-check")
    expect(page.locator(".remediation")).to_contain_text("TCP 443 is open now.")
    upload(page, kept_run(minutes_ago=1), None)
    expect(page.locator("main")).to_contain_text("Nothing was found that is wrong.")
    expect(page.locator(".remediation")).to_contain_text("Shown to be mended")
    expect(page.locator(".difference")).to_contain_text("fail TCP.NO_ANSWER")
    looked_at(page, f"site-check-green-{size}-{scheme}")
    page.goto(there)
    expect(page.locator(".holds-list")).to_contain_text("Prerequisites that are met: 4")
    expect(page.locator("main")).not_to_contain_text("A prerequisite is not met")
    guest.reload()
    expect(guest.locator(".remediation")).to_contain_text("Shown to be mended")
    guest.context.close()


def upload(page: Page, content: bytes, region: Region | None) -> None:
    """Choose a file, say whom to ask where somebody is to be asked, and send it."""
    file: Any = {"name": "run.json", "mimeType": "application/json", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    if region is not None:
        page.get_by_label("Who at the customer puts right what fails").select_option(
            str(region.customer_contact.person_id)
        )
        page.get_by_label("By when").first.fill("2030-01-31T09:00")
    page.get_by_role("button", name="Take the site check in").click()


def unfold(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true })")


def copies(page: Page) -> bool:
    """Tell whether this browser lets the page write to the clipboard."""
    words = page.locator("[data-copy] [data-words]").first
    expect(words).not_to_have_text("Copy the text")
    return "opied" in words.inner_text()


def link_of(region: Region, case: Any) -> str:
    issued = issue_external_link(
        region.by("lead_specialist"),
        subject_type="case",
        subject_id=case.pk,
        party="Cleo Byrne",
        purpose="Your report",
        expires_at=in_hours(48),
    )
    assert isinstance(issued, Issued)
    return f"/l/{secret_in(issued.shown_once)}"


def looked_at(page: Page, name: str) -> None:
    """Find no barrier and nothing wider than the screen; keep a picture where a folder is named for it."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    folder = os.environ.get("FIRSTFIX_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
