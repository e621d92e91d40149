"""A customer on a phone: by a link to one case, through its page, without an account and without scripts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from firstfix.apps.cases.commands import post_message, restore_case, start_case, verify_case
from firstfix.apps.cases.models import CustomerAcceptance
from firstfix.kernel.accounts.issuing import Issued, issue_external_link
from tests import world
from tests.edges.signing import secret_in
from tests.world import in_hours, must

pytestmark = pytest.mark.django_db(transaction=True)

# The browser's loop runs in the thread of the test, which reads the database between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def link() -> str:
    """Give the path of a link to a case that is thought to be solved."""
    region = world.region()
    case = world.case(region, title="The ward has no network")
    by = region.by("support_specialist")
    must(start_case(by, case.pk))
    must(post_message(region.by("support_specialist"), case.pk, words="We replaced the **power supply**."))
    must(restore_case(region.by("support_specialist"), case.pk, how="Replaced the power supply."))
    must(verify_case(region.by("support_specialist"), case.pk))
    issued = issue_external_link(
        region.by("lead_specialist"),
        subject_type="case",
        subject_id=case.pk,
        party="Cleo Byrne",
        purpose=f"{case.reference} {case.title}",
        expires_at=in_hours(48),
    )
    assert isinstance(issued, Issued)
    return f"/l/{secret_in(issued.shown_once)}"


@pytest.mark.parametrize(
    ("scheme", "language", "scripts"),
    [("light", "en", True), ("dark", "de", True), ("light", "en", False)],
)
def test_a_customer_writes_and_confirms_on_a_phone(
    browser: Browser, live_server: Any, link: str, scheme: Any, language: str, scripts: bool
) -> None:
    context = browser.new_context(
        base_url=live_server.url,
        viewport=PHONE,  # type: ignore[arg-type]
        color_scheme=scheme,
        locale=language,
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button").last.click()
    page.wait_for_url("**/external/cases/*")
    assert "/l/" not in page.url
    page.locator("#write-words").fill("The printers are still slow.")
    page.locator("form[action$='answers/words'] button.strong").click()
    page.get_by_text("The printers are still slow.").first.wait_for()
    with page.expect_navigation():
        page.locator("form[action$='answers/solved'] button").click()
    assert CustomerAcceptance.objects.get().given_by_name == "Cleo Byrne"
    _fits_and_reads_well(page, f"{scheme}-{language}", scripts)
    context.close()


def _fits_and_reads_well(page: Page, name: str, scripts: bool) -> None:
    if folder := os.environ.get("FIRSTFIX_PICTURES"):
        page.screenshot(path=Path(folder) / f"shared-{name}-{scripts}.png", full_page=True)
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
