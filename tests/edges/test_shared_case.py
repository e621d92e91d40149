"""A case by a link, without an account: what is seen, what may be answered, and where it ends."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstfix.apps.cases.commands import (
    add_note,
    post_message,
    reopen_case,
    restore_case,
    resume_case,
    start_case,
    verify_case,
    wait_case,
)
from firstfix.apps.cases.models import Case, CustomerAcceptance, Message
from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.commands import make_report, sign_visit
from firstfix.apps.visits.models import ServiceReport
from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import revoke_external_link
from firstfix.kernel.accounts.issuing import Issued, issue_external_link
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.identity.access import ExternalLink
from firstfix.kernel.ledger.models import LedgerRow
from tests import site_work, world
from tests.commands.test_passing_time import fixed_remotely
from tests.edges.signing import secret_in, words_of
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, context, in_hours, must, put, refused

pytestmark = pytest.mark.django_db

SECRET_PART = "the customer's director is angry"


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def case(region: Region) -> Case:
    return world.case(region, title="The ward has no network")


def linked(region: Region, case: Case, **given: Any) -> Issued:
    wanted = {
        "subject_type": "case",
        "subject_id": case.pk,
        "party": "Cleo Byrne",
        "purpose": "Your report",
        "expires_at": in_hours(48),
    }
    issued = issue_external_link(region.by("lead_specialist"), **(wanted | given))
    assert isinstance(issued, Issued), issued.text()
    return issued


def opened(issued: Issued) -> Client:
    """Give the browser of somebody who opened the link."""
    client = Client()
    assert client.post(f"/l/{secret_in(issued.shown_once)}").status_code == 302
    return client


@pytest.fixture
def guest(region: Region, case: Case) -> Client:
    return opened(linked(region, case))


def place(case: Case, *rest: str) -> str:
    return "/".join([f"/external/cases/{case.pk}", *rest])


def answer(client: Client, case: Case, name: str, **fields: Any) -> Any:
    return client.post(place(case, "answers", name), fields)


def verifying(region: Region, case: Case) -> None:
    must(start_case(region.by("support_specialist"), case.pk))
    must(restore_case(region.by("support_specialist"), case.pk, how="Replaced the power supply."))
    must(verify_case(region.by("support_specialist"), case.pk))


def test_who_opens_the_link_is_led_to_the_case_and_sees_it_in_plain_words(
    region: Region, case: Case, guest: Client
) -> None:
    must(post_message(region.by("support_specialist"), case.pk, words="We order a new part."))
    must(add_note(region.by("support_specialist"), case.pk, words=f"Careful: {SECRET_PART}."))
    assert guest.get("/external").headers["Location"] == place(case)
    page = words_of(guest.get(place(case)))
    assert "The ward has no network" in page
    assert "We know how serious it is" in page
    assert "We order a new part." in page
    assert SECRET_PART not in page


def test_what_we_wait_for_from_the_customer_is_said_and_what_we_wait_for_elsewhere_is_not(
    region: Region, case: Case, guest: Client
) -> None:
    by = region.by
    must(
        wait_case(by("support_specialist"), case.pk, party="customer", reason="Send us a photo of the rack.")
    )
    page = words_of(guest.get(place(case)))
    assert "We are waiting for you." in page
    assert "Send us a photo of the rack." in page
    must(resume_case(by("support_specialist"), case.pk))
    must(wait_case(by("support_specialist"), case.pk, party="vendor", reason="Their second line sleeps."))
    page = words_of(guest.get(place(case)))
    assert "We are waiting for the vendor." in page
    assert "second line" not in page


def test_times_of_agreed_visits_and_what_was_promised_are_shown(region: Region) -> None:
    visit = site_work.dispatched(region)
    case = visit.work_order.case
    page = words_of(opened(linked(region, case)).get(place(case)))
    assert "Visits" in page
    assert "planned" in page
    assert "Power supply" not in page


@pytest.mark.parametrize("tail", ["", "files/{}", "thumbnails/{}", "reports/{}", "reports/{}.pdf"])
def test_another_case_is_not_there_for_who_holds_a_link(region: Region, guest: Client, tail: str) -> None:
    other = world.case(region, title="Somebody else's trouble")
    parts = [tail.format(uuid4())] if tail else []
    assert guest.get(place(other, *parts)).status_code == 404
    assert answer(guest, other, "words", words="Let me in.").status_code == 404
    assert not Message.objects.filter(case=other).exists()


@pytest.mark.parametrize(
    "address", ["/", "/cases/{}", "/do/close_case/{}", "/api/v1/cases", "/inbox", "/people"]
)
def test_every_other_page_is_closed_to_who_holds_a_link(guest: Client, case: Case, address: str) -> None:
    assert guest.get(address.format(case.pk)).status_code == 403


def test_the_page_is_for_who_came_by_a_link_and_for_nobody_else(region: Region, case: Case) -> None:
    assert signed_in(region.manager).get(place(case)).status_code == 404
    assert Client().get(place(case)).headers["Location"].startswith("/sign-in")


def test_the_link_stops_at_its_end_even_for_who_is_inside(region: Region, case: Case) -> None:
    guest = opened(linked(region, case))
    with clock.frozen_at(in_hours(48)):
        assert guest.get(place(case)).status_code == 302
        assert answer(guest, case, "words", words="Hello?").status_code == 302
    assert not Message.objects.filter(case=case).exists()


def test_a_colleague_ends_the_link_at_once(region: Region, case: Case) -> None:
    issued = linked(region, case)
    guest = opened(issued)
    must(revoke_external_link(region.by("dispatcher"), issued.done.subject_id))
    assert guest.get(place(case)).status_code == 302
    assert answer(guest, case, "words", words="Hello?").status_code == 302
    assert Client().get(f"/l/{secret_in(issued.shown_once)}").status_code == 404
    assert not Message.objects.filter(case=case).exists()


def test_who_does_not_see_the_case_does_not_see_its_links(region: Region, case: Case) -> None:
    issued = linked(region, case)
    elsewhere = world.actor("manager", organization=put("organization", kind="customer", name="Other"))
    refused(revoke_external_link(context(elsewhere), issued.done.subject_id), "not_visible")


@pytest.mark.parametrize("path", ["", "/external"])
def test_nothing_of_it_is_indexed_kept_or_told_to_other_sites(
    region: Region, case: Case, guest: Client, path: str
) -> None:
    landing = Client().get(f"/l/{secret_in(linked(region, case).shown_once)}")
    for page in (landing, guest.get(place(case))):
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_words_reach_the_case_under_the_name_of_the_link(region: Region, case: Case, guest: Client) -> None:
    done = answer(guest, case, "words", words="It happened again at noon.", command_id=str(uuid4()))
    assert done.headers["Location"] == place(case)
    message = Message.objects.get(case=case)
    assert (message.body, message.visibility, message.direction) == (
        "It happened again at noon.",
        "public",
        "inbound",
    )
    row = LedgerRow.objects.get(command="receive_message")
    assert row.actor_id == ExternalLink.objects.get().pk
    assert "Cleo Byrne wrote" in words_of(signed_in(region.dispatcher).get(f"/cases/{case.pk}"))


def test_the_same_press_twice_writes_once(case: Case, guest: Client) -> None:
    for _ in range(2):
        answer(guest, case, "words", words="Once.", command_id="6a1f9a50-27b4-4c33-9a3a-2f6f6c2f1a01")
    assert Message.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("name", ["words", "not-solved", "files"])
def test_nothing_given_is_refused_with_a_sentence(
    region: Region, case: Case, guest: Client, name: str
) -> None:
    verifying(region, case)
    refused_page = answer(guest, case, name, words="  ")
    assert refused_page.status_code == 422
    assert "then send it" in words_of(refused_page)


def test_an_unknown_answer_does_not_exist(case: Case, guest: Client) -> None:
    assert answer(guest, case, "close_case", words="x").status_code == 404


def test_a_solution_is_confirmed_by_the_link(region: Region, case: Case, guest: Client) -> None:
    verifying(region, case)
    assert "Is it solved?" in words_of(guest.get(place(case)))
    assert answer(guest, case, "solved").status_code == 303
    given = CustomerAcceptance.objects.get(case=case)
    assert (given.outcome, given.given_by_name) == ("accepted", "Cleo Byrne")
    assert LedgerRow.objects.get(command="record_acceptance").actor_id == ExternalLink.objects.get().pk


def test_a_solution_is_confirmed_only_while_the_question_is_open(case: Case, guest: Client) -> None:
    assert answer(guest, case, "solved").status_code == 422
    assert answer(guest, case, "not-solved", words="No.").status_code == 422
    assert not CustomerAcceptance.objects.exists()


def test_an_objection_keeps_the_customers_words(region: Region, case: Case, guest: Client) -> None:
    verifying(region, case)
    assert answer(guest, case, "not-solved", words="Ward 3 is still dark.").status_code == 303
    given = CustomerAcceptance.objects.get(case=case)
    assert (given.outcome, given.reason) == ("refused", "Ward 3 is still dark.")
    case.refresh_from_db()
    assert case.state == "verifying"


def link_actor(case: Case) -> Actor:
    """Give the principal behind the only link."""
    roles = frozenset({"external_party"})
    pk = ExternalLink.objects.get().pk
    return Actor(pk, ActorKind.EXTERNAL, "Cleo Byrne", roles, subject=("case", case.pk))


def test_an_objection_after_the_end_opens_the_case_again(
    region: Region, case: Case, guest: Client, resolved: Case
) -> None:
    guest = opened(linked(region, resolved))
    assert answer(guest, resolved, "not-solved", words="It is back.").status_code == 303
    resolved.refresh_from_db()
    assert (resolved.state, resolved.reopen_count) == ("reopened", 1)


@pytest.fixture
def resolved(region: Region) -> Case:
    return fixed_remotely(region)


def test_a_link_reopens_no_other_case(region: Region, case: Case, resolved: Case) -> None:
    linked(region, case)
    refused(reopen_case(context(link_actor(case)), resolved.pk, because="Mine now."), "not_visible")


def test_a_link_to_a_case_tells_when_somebody_comes_and_signs_for_nobody(region: Region) -> None:
    order = world.work_order(region)
    visit = world.proposed_visit(region, order)
    guest = opened(linked(region, order.case))
    assert "Visits" not in words_of(guest.get(place(order.case)))
    signer = link_actor(order.case)
    refused(sign_visit(context(signer), visit.pk, **SIGNED), "not_visible")


SIGNED = {"signer_name": "Cleo", "shown_sha256": "a" * 64}


def test_files_arrive_as_public_evidence_and_come_back_as_downloads(case: Case, guest: Client) -> None:
    hostile = SimpleUploadedFile("../../run.svg", b"<svg onload=alert(1)></svg>", content_type="image/png")
    assert answer(guest, case, "files", files=[hostile]).status_code == 303
    piece = EvidenceItem.objects.get(case=case)
    assert (piece.visibility, piece.original_name, piece.media_type) == ("public", "run.svg", "image/svg+xml")
    file = guest.get(place(case, "files", str(piece.pk)))
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert b"".join(file.streaming_content).startswith(b"<svg")
    assert place(case, "files", str(piece.pk)) in words_of(guest.get(place(case)))


def test_an_internal_file_is_not_there_for_who_holds_a_link(
    region: Region, case: Case, guest: Client
) -> None:
    blob = store_blob(b"inside\n", by=region.engineer)
    said = {"title": "Our log", "kind": "log", "blob_sha256": blob.sha256, "consent_from": "Cleo"}
    made = must(add_evidence(region.by("engineer"), case_id=case.pk, **said))
    assert "Our log" not in words_of(guest.get(place(case)))
    assert guest.get(place(case, "files", str(made.subject_id))).status_code == 404


def test_more_files_than_a_link_takes_are_refused(case: Case, guest: Client) -> None:
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    assert answer(guest, case, "files", files=many).status_code == 422
    assert not EvidenceItem.objects.exists()


def test_a_body_over_the_limit_is_refused_before_it_is_read(case: Case, guest: Client) -> None:
    sent = guest.post(
        place(case, "answers", "files"),
        data=b"",
        content_type="multipart/form-data",
        CONTENT_LENGTH="90000000",
    )
    assert sent.status_code == 413


def test_a_flood_from_one_link_is_slowed_down_and_what_was_written_stays(case: Case, guest: Client) -> None:
    with clock.frozen_at(clock.now()):
        said = [answer(guest, case, "words", words=f"No. {number}").status_code for number in range(20)]
        late = answer(guest, case, "words", words="One too many")
    assert said == [303] * 20
    assert late.status_code == 429
    assert "One too many" in words_of(late)
    assert Message.objects.filter(case=case).count() == 20


@pytest.mark.parametrize(("language", "words"), [("de", "Ist das Problem gelöst?"), ("en", "Is it solved?")])
def test_the_page_speaks_the_language_of_the_browser(
    region: Region, case: Case, guest: Client, language: str, words: str
) -> None:
    verifying(region, case)
    assert words in words_of(guest.get(place(case), headers={"Accept-Language": language}))


def test_the_report_is_shown_and_given_in_the_customers_edition(region: Region) -> None:
    visit = site_work.complete(region)
    must(make_report(region.by("engineer"), visit.pk))
    report = ServiceReport.objects.get(visit=visit)
    case = visit.work_order.case
    guest = opened(linked(region, case))
    assert "Read the report" in words_of(guest.get(place(case)))
    assert guest.get(place(case, "reports", str(report.pk))).status_code == 200
    pdf = guest.get(place(case, "reports", f"{report.pk}.pdf"))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
