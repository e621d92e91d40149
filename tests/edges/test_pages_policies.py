"""A policy goes from its first words to being in force by pages alone: staged, asked, approved, enacted."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from firstfix.apps.cases.models import ApprovalRequest, PolicyArea, PolicyVersion, criteria_in_force
from tests import world
from tests.edges.field_pages import form_fields, shown, signed_in, words

pytestmark = pytest.mark.django_db

WHY = "The council looks at it on Tuesday."


def give(desk: Client, page: str, action: str, **typed: object) -> str:
    """Send the form of this address as the page shows it, with what is typed; give where it leads."""
    sent = form_fields(page, action) | typed
    answer = desk.post(action, sent)
    assert answer.status_code == 303, words(answer)[:3000]
    return answer["Location"]


def do(command: str, *ids: object) -> str:
    return reverse("do" if ids else "do_create", args=[command, *ids])


def test_a_version_comes_into_force_by_pages_alone() -> None:
    region = world.region()
    lead, manager = signed_in(region.lead_specialist), signed_in(region.manager)
    council = signed_in(world.actor("council_member"))
    form = shown(lead, "policy_area", "severity_definitions")
    definition = re.search(r'<textarea[^>]*name="definition"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    assert definition is not None
    stricter = definition[1].replace("it is down", "it is dead")
    said = {"title": "Plainer", "wording": "Dead is a plainer word.", "definition": stricter}
    place = give(lead, form, do("stage_policy"), **said)
    version = PolicyVersion.objects.get()
    assert place == reverse("policy_version", args=[version.pk])
    found = shown(lead, "policy_version", version.pk)
    assert "Dead is a plainer word." in found
    give(lead, found, do("request_approval"), because=WHY)
    asked = ApprovalRequest.objects.get()
    assert (asked.case_id, asked.kind) == (None, "process_change")
    inbox = shown(council, "inbox")
    assert reverse("policy_version", args=[version.pk]) in inbox
    found = shown(council, "policy_version", version.pk)
    give(council, found, do("grant_approval", asked.pk), because=WHY)
    found = shown(manager, "policy_version", version.pk)
    give(manager, found, do("enact_policy", version.pk))
    assert "it is dead" in criteria_in_force().question("service").answers.values()
    case = world.case(region)
    assert "It is dead" in words(lead.get(reverse("do", args=["propose_severity", case.pk])))
    found = shown(manager, "policy_version", version.pk)
    assert "Put in force by" in found
    assert do("enact_policy", version.pk) not in found


def test_until_it_is_approved_the_page_offers_the_question_and_no_enactment() -> None:
    region = world.region()
    lead = signed_in(region.lead_specialist)
    form = shown(lead, "policy_area", "routing")
    assert 'name="definition"' not in form
    give(lead, form, do("stage_policy"), title="Nights", wording="To the duty desk.")
    version = PolicyVersion.objects.get()
    for desk in (lead, signed_in(region.manager)):
        found = shown(desk, "policy_version", version.pk)
        assert do("request_approval") in found
        assert do("enact_policy", version.pk) not in found
    give(lead, found, do("revise_policy", version.pk), title="Nights", wording="To two people.")
    version.refresh_from_db()
    assert version.wording == "To two people."


def test_each_area_says_what_holds_in_it() -> None:
    region = world.region()
    found = shown(signed_in(region.manager), "policies")
    for area in PolicyArea:
        assert reverse("policy_area", args=[area.value]) in found
    assert found.count("What comes with Firstfix holds") == 2
    assert "/policies" in shown(signed_in(region.lead_specialist), "queue")


def test_who_reads_without_writing_sees_no_form_and_a_customer_sees_nothing() -> None:
    region = world.region()
    form = shown(signed_in(region.engineer), "policy_area", "severity_definitions")
    assert do("stage_policy") not in form
    outside = signed_in(region.customer_contact)
    assert outside.get(reverse("policies")).status_code == 403
    assert outside.get(reverse("policy_area", args=["routing"])).status_code == 403
    desk = signed_in(region.manager)
    assert desk.get(reverse("policy_area", args=["weather"])).status_code == 404
    assert desk.get(reverse("policy_version", args=[uuid4()])).status_code == 404
