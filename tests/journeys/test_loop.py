"""The whole loop in a real browser: from a monitoring's alert to a report and a ledger that verifies.

Each step is taken by who takes it in life, on the page where they take it: support at the desk, the
dispatcher and logistics beside it, the engineer with a phone on site, a manager at the ledger. Commands
lay the ground only: people, a site, a part in a depot, a source of alerts and its token.
"""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as TookTooLong

from firstfix.apps.cases.models import Case
from firstfix.apps.directory.commands import grant_role
from firstfix.apps.directory.models import Person
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.cli import main
from firstfix.engines.readiness import Basic
from firstfix.kernel import clock
from firstfix.kernel.jobs.running import run_due_jobs
from tests import world
from tests.edges.signing import account, granted
from tests.edges.test_intake_alertmanager import alert, group, token
from tests.journeys.desks import Desk
from tests.world import Region

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = ZoneInfo("Europe/Dublin")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}

# The browser's loop runs in the thread of the test, which reads the database between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@dataclass
class Loop:
    """The people of one region, each with a page of their own, and the address where alerts arrive."""

    region: Region
    desk: Desk
    secret: str

    def page(self, role: str, **how: Any) -> Page:
        return self.desk.of(self.region.actors[role], **how)

    def deliver(self, alerts: dict[str, Any]) -> dict[str, Any]:
        """Send alerts as Alertmanager does, and give the answer."""
        heads = {"Content-Type": "application/json", "Authorization": f"Bearer {self.secret}"}
        where = f"{self.desk.address}/in/alertmanager/clinic"
        request = urllib.request.Request(where, json.dumps(alerts).encode(), heads)
        with urllib.request.urlopen(request, timeout=90) as answer:
            said: dict[str, Any] = json.load(answer)
            return said


def laid(browser: Browser, address: str) -> Loop:
    """Give the ground: people in their team, a source of alerts for the customer, and its token."""
    region = world.region()
    grounds = {"role": "support_specialist", "team_id": region.team.pk, "because": "Works in the team."}
    person_id = region.support_specialist.person_id
    world.must(grant_role(world.context(world.founder()), person_id=person_id, **grounds))
    place = {"team_id": region.team.pk, "organization_id": region.organization.pk}
    world.put("intake_source", code="clinic", kind="alertmanager", name="Monitoring", **place)
    monitoring = account("monitoring@example.org", name="Monitoring")
    granted(monitoring, "support_specialist")
    return Loop(region, Desk(browser, address), token(monitoring, "record_alert"))


@pytest.fixture
def loop(browser: Browser, live_server: Any) -> Iterator[Loop]:
    made = laid(browser, live_server.url)
    yield made
    for context in made.desk.opened:
        context.close()


def press(page: Page, name: str, within: Locator | None = None) -> None:
    """Press a button and wait until the page that follows is there."""
    button = (within or page).get_by_role("button", name=name, exact=True).first
    try:
        with page.expect_navigation():
            button.click()
    except TookTooLong as error:
        said = page.locator("[data-refusal], :invalid").evaluate_all(
            "all => all.map(one => one.innerText || one.outerHTML)"
        )
        raise AssertionError(f"“{name}” led nowhere: {said}") from error


def opened(page: Page, where: str) -> Locator:
    """Give a folded form, unfolded."""
    fold = page.locator(where).first
    if not fold.evaluate("fold => fold.open"):
        fold.locator("> summary").click()
    return fold


def filled(form: Locator, **answers: str) -> Locator:
    """Fill fields by what stands beside them; choose where there is something to choose."""
    for name, answer in answers.items():
        field = form.get_by_label(name.replace("_", " "))
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)
    return form


def give(page: Page, name: str, **answers: str) -> None:
    """Unfold the form of this name, fill it and send it."""
    press(page, name, filled(opened(page, f"main details:has(> summary:text-is('{name}'))"), **answers))


def go_on(page: Page, name: str, **answers: str) -> None:
    """Do what the page names as next."""
    assert page.locator("#next-action").inner_text().strip() == name
    press(page, name, filled(opened(page, "details.next"), **answers) if answers else None)


def local(hours: float) -> str:
    """Give a time from now as a field for date and time takes it, on the clocks of the region."""
    return f"{world.in_hours(hours).astimezone(ZONE):%Y-%m-%dT%H:%M}"


