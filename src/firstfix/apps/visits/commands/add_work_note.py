"""Write down what was done or seen while working, remotely or on site."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.models import Case, Visibility
from firstfix.apps.visits.commands.visit_steps import acting_person
from firstfix.apps.visits.models import Change, NoteKind, Visit, WorkNote
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["WorkNoteInput", "add_work_note"]


class WorkNoteInput(Input):
    """What was done or seen, for whom it is to be read, and at which visit or under which change.

    It stays internal unless it is said to be public, because a forgotten choice must not reach a
    customer (S1-D14).
    """

    text: Words
    kind: NoteKind = NoteKind.ACTION
    visibility: Visibility = Visibility.INTERNAL
    visit_id: UUID | None = None
    change_id: UUID | None = None


@command(
    on="case",
    kind=Kind.RECORDING,
    touches=(Touch("visit", given="visit_id"),),
    says=mark("{actor} wrote a work note: {text}"),
)
def add_work_note(work: Work, case: Case, given: WorkNoteInput) -> dict[str, str]:
    """Write down what was done or seen; actions become the report's corrective actions."""
    note = WorkNote.objects.create(
        id=work.new_id("work_note"),
        case=case,
        visit=_of_case(work, case, "visit", given.visit_id),
        change=_of_case(work, case, "change", given.change_id),
        kind=given.kind,
        visibility=given.visibility,
        text=given.text,
        written_by_id=acting_person(work),
        written_at=work.at,
        received_at=work.now,
    )
    return {"work_note_id": str(note.pk)}


def _of_case(work: Work, case: Case, noun: str, subject_id: UUID | None) -> Visit | Change | None:
    if subject_id is None:
        return None
    found: Visit | Change = work.see(noun, subject_id)
    case_id = found.work_order.case_id if isinstance(found, Visit) else found.case_id
    if case_id == case.pk:
        return found
    raise Refused(
        Refusal(
            "other_case",
            mark("Field {field}: it belongs to another case than {reference}. Choose one of this case."),
            {"field": f"{noun}_id", "reference": case.reference},
            fields={f"{noun}_id": "belongs to another case"},
        )
    )
