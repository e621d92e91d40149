"""Where a refusal says that an approval is missing, its way out is the question for it, filled in."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.dispatching.commands import assign_visit
from firstfix.server.errors import refusal_json
from tests import world
from tests.commands import test_approvals as guarded
from tests.edges.field_pages import signed_in, words

pytestmark = pytest.mark.django_db

WHY = "The rack has no room for a label."


def way_out(answer: Any) -> str:
    """Give the address that the refusal on this page leads to."""
    found = re.search(r'href="([^"]*/do/request_approval[^"]*)"', answer.content.decode())
    assert found is not None, words(answer)
    return html.unescape(found[1])


def refused(desk: Client, command: str, subject: Any, **sent: Any) -> Any:
    answer = desk.post(reverse("do", args=[command, subject.pk]), sent)
    assert answer.status_code == 422, words(answer)
    return answer


def test_a_check_that_may_not_be_waived_yet_leads_to_the_question_about_that_very_check() -> None:
    region = world.region()
    setting = guarded.deviation(region)
    desk = signed_in(region.engineer)
    way = way_out(refused(desk, "waive_check", setting.about, reason=WHY))
    assert asked_about(way) == ("sequence_deviation", "checklist_result", str(setting.about.pk))
    form = desk.get(way)
    assert form.status_code == 200
    sent = {**hidden_of(words(form)), "kind": "sequence_deviation", "because": WHY}
    assert desk.post(reverse("do_create", args=["request_approval"]), sent).status_code == 303
    asked = ApprovalRequest.objects.get()
    assert (asked.subject_id, asked.case_id) == (setting.about.pk, setting.case.pk)
    world.must(cases.grant_approval(region.by("manager"), asked.pk, because=WHY))
    assert (
        desk.post(reverse("do", args=["waive_check", setting.about.pk]), {"reason": WHY}).status_code == 303
    )


def test_a_visit_outside_the_contract_leads_to_the_question_about_that_very_visit() -> None:
    region = world.region()
    setting = guarded.coverage(region)
    visit = setting.about
    hours = {"start_at": visit.planned_start_at.isoformat(), "end_at": visit.planned_end_at.isoformat()}
    desk = signed_in(region.dispatcher)
    way = way_out(refused(desk, "assign_visit", visit, engineer_id=region.engineer_id, **hours))
    assert asked_about(way) == ("custom_coverage", "visit", str(visit.pk))
    assert parse_qs(urlsplit(way).query)["case_id"] == [str(setting.case.pk)]
    form = words(desk.get(way))
    assert re.search(r'<option value="custom_coverage"[^>]*selected', form)


def test_programs_are_told_what_the_question_would_say_too() -> None:
    region = world.region()
    setting = guarded.coverage(region)
    visit = setting.about
    hours = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
    answer = assign_visit(region.by("dispatcher"), visit.pk, engineer_id=region.engineer_id, **hours)
    told = refusal_json(world.refused(answer, "approval_missing"))
    assert told["remedy"] == "request_approval"
    given = told["remedy_given"]
    assert given == {"kind": "custom_coverage", "subject_type": "visit", "subject_id": str(visit.pk)}
    answer = cases.request_approval(
        region.by("dispatcher"), case_id=setting.case.pk, because=WHY, **told["remedy_given"]
    )
    world.must(answer)


def test_what_belongs_to_a_case_is_asked_about_in_that_case_and_what_to_none_without() -> None:
    region = world.region()
    said = {"kind": "contractor", "because": WHY}
    nothing = cases.request_approval(region.by("engineer"), **said)
    assert "subject_id" in world.refused(nothing, "invalid_input").fields
    order = world.work_order(region)
    about = {"subject_type": "work_order", "subject_id": order.pk}
    outside = cases.request_approval(region.by("engineer"), **about, **said)
    assert "case_id" in world.refused(outside, "invalid_input").fields
    about = {"subject_type": "team", "subject_id": region.team.pk}
    asked = world.must(cases.request_approval(region.by("engineer"), **about, **said)).subject_id
    world.must(cases.grant_approval(region.by("manager"), asked, because=WHY))
    assert ApprovalRequest.objects.get(pk=asked).state == "granted"


def asked_about(way: str) -> tuple[str, str, str]:
    query = parse_qs(urlsplit(way).query)
    return query["kind"][0], query["subject_type"][0], query["subject_id"][0]


def hidden_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