@pytest.mark.covers("S1-F03")
def test_an_alert_becomes_a_visit_a_report_and_a_ledger_that_verifies(
    loop: Loop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = an_alert_becomes_a_case(loop)
    support, dispatcher = loop.page("support_specialist"), loop.page("dispatcher")
    phone = loop.page("engineer", **PHONE)
    take_triage_and_try(support)
    order = raise_order(loop, support)
    make_ready(loop, support, dispatcher, order)
    visit = plan_and_dispatch(dispatcher, phone, order)
    work_on_site(phone, visit)
    sign_only_with_evidence(phone, tmp_path)
    leave_and_complete(phone)
    close_order_and_case(dispatcher, support, order)
    case.refresh_from_db()
    assert case.state == "closed"
    report_is_a_page_and_a_pdf(phone, visit)
    ledger_is_intact(loop, capsys)


def an_alert_becomes_a_case(loop: Loop) -> Case:
    """Deliver an alert twice; it is one case."""
    labels = {"alertname": "LinkDown", "site": loop.region.site.code}
    summary = {"summary": "The uplink of ward 4 is down"}
    ringing = alert("eth0", startsAt=clock.now().isoformat())
    body = group(ringing, commonLabels=labels, commonAnnotations=summary)
    first, again = loop.deliver(body), loop.deliver(body)
    assert first == again
    return Case.objects.get()


def take_triage_and_try(support: Page) -> None:
    """Find the case in the queue, take it, judge it, and try what can be tried from afar."""
    support.goto("/?show=new")
    support.get_by_role("link", name="The uplink of ward 4 is down").click()
    press(support, "Take the case")
    assert not support.get_by_role("button", name="Take the case").count()
    go_on(support, "Triage the case", Severity="2", Impact="2", Urgency="2", Why="One ward of nine.")
    go_on(support, "Start work on the case")
    tried = "Restarted the port of the switch over the console; the link stayed down."
    go_on(support, "Record a remote attempt", Result="not_fixed", In_words=tried)
    cause = "The power supply of the access switch is dying."
    go_on(support, "Propose a hypothesis", Suspected_cause=cause, Layer="power")
    for basic in Basic:
        looked = {"Basic": basic.value, "Answer": "sound", "In_words": "Looked at it with the nurse."}
        give(support, "Answer a basic", **looked)


def raise_order(loop: Loop, support: Page) -> WorkOrder:
    """Ask for a person on site, with the part that is suspected."""
    form = filled(opened(support, "details.next"), What_is_to_be_done="Replace the power supply")
    first = form.get_by_role("group", name="Parts 1")
    filled(first, Part=str(loop.region.part_type.pk), Quantity="1", Why="hypothesis")
    press(support, "Create a work order", form)
    with support.expect_navigation():
        support.get_by_role("link", name="Go on with the work on site").click()
    return WorkOrder.objects.get()


def make_ready(loop: Loop, support: Page, dispatcher: Page, order: WorkOrder) -> None:
    """Be refused with the sentences of what is missing, then let each give what is theirs."""
    logistics = loop.page("logistics")
    dispatcher.goto(f"/work-orders/{order.pk}")
    go_on(dispatcher, "Qualify the work order")
    ready = dispatcher.get_by_role("button", name="Mark the work order ready")
    assert ready.get_attribute("aria-disabled") == "true"
    part = loop.region.part_type
    for sentence in (f"Reserved are 0 of 1 × {part.number}", "The site has not confirmed access."):
        assert dispatcher.locator(".lacks-list").get_by_text(sentence).is_visible()
    logistics.goto(f"/work-orders/{order.pk}")
    give(logistics, "Ask for the part", Part=str(part.pk), Needed_by=local(4))
    opened(logistics, "[aria-labelledby=order-parts] details")
    give(logistics, "Allocate the part", Location=str(loop.region.depot.pk))
    opened(logistics, "[aria-labelledby=order-parts] details")
    give(logistics, "Load the part into the van", Van=str(loop.region.van.pk))
    give(support, "Say whether it changes the configuration")
    dispatcher.reload()
    how = "Nora Nurse opens the comms room."
    hours = {"People_are_let_in_from": local(-1), "People_are_let_in_until": local(48)}
    give(dispatcher, "Confirm access", **hours, In_words=how)
    give(dispatcher, "Write safety notes", Wording="No hazard is known.")
    go_on(dispatcher, "Mark the work order ready")


def plan_and_dispatch(dispatcher: Page, phone: Page, order: WorkOrder) -> Visit:
    """Plan the visit and give it to the engineer, who takes it and reads the hazards; let the truck roll."""
    give(dispatcher, "Propose a visit", Planned_start=local(1), Planned_end=local(2))
    visit = Visit.objects.get(work_order=order)
    engineer = Person.objects.get(name__startswith="Engineer")
    give(
        dispatcher,
        "Assign the visit",
        Who_goes=str(engineer.pk),
        On_site_from=local(1),
        On_site_until=local(2),
    )
    phone.goto(f"/my-day?on={local(1)[:10]}")
    press(phone, "Accept the visit")
    press(phone, "I have read them")
    dispatcher.reload()
    go_on(dispatcher, "Schedule the work order")
    go_on(dispatcher, "Dispatch the work order")
    return visit


def work_on_site(phone: Page, visit: Visit) -> None:
    """Travel, arrive, read the hazards, work, and write down what was seen and done."""
    phone.goto(f"/visits/{visit.pk}")
    for name in ("Start the trip", "Check in on site", "I have read them and act on them", "Start work"):
        press(phone, name)
    notes = phone.locator("#notes")
    for kind, said in (
        ("observation", "The status light of the power supply is dark."),
        ("action", "Seated the plug of the power supply anew; its light is green."),
    ):
        filled(notes, What_was_seen_or_done=said, Kind=kind, Who_reads_it="public")
        press(phone, "Write it down", notes)
    go_on(phone, "Verify the fix on site", What_came_of_it="fixed")


def sign_only_with_evidence(phone: Page, folder: Path) -> None:
    """Be refused the customer's name without proof, give a value and a photo, and sign."""
    signing = phone.locator("#do-sign_visit")
    assert not signing.get_by_role("button", name="Sign the visit off").count()
    assert signing.get_by_text("Missing: a check after the fix").is_visible()
    photo = folder / "rack.jpg"
    Image.new("RGB", (320, 240), "green").save(photo)
    proof = opened(phone, "#add-proof")
    measured = {"Or_a_measured_value": "12.1", "Unit": "V", "Is_it_in_order?": "yes", "Who_sees_it": "public"}
    press(phone, "Keep as evidence", filled(proof, What_it_shows="Voltage at the supply", **measured))
    filled(opened(phone, "#add-proof"), What_it_shows="The rack after the work")
    proof.locator("input[data-files]").set_input_files(photo)
    phone.get_by_text("rack.jpg").wait_for()
    press(phone, "Keep as evidence", proof)
    assert set(EvidenceItem.objects.values_list("kind", flat=True)) == {"value", "photo"}
    press(phone, "Sign the visit off", filled(phone.locator("#do-sign_visit"), Name="Nora Nurse"))


def leave_and_complete(phone: Page) -> None:
    """Leave, give the part back that was not needed, and end the visit."""
    press(phone, "Leave the site")
    press(phone, "No part was used")
    phone.locator("#parts summary", has_text="Return the part").click()
    returning = phone.locator("#parts details", has_text="Return the part")
    returning.get_by_role("combobox").select_option(label="Depot")
    press(phone, "Return the part", filled(returning, Why="Not needed."))
    go_on(phone, "Complete the visit", What_would_have_avoided_the_trip="none")


def close_order_and_case(dispatcher: Page, support: Page, order: WorkOrder) -> None:
    """Close the order; the case is refused until cause and knowledge are on record, then closed."""
    dispatcher.goto(f"/work-orders/{order.pk}")
    for name in ("Report the work order done", "Review the work order", "Close the work order"):
        go_on(dispatcher, name)
    support.goto(f"/cases/{order.case_id}")
    go_on(support, "Verify the fix")
    assert support.get_by_text("No closure code is chosen.").is_visible()
    cause = {"Root_cause": "A plug that sat loose.", "What_was_done": "Seated it anew."}
    form = opened(support, "#do-prepare_closure")
    form.locator("[name=code]").select_option("fixed_on_site")
    for name, words in (("root_cause", cause["Root_cause"]), ("resolution", cause["What_was_done"])):
        form.locator(f"[name={name}]").fill(words)
    press(support, "Prepare the closure", form)
    give(support, "Link knowledge", Why_none_is_needed="A plug sat loose; there is nothing to learn.")
    go_on(support, "Resolve the case")
    go_on(support, "Close the case")


def report_is_a_page_and_a_pdf(phone: Page, visit: Visit) -> None:
    """Make the report and take it away as a customer would."""
    phone.goto(f"/visits/{visit.pk}/report")
    press(phone, "Make the report")
    for said in ("Voltage at the supply", "Nora Nurse"):
        assert phone.locator(".sheet").get_by_text(said).first.is_visible()
    address = phone.get_by_role("link", name="PDF").get_attribute("href")
    assert address is not None
    run_due_jobs(by="journey", count=50)
    assert phone.request.get(address).body().startswith(b"%PDF")


def ledger_is_intact(loop: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    """Ask the page and the command line; both checked everything that was done above."""
    manager = loop.page("manager")
    manager.goto("/ledger")
    assert manager.get_by_role("row").filter(has_text="Close the case").count()
    press(manager, "Verify")
    run_due_jobs(by="journey", count=50)
    manager.reload()
    assert manager.get_by_text("The ledger is intact").first.is_visible()
    assert main(["ledger", "verify"]) == 0
    assert "The ledger is intact." in capsys.readouterr().out
