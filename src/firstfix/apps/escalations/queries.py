"""What of escalations an actor may see: our side sees those of the cases that it sees, others none."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from firstfix.apps.cases.queries import sees_internal, within_visible_cases
from firstfix.apps.escalations.models import Escalation
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.identity import Actor

__all__ = ["ROWS", "find_escalation", "listed_escalations", "visible_escalations"]

ROWS = 100
"""Escalations of one page; beyond them a person filters."""

_OVER = sorted(MACHINES["escalation"].endings)


def visible_escalations(actor: Actor) -> QuerySet[Escalation]:
    """Give the escalations that the actor may see: what our teams ask of each other is ours (S2-X03)."""
    rows = Escalation.objects.all()
    return within_visible_cases(actor, rows) if sees_internal(actor) else rows.none()


def listed_escalations(actor: Actor, asked: Mapping[str, str]) -> QuerySet[Escalation]:
    """Give the escalations that ``show`` asks for: open ones, those to the actor's teams, or all."""
    rows = visible_escalations(actor).select_related("case", "to_team", "created_by").order_by("-created_at")
    show = asked.get("show", "")
    if show == "ours":
        rows = rows.filter(to_team__in=actor.team_ids)
    return rows if show == "all" else rows.exclude(state__in=_OVER)


def find_escalation(actor: Actor, escalation_id: UUID) -> Escalation | None:
    """Give one escalation with what its page names, or None where the actor may not see it."""
    rows = visible_escalations(actor).select_related("case__organization", "to_team", "created_by")
    return rows.filter(pk=escalation_id).first()
