"""The pages of the field: my day, the visit, the day list, the report; what they show and what they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.commands import add_work_note
from firstfix.apps.visits.models import ServiceReport, SignOff, Visit
from tests import site_work, world
from tests.edges.field_pages import (
    STATES,
    answered,
    assign,
    check_of,
    day_of,
    edit,
    photo,
    proof,
    proposed,
    shown,
    signed_in,
    words,
)
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


# What is shown, to whom


@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
def test_every_state_of_a_visit_has_a_page_for_everybody_around_it(
    region: Region, reach: Callable[[Region], Visit]
) -> None:
    visit = reach(region)
    for role in ("engineer", "dispatcher", "manager", "customer_contact"):
        assert visit.work_order.title in shown(signed_in(region.actors[role]), "visit", visit.pk)
    on = day_of(visit)
    desk = signed_in(region.lead_specialist)
    shown(desk, "my_day", on=on)
    shown(desk, "day_list", on=on, visit=visit.pk)
    shown(desk, "day_list", on=on, order=visit.work_order_id)
    shown(desk, "visit_report", visit.pk)


def test_somebody_elses_visit_does_not_exist(region: Region) -> None:
    visit = site_work.dispatched(region)
    stranger = signed_in(world.region().customer_contact)
    assert stranger.get(reverse("visit", args=[visit.pk])).status_code == 404
    assert stranger.get(reverse("visit_report", args=[visit.pk])).status_code == 404


def test_plans_are_for_our_side_only(region: Region) -> None:
    customer = signed_in(region.customer_contact)
    assert [customer.get(reverse(name)).status_code for name in ("my_day", "day_list")] == [404, 404]


@pytest.mark.parametrize("on", ["", "soon", "9999-12-31", "0001-01-01", "2026-13-40"])
def test_a_day_that_is_none_is_today(region: Region, on: str) -> None:
    # It goes on now, so it is on today's page at every hour.
    site_work.dispatched(region, hours=0)
    assert "Look at the access switch" in shown(signed_in(region.engineer), "my_day", on=on)
    assert "Engineer" in shown(signed_in(region.dispatcher), "day_list", on=on, order=on, visit="x")


def test_my_day_says_when_in_the_clocks_of_the_site_and_what_lies_where(region: Region) -> None:
    edit(region.site, zone="Asia/Kolkata")
    visit = site_work.dispatched(region)
    starts = visit.planned_start_at.astimezone(UTC) + timedelta(hours=5, minutes=30)  # type: ignore[union-attr]
    page = shown(signed_in(region.engineer), "my_day", on=day_of(visit))
    assert f"{starts:%H:%M}–" in page
    assert "IST" in page
    assert "In Van 1" in page
    assert 'href="geo:0,0?q=1%20Harbour%20Road' in page
    assert "Start the trip" in page


def test_my_day_calls_the_contact_and_names_the_way(region: Region) -> None:
    contact = world.person("Nora Nurse")
    world.put("membership", person_id=contact.pk, organization_id=region.organization.pk,
              capacity="contact", since_on="2020-01-01")  # fmt: skip
    world.put("contact_channel", person_id=contact.pk, kind="phone", address="+353 21 1234567", rank=1)
    order = world.work_order(region, world.case(region, contact_id=contact.pk))
    visit = world.proposed_visit(region, order)
    assign(region, visit, travel_minutes=35, by="manager", override_because="A look first.")
    page = shown(signed_in(region.engineer), "my_day", on=day_of(visit))
    assert 'href="tel:+353211234567"' in page
    assert "35 min on the road" in page


def test_my_day_says_what_is_not_ready_and_locks_the_trip(region: Region) -> None:
    visit = world.proposed_visit(region, world.prepared_order(region, without="access"))
    assign(region, visit, by="manager", override_because="Known site.")
    signed_in(region.engineer).post(reverse("do", args=["accept_visit", visit.pk]))
    page = shown(signed_in(region.engineer), "my_day", on=day_of(visit))
    assert "not ready" in page
    assert re.search(r'aria-disabled="true"[^>]*>.*Start the trip', page, re.DOTALL)


def test_a_visit_is_accepted_from_my_day(region: Region) -> None:
    visit = proposed(region)
    assign(region, visit)
    mine = signed_in(region.engineer)
    page = shown(mine, "my_day", on=day_of(visit))
    assert "1 visit waits for your answer" in page
    place = re.search(r'action="(/do/accept_visit/[^"]+)"', page)
    assert place is not None
    assert mine.post(place[1], {"command_id": uuid4(), "next": "/my-day"}).status_code == 303
    visit.refresh_from_db()
    assert visit.state == "accepted"


@pytest.mark.parametrize("reach", [site_work.on_site, site_work.working, site_work.verifying])
@pytest.mark.parametrize("role", ["engineer", "dispatcher", "trainee", "customer_contact"])
@pytest.mark.covers("S1-X09")
def test_the_button_that_stops_unsafe_work_is_always_there(
    region: Region, reach: Callable[[Region], Visit], role: str
) -> None:
    visit = reach(region)
    page = shown(signed_in(region.actors[role]), "visit", visit.pk)
    place = re.search(r'id="stop-now".*?action="(/do/stop_work/[^"]+)"', page, re.DOTALL)
    assert place is not None
    sent = {"hazard": "A bare cable.", "command_id": uuid4(), "next": reverse("visit", args=[visit.pk])}
    assert signed_in(region.engineer).post(place[1], sent).status_code == 303
    assert "A bare cable." in shown(signed_in(region.dispatcher), "visit", visit.pk)


def test_work_does_not_start_before_the_safety_notes_are_read(region: Region) -> None:
    visit = site_work.on_site(region)
    mine = signed_in(region.engineer)
    page = shown(mine, "visit", visit.pk)
    assert re.search(r'aria-disabled="true"[^>]*>.*?Start work', page, re.DOTALL)
    place = re.search(r'action="(/do/acknowledge_safety/[^"]+)"', page)
    assert place is not None
    mine.post(place[1], {"command_id": uuid4()})
    assert re.search(r'<form[^>]*action="/do/start_work/', shown(mine, "visit", visit.pk))


# Proof


def test_a_photo_becomes_evidence_without_any_script(region: Region) -> None:
    visit = site_work.working(region)
    mine = signed_in(region.engineer)
    answer = mine.post(reverse("attach"), proof(visit, files=[photo(), photo("blue")]))
    assert (answer.status_code, answer["Location"]) == (303, reverse("visit", args=[visit.pk]))
    assert list(EvidenceItem.objects.values_list("kind", flat=True)) == ["photo", "photo"]
    page = shown(mine, "visit", visit.pk)
    piece = EvidenceItem.objects.filter(kind="photo").first()
    assert piece is not None
    assert reverse("evidence_thumbnail", args=[piece.pk]) in page


def test_pasted_text_and_a_value_become_evidence_too(region: Region) -> None:
    visit = site_work.working(region)
    mine = signed_in(region.engineer)
    mine.post(reverse("attach"), proof(visit, **{"evidence.pasted": "link down\nlink up"}))
    mine.post(reverse("attach"), proof(visit, **{"evidence.measured": "-19,5", "evidence.unit": "dBm"}))
    log, value = EvidenceItem.objects.order_by("received_at", "id")
    assert (log.kind, value.kind) == ("log", "value")
    assert value.value["value"] == -19.5  # type: ignore[index]


def test_a_value_that_is_to_prove_the_fix_says_whether_it_is_in_order(region: Region) -> None:
    visit = site_work.verifying(region)
    mine = signed_in(region.engineer)
    kept_before = EvidenceItem.objects.count()
    value = {"evidence.measured": "12.1", "evidence.unit": "V", "evidence.purpose": "post_fix_check"}
    answer = mine.post(reverse("attach"), proof(visit, **value))
    assert answer.status_code == 422
    assert "Answer “Is it in order?” with Yes or No" in words(answer)
    assert EvidenceItem.objects.count() == kept_before
    assert (
        mine.post(reverse("attach"), proof(visit, **value, **{"evidence.has_passed": "yes"})).status_code
        == 303
    )


def test_what_keeps_the_customer_from_accepting_is_said_without_opening_anything(region: Region) -> None:
    visit = site_work.verifying(region)
    EvidenceItem.objects.all().update(purpose="diagnosis")
    page = shown(signed_in(region.engineer), "visit", visit.pk)
    signing = page[page.index('id="sign"') : page.index('id="do-sign_visit_conditionally"')]
    assert "once nothing below is missing" in signing
    assert "Missing: a check after the fix" in signing


def test_sending_the_same_form_twice_keeps_one_piece(region: Region) -> None:
    visit = site_work.working(region)
    mine = signed_in(region.engineer)
    sent = proof(visit, **{"evidence.measured": "12"})
    assert [mine.post(reverse("attach"), sent).status_code for _ in range(2)] == [303, 303]
    assert EvidenceItem.objects.count() == 1


def test_nothing_chosen_is_refused_with_a_sentence(region: Region) -> None:
    visit = site_work.working(region)
    answer = signed_in(region.engineer).post(reverse("attach"), proof(visit))
    assert answer.status_code == 422
    assert "Nothing was chosen." in words(answer)
    part = signed_in(region.engineer).post(reverse("attach"), proof(visit), HTTP_HX_REQUEST="true")
    assert part.status_code == 422
    assert "data-refusal" in words(part)
    assert "<html" not in words(part)


def test_an_empty_file_too_many_files_and_a_foreign_place_are_refused(region: Region) -> None:
    visit = site_work.working(region)
    mine = signed_in(region.engineer)
    empty = mine.post(reverse("attach"), proof(visit, files=[SimpleUploadedFile("a.log", b"")]))
    many = mine.post(reverse("attach"), proof(visit, files=[SimpleUploadedFile("a", b"x")] * 21))
    assert (empty.status_code, many.status_code) == (422, 422)
    away = mine.post(reverse("attach"), proof(visit, files=[photo()], next="https://example.com/"))
    assert away["Location"] == "/"


def test_who_may_add_no_evidence_stores_nothing(region: Region) -> None:
    visit = site_work.working(region)
    answer = signed_in(region.director).post(reverse("attach"), proof(visit, files=[photo()]))
    assert answer.status_code == 403
    assert EvidenceItem.objects.count() == 0


@pytest.mark.covers("S1-D02")
def test_a_value_within_its_limits_passes_a_check(region: Region) -> None:
    visit = site_work.working(region)
    check = check_of(region, visit, "light_level")
    place = reverse("attach_and_do", args=["pass_check", check.pk])
    sent = answered(check, **{"evidence.measured": "-19.5", "evidence.unit": "dBm"})
    assert signed_in(region.engineer).post(place, sent).status_code == 303
    check.refresh_from_db()
    assert check.state == "passed"
    assert check.evidence is not None
    assert check.evidence.value["value"] == -19.5  # type: ignore[index]


def test_a_value_outside_its_limits_is_refused_and_stays_as_evidence(region: Region) -> None:
    visit = site_work.working(region)
    check = check_of(region, visit, "light_level")
    mine = signed_in(region.engineer)
    sent = answered(check, **{"evidence.measured": "-31", "evidence.unit": "dBm"})
    answer = mine.post(reverse("attach_and_do", args=["pass_check", check.pk]), sent)
    assert answer.status_code == 422
    check.refresh_from_db()
    assert (check.state, EvidenceItem.objects.count()) == ("open", 1)
    again = {**sent, "command_id": uuid4(), "evidence.measured": "-31"}
    assert mine.post(reverse("attach_and_do", args=["fail_check", check.pk]), again).status_code == 303
    check.refresh_from_db()
    assert check.state == "failed"


def test_a_check_without_its_proof_says_what_is_wanted(region: Region) -> None:
    visit = site_work.working(region)
    check = check_of(region, visit, "label")
    mine = signed_in(region.engineer)
    answer = mine.post(reverse("attach_and_do", args=["pass_check", check.pk]), answered(check))
    assert answer.status_code == 422
    assert "Take a photo" in words(answer)
    sent = answered(check, **{"evidence.kind": "photo", "files": [photo()]})
    assert mine.post(reverse("attach_and_do", args=["pass_check", check.pk]), sent).status_code == 303
    assert "all settled" not in shown(mine, "visit", visit.pk)


def test_what_is_here_already_can_prove_a_check(region: Region) -> None:
    visit = site_work.working(region)
    check = check_of(region, visit, "light_level")
    piece = site_work.measured(region, visit, value={"value": -12, "unit": "dBm"}, has_passed=True)
    mine = signed_in(region.engineer)
    assert f'value="{piece}"' in shown(mine, "visit", visit.pk)
    sent = answered(check, evidence_id=piece)
    assert mine.post(reverse("attach_and_do", args=["pass_check", check.pk]), sent).status_code == 303
    assert EvidenceItem.objects.count() == 1


# The customer's answer


def signing(client: Client, visit: Visit, name: str = "sign_visit") -> dict[str, str]:
    """Give the concealed fields of the form by which the customer answers, as the page holds them."""
    page = shown(client, "visit", visit.pk)
    form = re.search(rf'<form[^>]*action="/attach/{name}/.*?</form>', page, re.DOTALL)
    assert form is not None
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    return dict(found)


@pytest.mark.covers("S1-D13")
def test_a_drawn_signature_is_kept_and_bound_to_the_report(region: Region) -> None:
    visit = site_work.verifying(region)
    mine = signed_in(region.engineer)
    sent = signing(mine, visit) | {"signer_name": "Nora Nurse", "files": [photo("white")]}
    answer = mine.post(reverse("attach_and_do", args=["sign_visit", visit.pk]), sent)
    assert answer.status_code == 303, words(answer)
    signed = SignOff.objects.get(visit=visit)
    assert signed.signature is not None
    assert signed.text_sha256 == sent["shown_sha256"]
    assert "Signature of Nora Nurse" in shown(mine, "visit", visit.pk)


@pytest.mark.parametrize(
    ("name", "fields", "outcome"),
    [
        ("sign_visit", {}, "accepted"),
        ("sign_visit_conditionally", {"conditions": "Label the cable.\nSend the report."}, "conditional"),
        ("refuse_visit_signature", {"reason": "It still drops."}, "refused"),
    ],
)
@pytest.mark.covers("S0-P11")
def test_all_three_answers_are_taken_without_a_drawing(
    region: Region, name: str, fields: dict[str, str], outcome: str
) -> None:
    visit = site_work.verifying(region)
    mine = signed_in(region.engineer)
    sent = signing(mine, visit, name) | {"signer_name": "Nora Nurse"} | fields
    assert mine.post(reverse("attach_and_do", args=[name, visit.pk]), sent).status_code == 303
    assert SignOff.objects.get(visit=visit).outcome == outcome
    assert "Nora Nurse" in shown(mine, "visit", visit.pk)


def test_nobody_signs_a_report_that_moved_on(region: Region) -> None:
    visit = site_work.verifying(region)
    mine = signed_in(region.engineer)
    sent = signing(mine, visit) | {"signer_name": "Nora Nurse"}
    world.must(add_work_note(region.by("engineer"), visit.work_order.case_id, text="And a fan.",
                             visibility="public", visit_id=visit.pk))  # fmt: skip
    answer = mine.post(reverse("attach_and_do", args=["sign_visit", visit.pk]), sent)
    assert answer.status_code == 409
    assert not SignOff.objects.filter(visit=visit).exists()


def test_without_evidence_after_the_fix_only_the_acceptance_is_locked(region: Region) -> None:
    visit = site_work.working(region)
    mine = signed_in(region.engineer)
    mine.post(reverse("do", args=["verify_visit", visit.pk]), {"result": "fixed", "command_id": uuid4()})
    page = shown(mine, "visit", visit.pk)
    assert "/attach/sign_visit/" not in page
    assert "/attach/refuse_visit_signature/" in page
    assert "1 thing is missing" in page


# The report


def test_the_report_names_its_empty_sections_and_takes_a_waiver(region: Region) -> None:
    visit = site_work.working(region)
    mine = signed_in(region.engineer)
    page = shown(mine, "visit_report", visit.pk)
    assert "sections are empty" in page
    for section in re.findall(r'name="section" value="([a-z_]+)"', page):
        place = reverse("do", args=["waive_report_section", visit.pk])
        mine.post(place, {"section": section, "reason": "Only a look.", "command_id": uuid4()})
    assert "All six sections are filled or waived" in shown(mine, "visit_report", visit.pk)


def test_a_customer_reads_the_report_that_was_made_and_nothing_before(region: Region) -> None:
    visit = site_work.complete(region)
    customer = signed_in(region.customer_contact)
    place = reverse("visit_report", args=[visit.pk])
    assert customer.get(place).status_code == 404
    made = signed_in(region.engineer).post(
        reverse("do", args=["make_report", visit.pk]), {"audience": "customer", "command_id": uuid4()}
    )
    assert made.status_code == 303
    page = words(customer.get(place))
    assert "Replaced the power supply of the access switch." in page
    assert reverse("visit_report_pdf", args=[visit.pk]) in page
    assert "make_report" not in page
    assert ServiceReport.objects.count() == 1
