"""A program drafts words to the customer and a person sends them; both by the API and on the command line."""

from __future__ import annotations

import json

import pytest

from firstfix.apps.cases.models import Message, MessageDraft, PolicyVersion
from firstfix.apps.directory.models import Person
from firstfix.cli import DONE, REFUSED, main
from tests import world
from tests.edges import signing
from tests.edges.test_api import client_of, send, token_client
from tests.edges.test_cli import account

pytestmark = pytest.mark.django_db

WORDS = "The uplink drops because its firmware loses a timer."
Output = pytest.CaptureFixture[str]


def test_a_token_drafts_but_does_not_send_and_is_told_so() -> None:
    region = world.region()
    case = world.case(region)
    user = signing.account()
    signing.granted(user, "lead_specialist")
    program = token_client(user, "draft_message", "send_draft")
    made = send(program, "/message-drafts/draft_message", {"case_id": str(case.pk), "words": WORDS})
    assert made.status_code == 201, made.json()
    draft = MessageDraft.objects.get(pk=made.json()["subject_id"])
    assert draft.drafted_by == Person.objects.get(user=user)
    refused = send(program, f"/message-drafts/{draft.pk}/send_draft", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "human_only")
    assert not Message.objects.exists()
    person = client_of(region.lead_specialist)
    assert send(person, f"/message-drafts/{draft.pk}/send_draft", {}).status_code == 201
    assert Message.objects.get().body == WORDS


def test_a_refused_sending_tells_a_program_how_to_ask() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    person = client_of(region.lead_specialist)
    body = {"case_id": str(case.pk), "words": WORDS, "kind": "incident"}
    draft = send(person, "/message-drafts/draft_message", body).json()["subject_id"]
    refused = send(person, f"/message-drafts/{draft}/send_draft", {})
    assert refused.status_code == 422
    told = refused.json()
    question = {**told["remedy_given"], "case_id": str(case.pk), "because": "The house is dark."}
    asked = send(person, f"/approval-requests/{told['remedy']}", question)
    assert asked.status_code == 201, asked.json()


def test_a_lead_works_on_the_command_line_alone(capsys: Output) -> None:
    region = world.region()
    case, lead = world.case(region), account(region.lead_specialist)

    def give(*words: str) -> dict[str, str]:
        assert main([*words, "--as", lead, "--json"]) == DONE, capsys.readouterr().err
        answer: dict[str, str] = json.loads(capsys.readouterr().out)
        return answer

    swarm = give("start-swarm", "--case-id", str(case.pk), "--purpose", "Why does it drop?")
    give("end-swarm", swarm["subject_id"], "--outcome", "A timer.")
    give("set-update-cadence", str(case.pk), "--every-minutes", "60")
    draft = give("draft-message", "--case-id", str(case.pk), "--words", WORDS)
    give("send-draft", draft["subject_id"])
    assert Message.objects.get().body == WORDS
    words = ("--area", "routing", "--title", "Nights", "--wording", "To the duty desk.")
    version = give("stage-policy", *words)
    assert PolicyVersion.objects.get().title == "Nights"
    manager = account(region.manager)
    assert main(["enact-policy", version["subject_id"], "--as", manager]) == REFUSED
    assert "council member" in capsys.readouterr().err
