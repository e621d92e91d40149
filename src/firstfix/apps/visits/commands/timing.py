"""What the commands on time share: on what it is spent, and whose it is."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.visits.commands.visit_steps import acting_person
from firstfix.apps.visits.models import TimeEntry, TimeKind
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["TimeSubject", "new_entry"]

# Who may write down time for others: those who plan it and answer for it.
_FOR_OTHERS = ("dispatcher", "manager")


class TimeSubject(Input):
    """On which case, at which visit, on what kind of time; ``assisted_id`` is who was helped.

    Help is credited to the helper: the entry is the helper's own (S0-P08).
    """

    case_id: UUID
    visit_id: UUID | None = None
    kind: TimeKind = TimeKind.WORK
    assisted_id: UUID | None = None
    note: Words | Literal[""] = ""


def new_entry(work: Work, given: TimeSubject, person_id: UUID | None = None) -> TimeEntry:
    """Give an unsaved entry that starts now; raises Refused where case, visit or person do not fit."""
    case = work.see("case", given.case_id)
    visit = work.see("visit", given.visit_id) if given.visit_id else None
    if visit is not None and visit.work_order.case_id != case.pk:
        raise Refused(_other_case())
    return TimeEntry(
        id=work.subject_id,
        version=1,
        case=case,
        visit=visit,
        person_id=_whose(work, person_id),
        assisted=work.see("person", given.assisted_id) if given.assisted_id else None,
        kind=given.kind,
        note=given.note,
        started_at=work.at,
        received_at=work.now,
    )


def _whose(work: Work, person_id: UUID | None) -> UUID:
    own = acting_person(work)
    if person_id is None or person_id == own:
        return own
    if work.actor.has_role(*_FOR_OTHERS):
        whose: UUID = work.see("person", person_id).pk
        return whose
    raise Refused(
        Refusal(
            "not_your_time",
            mark("Field person_id: everybody records their own time. Ask them, or a dispatcher."),
            reason=Reason.NOT_ALLOWED,
            fields={"person_id": "somebody else"},
        )
    )


def _other_case() -> Refusal:
    return Refusal(
        "other_case",
        mark("Field visit_id: the visit belongs to another case. Choose one of this case."),
        fields={"visit_id": "belongs to another case"},
    )
