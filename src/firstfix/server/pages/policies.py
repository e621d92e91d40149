"""The pages of the council's policies: what is in force in each area, what is staged, and its next step."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstfix.apps.cases.models import APPROVED_AS, PolicyArea, PolicyVersion, built_in_definition
from firstfix.apps.cases.queries import visible_approval_requests, visible_policy_versions
from firstfix.apps.directory.queries import sees_our_side
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.server.security import actor_of

__all__ = ["policies", "policy_area", "policy_version"]


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Show each area with what is in force in it and what is staged."""
    rows = list(_versions(_ours(request)))
    areas = [_drawn(area, [row for row in rows if row.area == area]) for area in PolicyArea]
    return render(request, "pages/policies.html", {"areas": areas})


@require_safe
def policy_area(request: HttpRequest, area: str) -> HttpResponse:
    """Show one area, all its versions, and the form that stages the next one, begun from what is in force."""
    actor = _ours(request)
    if area not in PolicyArea.values:
        raise Http404
    drawn = _drawn(PolicyArea(area), list(_versions(actor).filter(area=area)))
    before = drawn["in_force"]
    begun = {
        "title": before.title if before else "",
        "wording": before.wording if before else "",
        "definition": _said(before.definition if before else built_in_definition(PolicyArea(area))),
    }
    return render(request, "pages/policy_area.html", {**drawn, "begun": begun})


@require_safe
def policy_version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Show one version: what it says, what the council was asked about it, and its next step."""
    actor = _ours(request)
    row = _versions(actor).filter(pk=version_id).first()
    if row is None:
        raise Http404
    asked = list(_asked(actor, row))
    shown = {
        "row": row,
        "definition": _said(row.definition),
        "before": _definition_before(actor, row),
        "asked": asked,
        "is_approved": any(_counts(one, row) for one in asked),
        "is_asked": any(one.state == "requested" and one.subject_version == row.version for one in asked),
    }
    return render(request, "pages/policy_version.html", shown)


def _ours(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor is None or not sees_our_side(actor):
        raise PermissionDenied
    return actor


def _versions(actor: Actor) -> Any:
    rows = visible_policy_versions(actor).in_order()  # type: ignore[attr-defined]
    return rows.select_related("staged_by", "enacted_by", "approval__decided_by")


def _drawn(area: PolicyArea, rows: list[PolicyVersion]) -> dict[str, Any]:
    in_force = [row for row in rows if row.state == "in_force"]
    return {
        "area": area,
        "in_force": max(in_force, key=lambda row: (row.enacted_at, row.number), default=None),
        "staged": [row for row in rows if row.state == "staged"],
        "versions": rows,
        "built_in": _said(built_in_definition(area)),
        "approved_as": APPROVED_AS[area],
    }


def _asked(actor: Actor, row: PolicyVersion) -> Any:
    about = visible_approval_requests(actor).about("policy_version", row.pk)  # type: ignore[attr-defined]
    return about.select_related("requested_by", "decided_by", "use").order_by("requested_at")


def _counts(asked: Any, row: PolicyVersion) -> bool:
    """Tell whether it lets these words come into force now."""
    is_in_date = asked.expires_at is None or asked.expires_at > clock.now()
    is_unused = not hasattr(asked, "use")
    return asked.state == "granted" and asked.subject_version == row.version and is_in_date and is_unused


def _definition_before(actor: Actor, row: PolicyVersion) -> str:
    """Give what the system reads as long as this version is not in force, to compare."""
    area = PolicyArea(row.area)
    before = _versions(actor).in_force(area).exclude(pk=row.pk).first()
    return _said(before.definition if before else built_in_definition(area))


def _said(definition: dict[str, Any]) -> str:
    return json.dumps(definition, indent=2, ensure_ascii=False) if definition else ""
