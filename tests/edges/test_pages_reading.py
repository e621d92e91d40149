"""What pages show to whom: the queue, a case from inside and outside, readiness, people, the ledger."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from firstfix.apps.cases.commands import (
    add_note,
    answer_basic,
    create_case,
    offer_hand_over,
    post_message,
    propose_hypothesis,
    record_remote_attempt,
    request_approval,
    wait_case,
)
from firstfix.apps.cases.models import Case
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import run_due_jobs
from tests import world
from tests.edges.test_pages_commands import do, signed_in
from tests.world import Region, must

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


def text(client: Client, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200, place
    return answer.content.decode()


def test_the_queue_shows_cases_with_state_and_owner(region: Region) -> None:
    case = world.case(region, severity=1, title="Core switch reboots")
    must(wait_case(region.by("support_specialist"), case.pk, party="customer", reason="A key."))
    page = text(signed_in(region.dispatcher), "/?show=all")
    assert all(words in page for words in (case.reference, "Core switch reboots", "Sev1", "Waits: Customer"))


def test_the_queue_is_filtered_searched_and_paged(region: Region) -> None:
    for number in range(53):
        report = {
            "title": f"Fault {number}",
            "organization_id": region.organization.pk,
            "team_id": region.team.pk,
        }
        must(create_case(region.by("dispatcher"), **report))
    desk = signed_in(region.dispatcher)
    first = text(desk, "/?show=all")
    assert first.count("data-row>") == 50
    older = first.rpartition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert text(desk, older).count("data-row>") == 3
    assert text(desk, "/?q=Fault+52").count("data-row>") == 1
    number = Case.objects.latest("number").number
    assert text(desk, f"/?q=c-{number}").count("data-row>") == 1
    assert "No case fits" in text(desk, "/?q=nothing+like+it")


def test_most_pressing_puts_the_worst_first_and_says_why(region: Region) -> None:
    mild, bad = world.case(region, severity=4, title="Mild"), world.case(region, severity=1, title="Bad")
    must(add_note(region.by("dispatcher"), mild.pk, words="Moved last."))
    desk = signed_in(region.dispatcher)
    page = text(desk, "/?show=all&order=pressing")
    assert page.index("Bad") < page.index("Mild")
    assert "Priority P1" in text(desk, f"/cases/{bad.pk}/rank")


@pytest.mark.parametrize(
    "address", ["/?after=x", "/?after=2026-01-01~x", "/?severity=99", "/?show=?", "/?q=%00"]
)
def test_a_damaged_address_still_shows_the_queue(region: Region, address: str) -> None:
    assert signed_in(region.dispatcher).get(address).status_code == 200


def test_a_customer_reads_the_public_version_of_a_case_only(region: Region) -> None:
    case = world.case(region)
    inside = region.by("support_specialist")
    must(add_note(inside, case.pk, words="SECRET-NOTE"))
    must(post_message(region.by("support_specialist"), case.pk, words="We look into it."))
    must(record_remote_attempt(region.by("engineer"), case.pk, result="narrowed", words="SECRET-ATTEMPT"))
    must(answer_basic(region.by("engineer"), case.pk, basic="power", answer="faulty", words="SECRET-BASIC"))
    hypothesis = {"case_id": case.pk, "statement": "SECRET-CAUSE", "layer": "power"}
    must(propose_hypothesis(region.by("engineer"), **hypothesis))
    asked = {"kind": "credit", "case_id": case.pk, "because": "SECRET-CREDIT"}
    must(request_approval(region.by("engineer"), **asked))
    page = text(signed_in(region.customer_contact), f"/cases/{case.pk}")
    assert "We look into it." in page
    assert "SECRET" not in page
    assert "SECRET-NOTE" in text(signed_in(region.lead_specialist), f"/cases/{case.pk}")


def test_a_gate_that_refuses_stands_where_the_button_is(region: Region) -> None:
    order = world.work_order(region)
    desk = signed_in(region.dispatcher)
    desk.post(f"/do/qualify_work_order/{order.pk}", {"command_id": uuid4()})
    page = text(desk, f"/work-orders/{order.pk}")
    assert 'aria-disabled="true"' in page
    assert "No remote attempt is recorded" in page
    assert "/do/record_remote_attempt/" in page


def test_the_inbox_shows_what_waits_for_an_answer(region: Region) -> None:
    case = world.case(region)
    offer = {
        "case_id": case.pk,
        "to_person_id": region.lead_specialist.person_id,
        "to_team_id": region.team.pk,
        "summary": "Known: the loop.",
        "because": "Needs radio skills.",
    }
    must(offer_hand_over(region.by("dispatcher"), **offer))
    assert "Known: the loop." in text(signed_in(region.lead_specialist), "/inbox")
    assert "Known: the loop." not in text(signed_in(region.engineer), "/inbox")


def test_a_problem_is_reported_by_the_web_form(region: Region) -> None:
    client = signed_in(region.customer_contact)
    page = text(client, "/cases/new")
    assert region.organization.name in page
    sent = {
        "title": "No network",
        "organization_id": region.organization.pk,
        "kind": "incident",
        "next": "subject",
    }
    answer = client.post("/do/create_case", sent)
    case = Case.objects.get(title="No network")
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.pk}")
    assert case.channel == "form"


def test_bulk_gives_each_row_its_own_command_and_report(region: Region) -> None:
    cases = [world.case(region) for _ in range(2)]
    desk = signed_in(region.support_specialist)
    desk.post(do("start_case", cases[0]), {"command_id": uuid4()})
    page = desk.post(
        "/bulk", {"command": "start_case", "picked": [case.pk for case in cases]}
    ).content.decode()
    assert "1 of 2 done" in page
    assert "already in progress" in page
    asked = desk.post("/bulk", {"command": "wait_case", "picked": [cases[0].pk]}).content.decode()
    assert "bulk_id" in asked


def test_more_than_a_hundred_rows_become_a_job_with_a_report(region: Region) -> None:
    case = world.case(region)
    desk = signed_in(region.support_specialist)
    picked = [case.pk, *(uuid4() for _ in range(100))]
    answer = desk.post("/bulk", {"command": "start_case", "picked": picked})
    job = Job.objects.get(name="bulk_command")
    assert answer["Location"] == f"/jobs/{job.pk}"
    run_due_jobs(by="test")
    case.refresh_from_db()
    assert case.state == "in_progress"
    assert "1 done, 100 refused." in text(desk, f"/jobs/{job.pk}")
    assert signed_in(region.engineer).get(f"/jobs/{job.pk}").status_code == 404


def test_the_ledger_is_read_verified_and_exported_by_its_readers_only(region: Region) -> None:
    world.case(region)
    reader = signed_in(region.manager)
    assert "Triage the case" in text(reader, "/ledger?command=triage_case")
    job = reader.post("/ledger/verify")["Location"]
    run_due_jobs(by="test")
    assert "The ledger is intact." in text(reader, job)
    export = b"".join(reader.get("/ledger/export").streaming_content)  # type: ignore[attr-defined]
    assert b"triage_case" in export
    engineer = signed_in(region.engineer)
    assert [engineer.get(f"/ledger{tail}").status_code for tail in ("", "/export")] == [403, 403]


def test_roles_are_given_and_seen_on_the_page_of_a_person(region: Region) -> None:
    person_id = region.trainee.person_id
    page = text(signed_in(region.manager), f"/people/{person_id}")
    assert "Trainee" in page
    assert "/do/grant_role" in page


def test_the_matrix_is_read_from_the_rules(region: Region) -> None:
    page = text(signed_in(region.manager), "/rights?capability=cases")
    assert "Triage the case" in page
    assert "they own the case or lead" in page


def test_reference_data_is_changed_by_the_one_form(region: Region) -> None:
    keeper = signed_in(region.manager)
    place = f"/references/skill/{region.skill.pk}"
    assert "Radio links" in text(keeper, place)
    sent = {"code": region.skill.code, "name": "Radio links, outdoor", "kind": "skill", "command_id": uuid4()}
    assert keeper.post(place, sent).status_code == 303
    region.skill.refresh_from_db()
    assert region.skill.name == "Radio links, outdoor"
    wrong = keeper.post(place, {**sent, "kind": "nothing", "command_id": uuid4()})
    assert wrong.status_code == 422
    assert "Radio links, outdoor" in wrong.content.decode()
    refused = signed_in(region.engineer).post(place, {**sent, "command_id": uuid4()})
    assert refused.status_code == 403
