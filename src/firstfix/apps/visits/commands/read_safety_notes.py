"""Read the safety notes before travelling; the truck does not roll before that (S1-X09)."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from firstfix.apps.directory.models import SafetyNotes
from firstfix.apps.visits.commands.visit_steps import AROUND_VISIT, acting_person
from firstfix.apps.visits.models import SafetyAcknowledgement, SafetyOccasion, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["read_safety_notes"]


@command(
    on="visit",
    kind=Kind.RECORDING,
    touches=AROUND_VISIT,
    says=mark("{actor} read the safety notes before travelling."),
)
def read_safety_notes(work: Work, visit: Visit, *, notes_id: UUID | None = None) -> Refusal | None:
    """Say that you read the site's safety notes before travelling; ``notes_id`` are those you were shown."""
    notes = SafetyNotes.objects.in_force(visit.work_order.site)
    if notes is None or notes_id not in (None, notes.pk):
        return Refusal(
            "safety_notes_changed",
            mark("These are not the present safety notes of the site. Read those that are written now."),
            reason=Reason.CONFLICT,
            remedy="write_safety_notes" if notes is None else None,
        )
    SafetyAcknowledgement.objects.create(
        id=work.new_id("acknowledgement"),
        visit=visit,
        person_id=acting_person(work),
        notes=notes,
        wording_sha256=sha256(notes.wording.encode("utf-8")).hexdigest(),
        occasion=SafetyOccasion.BEFORE_TRAVEL,
        acknowledged_at=work.at,
        received_at=work.now,
    )
    return None
