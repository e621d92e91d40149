"""The page about site checks: a run by a form, hostile files, what customers see and answer, the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstfix.apps.cases.models import Hypothesis
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun, Remediation
from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink, FileBlob
from firstfix.apps.visits.models import WorkOrder
from tests import checked_work, world
from tests.checked_work import FIREWALL, kept_run, remediation_of, taken_in
from tests.edges.signing import words_of
from tests.edges.test_pages_commands import signed_in
from tests.edges.test_shared_case import linked, opened
from tests.world import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def order(region: Region) -> WorkOrder:
    return world.prepared_order(region)


def place(order: WorkOrder, *rest: object) -> str:
    return "/".join([f"/work-orders/{order.pk}/site-check", *map(str, rest)])


def sent(client: Client, order: WorkOrder, content: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("run.json", content, "application/json")
    return client.post(place(order, "take"), {"files": file, **fields})


def test_a_run_sent_by_the_form_shows_cause_proof_owner_and_request(region: Region, order: WorkOrder) -> None:
    client = signed_in(region.engineer)
    assert "No site check was taken in yet" in words_of(client.get(place(order)))
    owner = {"owner_id": str(region.customer_contact.person_id), "due_at": "2030-01-31T09:00"}
    answer = sent(client, order, kept_run(FIREWALL), **owner)
    run = DiagnosticRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, place(order, run.pk))
    page = words_of(client.get(answer["Location"]))
    for words in (
        "192.0.2.10",
        "the customer's firewall team",
        "Copy the text",
        "TCP.NO_ANSWER",
        "Asked for",
    ):
        assert words in page
    assert remediation_of(order).state == "asked"
    assert run.evidence.original_name == "run.json"
    assert "1 check fails" in words_of(client.get(f"/work-orders/{order.pk}"))


def test_the_same_file_again_leads_to_the_run_that_is_there(region: Region, order: WorkOrder) -> None:
    client, content = signed_in(region.engineer), kept_run(FIREWALL)
    first, again = (sent(client, order, content) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert "Nothing was changed" in words_of(client.get(again["Location"]))
    assert EvidenceItem.objects.filter(blob__isnull=False).count() == 1


@pytest.mark.parametrize("name", ["text", "cut", "newer", "large", "nothing"])
def test_what_is_no_run_leaves_nothing_behind(region: Region, order: WorkOrder, name: str) -> None:
    contents = {
        "text": b"<script>alert(1)</script>",
        "cut": kept_run()[:900],
        "newer": checked_work.changed(kept_run(), lambda run: run["spec"]["checks"][0].update(kind="quic")),
        "large": b" " * 8_000_001,
    }
    client = signed_in(region.engineer)
    answer = (
        sent(client, order, contents[name]) if name in contents else client.post(place(order, "take"), {})
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert FileBlob.objects.count() == 0
    assert DiagnosticRun.objects.count() == 0


def test_a_refusal_comes_alone_for_the_place_beside_the_form(region: Region, order: WorkOrder) -> None:
    file = SimpleUploadedFile("run.json", b"{}", "application/json")
    client = signed_in(region.engineer)
    answer = client.post(place(order, "take"), {"files": file}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "firstfix preflight --save" in words_of(answer)
    assert "<html" not in answer.content.decode()


def test_customers_see_what_they_are_asked_and_neither_take_runs_in_nor_read_them(
    region: Region, order: WorkOrder
) -> None:
    run = taken_in(region, order, kept_run(FIREWALL), **checked_work.asked_of_customer(region))
    client = signed_in(region.customer_contact)
    assert client.get(place(order, run.pk)).status_code == 404
    page = words_of(client.get(place(order)))
    assert "192.0.2.10" in page
    assert "TCP.NO_ANSWER" not in page
    assert "1 thing before the visit" in words_of(client.get(f"/work-orders/{order.pk}"))
    assert sent(client, order, kept_run()).status_code == 403
    answer = client.post(f"/do/answer_remediation/{remediation_of(order).pk}", {"words": "Opened."})
    assert answer.status_code == 303
    assert remediation_of(order).state == "answered"


def test_a_customer_without_account_answers_by_their_link(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(checked_work.wrong_time, FIREWALL))
    asked, draft = Remediation.objects.order_by("code")
    asking = checked_work.asked_of_customer(region)
    world.must(checked_work.ask_remediation(region.by("engineer"), asked.pk, **asking))
    guest = opened(linked(region, order.case))
    page = words_of(guest.get(f"/external/cases/{order.case_id}"))
    assert "What we ask you to put right" in page
    assert page.count("We have put it right") == 1
    there = f"/external/cases/{order.case_id}/answers/put-right"
    for other in (draft.pk, "x", ""):
        assert guest.post(there, {"remediation_id": other}).status_code == 422
    assert guest.post(there, {"remediation_id": asked.pk, "words": "Opened."}).status_code == 303
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert "We look at it again" in words_of(guest.get(f"/external/cases/{order.case_id}"))


def test_what_is_withdrawn_or_not_asked_is_not_shown_outside(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL))
    guest = opened(linked(region, order.case))
    assert "192.0.2.10" not in words_of(guest.get(f"/external/cases/{order.case_id}"))


def test_a_stranger_sees_no_site_check(region: Region, order: WorkOrder) -> None:
    other = world.region()
    client = signed_in(other.customer_contact)
    assert client.get(place(order)).status_code == 404
    assert sent(client, order, kept_run()).status_code == 404


def test_a_finding_becomes_a_hypothesis_or_speaks_for_one(region: Region, order: WorkOrder) -> None:
    taken_in(region, order, kept_run(FIREWALL))
    client = signed_in(region.engineer)
    page = client.get(place(order)).content.decode()
    finding, hypothesis = DiagnosticFinding.objects.get(), Hypothesis.objects.get()
    assert f"/do/link_evidence/{finding.evidence_id}" in page
    said = {"subject_type": "hypothesis", "subject_id": hypothesis.pk, "role": "for", "next": place(order)}
    assert client.post(f"/do/link_evidence/{finding.evidence_id}", said).status_code == 303
    link = EvidenceLink.objects.get(subject_type="hypothesis")
    assert (link.evidence_id, link.role) == (finding.evidence_id, "for")
    assert "/do/propose_hypothesis" in page


def test_the_api_takes_a_file_and_then_its_run(region: Region, order: WorkOrder) -> None:
    client = signed_in(region.engineer)
    stored = client.put("/api/v1/files", kept_run(FIREWALL), content_type="application/octet-stream")
    fields = {"title": "Run", "kind": "probe_result", "case_id": str(order.case_id)}
    added = posted(
        client, "/api/v1/evidence-items/add_evidence", fields | {"blob_sha256": stored.json()["sha256"]}
    )
    answer = posted(
        client,
        f"/api/v1/work-orders/{order.pk}/record_diagnostic_run",
        {"evidence_id": added.json()["subject_id"]},
    )
    assert answer.json()["result"]["failure_count"] == 1
    rows = client.get("/api/v1/remediations").json()["rows"]
    assert [(row["code"], row["request"]["port"]) for row in rows] == [("TCP.NO_ANSWER", 443)]


def posted(client: Client, address: str, fields: dict[str, Any]) -> Any:
    return client.post(address, json.dumps(fields), content_type="application/json")
