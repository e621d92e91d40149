"""The page of a case offers a swarm, drafts and a cadence to those who may, while they make sense."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import Case, Message, MessageDraft, Swarm
from firstfix.apps.directory.commands import grant_role
from firstfix.kernel import clock
from tests import world
from tests.edges.field_pages import shown, signed_in
from tests.world import Region

pytestmark = pytest.mark.django_db

WORDS = "The uplink drops because its firmware loses a timer."
WHY = "The whole house is without network."


@pytest.fixture
def region() -> Region:
    return world.region()


def page(region: Region, case: Case, role: str) -> str:
    return shown(signed_in(region.actors[role]), "case", case.pk)


def offers(found: str, command: str) -> bool:
    """Tell whether the page has a button, a fold or a link for this command."""
    return re.search(rf'(action|href|hx-get)="/do/{command}[/?"]', found) is not None


def swarming(region: Region, case: Case) -> UUID:
    begun = cases.start_swarm(region.by("lead_specialist"), case_id=case.pk, purpose="Why does it drop?")
    return world.must(begun).subject_id


def drafted(region: Region, case: Case, kind: str) -> MessageDraft:
    made = cases.draft_message(region.by("engineer"), case_id=case.pk, words=WORDS, kind=kind)
    return MessageDraft.objects.get(pk=world.must(made).subject_id)


def test_a_lead_is_offered_a_swarm_until_there_is_one_and_then_its_next_steps(region: Region) -> None:
    case = world.case(region)
    assert offers(page(region, case, "lead_specialist"), "start_swarm")
    assert not offers(page(region, case, "engineer"), "start_swarm")
    swarm = swarming(region, case)
    led, helped = page(region, case, "lead_specialist"), page(region, case, "engineer")
    assert "Why does it drop?" in led
    assert not offers(led, "start_swarm")
    assert not offers(led, "join_swarm")
    assert offers(led, "request_engineering")
    assert offers(led, "end_swarm")
    assert offers(helped, "join_swarm")
    assert not offers(helped, "end_swarm")
    world.must(cases.end_swarm(region.by("lead_specialist"), swarm, outcome="A timer."))
    assert offers(page(region, case, "lead_specialist"), "start_swarm")


def test_a_swarm_is_started_and_joined_from_the_page(region: Region) -> None:
    case = world.case(region)
    sent = {
        "case_id": case.pk,
        "fixed": "case_id",
        "purpose": "Why?",
        "command_id": uuid4(),
        "next": "subject",
    }
    answer = signed_in(region.lead_specialist).post(reverse("do_create", args=["start_swarm"]), sent)
    assert (answer.status_code, answer["Location"]) == (303, f"/cases/{case.pk}")
    swarm = Swarm.objects.get()
    answer = signed_in(region.engineer).post(reverse("do", args=["join_swarm", swarm.pk]), {})
    assert answer.status_code == 303
    assert swarm.members.count() == 2


def test_a_technical_draft_is_sent_from_the_page_with_one_press(region: Region) -> None:
    case = world.case(region, severity=1)
    assert offers(page(region, case, "lead_specialist"), "draft_message")
    draft = drafted(region, case, "technical")
    found = page(region, case, "lead_specialist")
    assert WORDS in found
    assert offers(found, "send_draft")
    assert offers(found, "discard_draft")
    sent = {"command_id": uuid4(), "seen_version": draft.version}
    assert (
        signed_in(region.engineer).post(reverse("do", args=["send_draft", draft.pk]), sent).status_code == 303
    )
    assert Message.objects.get(case=case).body == WORDS
    assert not offers(page(region, case, "lead_specialist"), "send_draft")


def test_a_formal_draft_asks_for_its_approval_first_and_again_after_a_revision(region: Region) -> None:
    case = world.case(region, severity=1)
    draft = drafted(region, case, "incident")

    def stands() -> tuple[str, bool]:
        found = page(region, case, "lead_specialist")
        badges = ("Needs an approval", "Approval asked for", "Approved")
        return next(one for one in badges if f">{one}<" in found), offers(found, "send_draft")

    assert stands() == ("Needs an approval", False)
    about: dict[str, Any] = {"subject_type": "message_draft", "subject_id": draft.pk, "case_id": case.pk}
    question = {"kind": "incident_communication", "because": WHY, **about}
    asked = world.must(cases.request_approval(region.by("engineer"), **question)).subject_id
    assert stands() == ("Approval asked for", False)
    world.must(cases.grant_approval(region.by("manager"), asked, because=WHY))
    assert stands() == ("Approved", True)
    world.must(cases.revise_draft(region.by("engineer"), draft.pk, words=f"{WORDS} It is fixed."))
    assert stands() == ("Needs an approval", False)


def test_a_sev1_case_offers_command_and_cadence_to_its_commander_alone(region: Region) -> None:
    case = world.case(region, severity=1)
    commander = page(region, case, "incident_commander")
    assert "Nobody commands it yet" in commander
    assert offers(commander, "take_command")
    assert offers(commander, "set_update_cadence")
    for role in ("lead_specialist", "manager", "engineer"):
        assert not offers(page(region, case, role), "set_update_cadence"), role
    world.must(cases.take_command(region.by("incident_commander"), case.pk))
    world.must(cases.set_update_cadence(region.by("incident_commander"), case.pk, every_minutes=30))
    commander = page(region, case, "incident_commander")
    assert not offers(commander, "take_command")
    assert "commands the incident" in commander
    assert "every 30 minutes" in commander
    assert "Update overdue" not in commander
    relief = shown(signed_in(world.actor("incident_commander")), "case", case.pk)
    assert offers(relief, "take_command")
    assert not offers(relief, "set_update_cadence")
    with clock.frozen_at(world.in_hours(1)):
        assert "Update overdue" in page(region, case, "incident_commander")


def test_below_sev1_a_lead_is_offered_the_cadence(region: Region) -> None:
    case = world.case(region, severity=3)
    found = page(region, case, "lead_specialist")
    assert offers(found, "set_update_cadence")
    assert "Nobody commands it yet" not in found


def test_a_customer_sees_nothing_of_swarm_draft_and_cadence(region: Region) -> None:
    case = world.case(region, severity=1)
    swarming(region, case)
    drafted(region, case, "technical")
    world.must(cases.set_update_cadence(region.by("incident_commander"), case.pk, every_minutes=30))
    found = page(region, case, "customer_contact")
    for words in (WORDS, "Why does it drop?", "every 30 minutes", "Coordination"):
        assert words not in found


def test_who_is_asked_to_come_joins_from_the_inbox(region: Region) -> None:
    chief = world.person("Eve Engineer")
    team = world.put("team", name="Radio firmware", kind="engineering", accountable_id=chief.pk)
    swarm = swarming(region, world.case(region))
    expert = world.actor("engineering_receiver")
    granted = {"person_id": expert.person_id, "role": "engineering_receiver", "team_id": team.pk}
    world.must(grant_role(world.context(world.founder()), because="Knows the radio.", **granted))
    desk = signed_in(expert)
    assert "Your team is asked to come" not in shown(desk, "inbox")
    asked = cases.request_engineering(region.by("lead_specialist"), swarm, team_id=team.pk, ask="Read it.")
    world.must(asked)
    found = shown(desk, "inbox")
    assert "Your team is asked to come" in found
    assert offers(found, "join_swarm")
