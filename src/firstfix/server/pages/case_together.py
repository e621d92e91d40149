"""What people do together on a case, as its page shows it: a swarm, drafts to the customer, the cadence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery, UUIDField

from firstfix.apps.cases.models import (
    ApprovalKind,
    ApprovalRequest,
    Case,
    Direction,
    DraftKind,
    IncidentCommand,
    Message,
    MessageDraft,
    Swarm,
    UpdateCadence,
    approval_up_to_severity,
)
from firstfix.apps.cases.queries import visible_cases
from firstfix.kernel.identity import Actor
from firstfix.kernel.statements import Question, Slot

__all__ = ["NOT_NOW", "together"]

# Commands that make no sense on the case as it stands, by what the page knows.
NOT_NOW: Mapping[str, str] = {
    "start_swarm": "is_swarmed",
    "set_update_cadence": "is_paced_by_another",
    "take_command": "is_commanded_by_reader",
}


def together(actor: Actor, case: Case, now: datetime, approvals: Sequence[ApprovalRequest]) -> dict[str, Any]:
    """Give the swarm, the drafts, and who paces the case; one query, and one more for each that there is."""
    swarm_id, draft_id, every_minutes, set_at, commander_id, commander, told_at = _glance(actor).first(
        case_id=case.pk
    )
    is_sev1, is_reader = case.severity == 1, commander_id == actor.person_id
    return {
        "swarm": _swarm(actor, swarm_id) if swarm_id else None,
        "drafts": _drafts(case, now, approvals) if draft_id else [],
        "cadence": _cadence(case, (every_minutes, set_at, told_at), now),
        "commander": commander if is_sev1 else None,
        "is_swarmed": swarm_id is not None or not case.is_open,
        "is_commanded_by_reader": (is_sev1 and is_reader) or not is_sev1 or not case.is_open,
        "is_paced_by_another": (is_sev1 and commander_id is not None and not is_reader) or not case.is_open,
    }


# What an actor may see depends on nothing but the actor; see case_facts.
@lru_cache(maxsize=64)
def _glance(actor: Actor) -> Question[Any]:
    """Give the question whose one row says which of the parts there are."""
    of_case = {"case": OuterRef("pk")}
    cadence = UpdateCadence.objects.filter(**of_case).order_by("-set_at", "-id")
    command = IncidentCommand.objects.filter(**of_case).order_by("-taken_at", "-id")
    told = Message.objects.filter(**of_case, direction=Direction.OUTBOUND).order_by("-written_at")
    return Question(
        lambda: (
            visible_cases(actor)
            .filter(pk=Slot("case_id", UUIDField()))
            .values_list(
                Subquery(Swarm.objects.open().filter(**of_case).values("pk")[:1]),
                Subquery(MessageDraft.objects.unsent().filter(**of_case).values("pk")[:1]),
                Subquery(cadence.values("every_minutes")[:1]),
                Subquery(cadence.values("set_at")[:1]),
                Subquery(command.values("commander")[:1], output_field=UUIDField()),
                Subquery(command.values("commander__name")[:1]),
                Subquery(told.values("written_at")[:1]),
            )
        )
    )


def _swarm(actor: Actor, swarm_id: UUID) -> dict[str, Any]:
    swarm = Swarm.objects.select_related("started_by").prefetch_related(
        "members__person", "engineering_requests__team"
    )
    row = swarm.get(pk=swarm_id)
    members = [member.person for member in row.members.all()]
    return {
        "row": row,
        "members": [person.name for person in members],
        "asked": [(asked.team.name, asked.ask) for asked in row.engineering_requests.all()],
        "is_joined": actor.person_id in {person.pk for person in members},
    }


def _drafts(case: Case, now: datetime, approvals: Sequence[ApprovalRequest]) -> list[dict[str, Any]]:
    rows = list(case.message_drafts.unsent().select_related("drafted_by").order_by("drafted_at", "id"))
    is_grave = any(row.kind == DraftKind.INCIDENT for row in rows) and _is_grave(case)
    return [
        {"row": row, "approval": _approval(row, now, approvals)}
        if is_grave and row.kind == DraftKind.INCIDENT
        else {"row": row, "approval": "not_needed"}
        for row in rows
    ]


def _is_grave(case: Case) -> bool:
    return (case.severity or 1) <= approval_up_to_severity()


def _approval(draft: MessageDraft, now: datetime, approvals: Sequence[ApprovalRequest]) -> str:
    """Give how it stands with the approval of these words: granted, requested, or missing."""
    of_words = {
        asked.state
        for asked in approvals
        if (asked.kind, asked.subject_id) == (ApprovalKind.INCIDENT_COMMUNICATION, draft.pk)
        and asked.subject_version == draft.version
        and (asked.expires_at is None or asked.expires_at > now)
    }
    return next((state for state in ("granted", "requested") if state in of_words), "missing")


def _cadence(case: Case, known: tuple[Any, Any, Any], now: datetime) -> dict[str, Any] | None:
    every_minutes, set_at, told_at = known
    if every_minutes is None or not case.is_open:
        return None
    due_at = UpdateCadence(every_minutes=every_minutes, set_at=set_at).next_due_at(told_at)
    return {"every_minutes": every_minutes, "due_at": due_at, "is_late": due_at < now}
