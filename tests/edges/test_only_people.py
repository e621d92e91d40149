"""What only a person decides, asked through the API: the token of who may is refused (S2-Z01)."""

from __future__ import annotations

from typing import Any

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Person
from firstfix.apps.escalations import commands as escalations
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.ledger.models import LedgerRow
from tests import world
from tests.edges.test_api import send, token_client
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, must

pytestmark = pytest.mark.django_db

WHY = "Two wards are without network."


@pytest.fixture
def region() -> Region:
    return world.region()


def untriaged(region: Region) -> tuple[str, dict[str, Any]]:
    report = {"title": "No network", "organization_id": region.organization.pk, "team_id": region.team.pk}
    made = must(cases.create_case(region.by("dispatcher"), **report)).subject_id
    return f"/cases/{made}/triage_case", {"severity": 2, "impact": 2, "urgency": 2, "because": WHY}


def risky_workaround(region: Region) -> tuple[str, dict[str, Any]]:
    asked = {"kind": "risky_workaround", "case_id": world.case(region).pk, "because": WHY}
    made = must(cases.request_approval(region.by("engineer"), **asked)).subject_id
    return f"/approval-requests/{made}/grant_approval", {"because": WHY}


def complete_package(region: Region) -> tuple[str, dict[str, Any]]:
    case: Case = world.case(region)
    must(cases.state_impact(region.by("engineer"), case.pk, affected="Two wards", services="Network"))
    ask = {"title": "t", "question": "Who pays?", "reason": "customer_conflict", "ask": "decision"}
    begun = {"case_id": case.pk, "to_team_id": region.team.pk, **ask}
    made = must(escalations.create_escalation(region.by("engineer"), **begun)).subject_id
    must(escalations.complete_escalation(region.by("engineer"), made))
    return f"/escalations/{made}/submit_escalation", {"because": WHY}


@pytest.mark.parametrize("setting", [untriaged, risky_workaround, complete_package])
def test_a_token_of_a_lead_decides_nothing_that_is_the_leads_own(region: Region, setting: Any) -> None:
    address, body = setting(region)
    lead: Actor = region.lead_specialist
    session = signed_in(lead)
    user = User.objects.get(pk=Person.objects.get(pk=lead.person_id).user_id)
    command = address.rpartition("/")[2]
    before = LedgerRow.objects.filter(command=command).count()
    answer = send(token_client(user, command, "read"), address, body)
    assert (answer.status_code, answer.json()["code"]) == (403, "human_only")
    assert LedgerRow.objects.filter(command=command).count() == before
    assert session.post(f"/api/v1{address}", body, content_type="application/json").status_code == 201
