"""Acknowledge the safety notes on site, before work starts and again after every stop (S1-F06)."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from firstfix.apps.directory.models import SafetyNotes
from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, acting_person
from firstfix.apps.visits.models import SafetyAcknowledgement, SafetyOccasion, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["acknowledge_safety"]


@command(
    on="visit",
    kind=Kind.RECORDING,
    touches=AROUND_VISIT,
    says=mark("{actor} read the safety notes on site."),
    is_public=True,
)
def acknowledge_safety(work: Work, visit: Visit, *, notes_id: UUID | None = None) -> Refusal | None:
    """Say that you read the site's safety notes and act on them; ``notes_id`` are those you were shown."""
    notes = SafetyNotes.objects.in_force(visit.work_order.site)
    if notes is None:
        return _none_written(visit)
    if notes_id is not None and notes_id != notes.pk:
        return _newer_written()
    SafetyAcknowledgement.objects.create(
        id=work.new_id("acknowledgement"),
        visit=visit,
        person_id=acting_person(work),
        notes=notes,
        wording_sha256=sha256(notes.wording.encode("utf-8")).hexdigest(),
        occasion=SafetyOccasion.ON_SITE,
        acknowledged_at=work.at,
        received_at=work.now,
    )
    return None


def _none_written(visit: Visit) -> Refusal:
    return Refusal(
        "safety_notes_missing",
        mark("Nobody has written safety notes for {site}. Look around, write what you see, then read it."),
        {"site": visit.work_order.site.name},
        remedy="write_safety_notes",
    )


def _newer_written() -> Refusal:
    return Refusal(
        "safety_notes_changed",
        mark("The safety notes changed since you were shown them. Read the new ones."),
        reason=Reason.CONFLICT,
    )
