"""Commands from pages: any command by one form, refused in place, replayed when pressed twice."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from firstfix.apps.cases.models import Case, Message
from firstfix.apps.directory.models import Person
from firstfix.kernel.commands import all_commands
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.server.pages.command_forms import is_for_pages
from firstfix.server.pages.fields import fields_of
from tests import world
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


def signed_in(actor: Actor) -> Client:
    """Give a browser in which the person behind ``actor`` is signed in."""
    user = User.objects.create(email=f"{actor.id}@example.org", name=actor.name, zone="Europe/Dublin")
    Person.objects.filter(pk=actor.person_id).update(user=user)
    client = Client()
    client.force_login(user)
    return client


def do(name: str, case: Case) -> str:
    return reverse("do", args=[name, case.pk])


def test_a_command_is_given_by_its_form_and_leads_on(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    answer = desk.post(
        do("add_note", case), {"words": "Seen.", "command_id": uuid4(), "next": f"/cases/{case.pk}"}
    )
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.pk}")
    assert Message.objects.get(case=case).body == "Seen."


def test_a_double_click_is_one_command(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    sent = {"words": "Once.", "command_id": uuid4()}
    assert [desk.post(do("add_note", case), sent).status_code for _ in range(2)] == [303, 303]
    assert Message.objects.filter(case=case).count() == 1


def test_a_refused_form_comes_back_with_the_reason_and_what_was_typed(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    answer = desk.post(do("resume_case", case), {"command_id": uuid4()})
    assert answer.status_code == 422
    assert "Start work on the case" in answer.content.decode()
    again = desk.post(do("wait_case", case), {"party": "nobody", "reason": "The key.", "command_id": uuid4()})
    assert again.status_code == 422
    assert "The key." in again.content.decode()


def test_htmx_gets_the_refusal_alone(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    answer = desk.post(do("resume_case", case), {"command_id": uuid4()}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert "data-refusal" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_htmx_is_led_on_and_the_same_page_is_loaded_anew(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    place = f"/cases/{case.pk}"
    sent = {"words": "Seen.", "next": place}
    here = desk.post(
        do("add_note", case), sent, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=f"http://t{place}"
    )
    assert (here.status_code, here["HX-Refresh"]) == (204, "true")
    elsewhere = desk.post(do("add_note", case), sent, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://t/")
    assert elsewhere["HX-Redirect"] == place


def test_who_has_no_right_is_told_so(region: Region) -> None:
    case = world.case(region)
    answer = signed_in(region.customer_contact).post(do("take_case", case), {"command_id": uuid4()})
    assert answer.status_code == 403
    assert "not among your rights" in answer.content.decode()


def test_what_one_may_not_see_is_not_there(region: Region) -> None:
    case = world.case(world.region())
    outsider = signed_in(region.customer_contact)
    assert outsider.get(f"/cases/{case.pk}").status_code == 404
    assert outsider.post(do("receive_message", case), {"words": "Hello"}).status_code == 404


def test_a_form_leads_to_no_other_site(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    for place in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = desk.post(do("add_note", case), {"words": "Seen.", "next": place})
        assert answer["Location"] == "/"


def test_numbers_times_and_rows_of_a_list_reach_the_command(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.dispatcher)
    sent = {
        "case_id": case.pk, "fixed": "case_id", "title": "Replace the supply", "duration_minutes": "90",
        "earliest_start_at": "2031-06-01T09:00", "parts.0.part_type_id": region.part_type.pk,
        "parts.0.quantity": "2", "parts.1.quantity": "1", "skills.0.skill_id": "",
    }  # fmt: skip
    assert desk.post(reverse("do_create", args=["create_work_order"]), sent).status_code == 303
    order = case.work_orders.get()
    assert (order.duration_minutes, order.earliest_start_at.isoformat()) == (90, "2031-06-01T08:00:00+00:00")
    assert [(need.part_type_id, need.quantity) for need in order.part_needs.all()] == [
        (region.part_type.pk, 2)
    ]


def test_the_severity_questions_propose_and_set_nothing(region: Region) -> None:
    case = world.case(region, severity=4)
    desk = signed_in(region.support_specialist)
    form = desk.get(do("propose_severity", case)).content.decode()
    assert "Is anybody in danger?" in form
    answers = {"answers.safety": "yes", "answers.service": "down", "command_id": uuid4()}
    assert desk.post(do("propose_severity", case), answers).status_code == 303
    case.refresh_from_db()
    assert (case.severity_proposals.get().severity, case.severity) == (1, 4)


def test_a_damaged_form_is_refused_in_words(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    before = LedgerRow.objects.count()
    for broken in ({"command_id": "x"}, {"seen_version": "y"}, {"words": "a\x00b"}, {"surplus": "1"}):
        answer = desk.post(do("add_note", case), {"words": "Seen.", **broken})
        assert answer.status_code == 422, broken
    assert LedgerRow.objects.count() == before


def test_an_unknown_or_secret_command_has_no_page(region: Region) -> None:
    desk = signed_in(region.support_specialist)
    for name in (
        "nothing",
        "create_api_token",
        "open_first_administrator",
        "change_reference",
        "record_alert",
    ):
        assert desk.get(reverse("do_create", args=[name])).status_code == 404, name


def test_every_command_that_pages_offer_has_a_form_of_known_controls() -> None:
    known = {
        "text", "area", "number", "decimal", "check", "yes_no", "choice", "several", "moment", "day", "id",
        "several_ids", "lines", "parts", "answers", "mapping",
    }  # fmt: skip
    for command in all_commands():
        if is_for_pages(command.spec):
            model = command.spec.input_model
            fields = fields_of(model, lambda _name: [], values={}, errors={}, hidden=frozenset())
            assert {field.kind for field in fields} <= known, command.spec.name
            assert {field.name for field in fields} == set(model.model_fields)


def test_the_palette_offers_only_what_may_be_done_here(region: Region) -> None:
    case = world.case(region)
    here = {"from": f"/cases/{case.pk}"}
    offered = {one["label"] for one in signed_in(region.support_specialist).get("/palette", here).json()}
    assert "Start work on the case" in offered
    assert "Resume the case" not in offered
    outside = {one["label"] for one in signed_in(region.customer_contact).get("/palette", here).json()}
    assert "Write to us" in outside
    assert outside.isdisjoint({"Take the case", "Add an internal note", "Ledger"})


def test_the_forms_of_a_case_work_without_scripts(region: Region) -> None:
    case = world.case(region)
    page = signed_in(region.support_specialist).get(f"/cases/{case.pk}").content.decode()
    form = re.search(r'<form[^>]+action="/do/add_note/[^"]+"[^>]*>.*?</form>', page, re.DOTALL)
    assert form is not None
    assert 'method="post"' in form[0]
    assert all(f'name="{name}"' in form[0] for name in ("csrfmiddlewaretoken", "command_id", "next", "words"))
