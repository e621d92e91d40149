"""Give a visit to an engineer, and what the engineer says to it; nobody is ever booked twice.

Every command that holds an engineer's time locks that engineer first (``touches`` the person), looks
for overlaps, and then writes; the database refuses what would slip past.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from firstfix.apps.directory.models import Person, RoleGrant
from firstfix.apps.dispatching.commands.limits import keep_within_limits
from firstfix.apps.dispatching.events import (
    AssignmentAccepted,
    AssignmentDeclined,
    AssignmentReleased,
    VisitAssigned,
)
from firstfix.apps.dispatching.models import Absence, Acceptance, Assignment, Decline, DeclineReason
from firstfix.apps.visits.events import VisitChanged
from firstfix.apps.visits.models import CrewDuty, CrewMember, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Minutes, Moment, Words
from firstfix.kernel.refusal import Refusal, Refused

__all__ = [
    "AssignmentInput",
    "accept_visit",
    "assign_visit",
    "cancel_visit",
    "decline_visit",
    "free_engineer_time",
    "hold_crew",
    "hold_time",
    "reassign_visit",
    "release_assignments",
    "unassign_visit",
]

_AROUND = (Touch("work_order", via="work_order_id"), Touch("case", via="work_order__case_id"))
_WITH_ENGINEER = (*_AROUND, Touch("person", given="engineer_id"))


class AssignmentInput(Input):
    """Who goes, when on site, and how long the way there takes.

    ``because`` says why somebody else than the first suggested was chosen (S0-P16), and why the visit is
    planned after the promised arrival (S1-R05).
    """

    engineer_id: UUID
    start_at: Moment
    end_at: Moment
    travel_minutes: Minutes = 0
    because: Words | Literal[""] = ""
    override_because: Words | None = None


@command(on="visit", touches=_WITH_ENGINEER, says=mark("{actor} assigned the visit."), is_public=True)
def assign_visit(work: Work, visit: Visit, given: AssignmentInput) -> None:
    """Give the visit to an engineer for a time; the engineer answers."""
    _note(work, hold_time(work, visit, given))


@command(
    on="visit", touches=_WITH_ENGINEER, says=mark("{actor} gave the visit to somebody else."), is_public=True
)
def reassign_visit(work: Work, visit: Visit, given: AssignmentInput) -> None:
    """Give the visit to another engineer or to another time."""
    release_assignments(work, visit, given.because or "reassigned")
    _note(work, hold_time(work, visit, given))


@command(on="visit", touches=_AROUND, says=mark("{actor} took the visit back from its engineer: {because}"))
def unassign_visit(work: Work, visit: Visit, *, because: Words) -> None:
    """Take the visit back from its engineer; the trip is still wanted, and somebody else is looked for."""
    release_assignments(work, visit, because)
    visit.engineer = None


@command(on="visit", touches=_AROUND, says=mark("{actor} accepted the visit."), is_public=True)
def accept_visit(work: Work, visit: Visit) -> None:
    """Accept a visit that was given to oneself."""
    for assignment in _held(visit):
        Acceptance.objects.get_or_create(
            assignment=assignment,
            defaults={
                "id": work.new_id(f"acceptance:{assignment.pk}"),
                "accepted_by_id": work.actor.person_id,
                "accepted_at": work.at,
            },
        )
        work.emit(AssignmentAccepted(assignment.pk, visit.pk, assignment.engineer_id))


@command(on="visit", touches=_AROUND, says=mark("{actor} declined the visit ({reason})."))
def decline_visit(work: Work, visit: Visit, *, reason: DeclineReason, note: Words | Literal[""] = "") -> None:
    """Decline a visit, before or after accepting it, with the reason; the visit needs somebody else."""
    for assignment in _held(visit):
        Decline.objects.create(
            id=work.new_id(f"decline:{assignment.pk}"),
            assignment=assignment,
            reason=reason,
            note=note,
            declined_by_id=work.actor.person_id,
            declined_at=work.at,
        )
        work.emit(AssignmentDeclined(assignment.pk, visit.pk, assignment.engineer_id, reason.value))
    release_assignments(work, visit, "declined")
    visit.engineer = None


@command(on="visit", touches=_AROUND, says=mark("{actor} cancelled the visit: {because}"), is_public=True)
def cancel_visit(work: Work, visit: Visit, *, because: Words) -> None:
    """Cancel a visit before the truck rolls."""
    release_assignments(work, visit, because)
    work.emit(VisitChanged(visit.pk, visit.work_order_id, "cancelled"))


@command(on="visit", kind=Kind.RECORDING, says=mark("The engineer's time is free again."))
def free_engineer_time(work: Work, visit: Visit) -> None:
    """Free the time that a visit held, once the visit is over."""
    release_assignments(work, visit, "the visit is over")


def release_assignments(work: Work, visit: Visit, because: str) -> None:
    """Free the time that is held for ``visit``."""
    for assignment in _held(visit):
        assignment.released_by_id = work.actor.person_id
        assignment.released_at, assignment.release_reason = work.at, because
        assignment.save(update_fields=["released_by", "released_at", "release_reason"])
        work.emit(AssignmentReleased(assignment.pk, visit.pk, assignment.engineer_id))


def hold_time(work: Work, visit: Visit, given: AssignmentInput) -> Assignment:
    """Hold the engineer's time for ``visit`` and give the assignment.

    Raises Refused where the engineer does not go to visits, is booked or away, and beyond the limits of
    the plan (:func:`keep_within_limits`).
    """
    engineer = _free_engineer(work, given)
    hours = {"start_at": given.start_at, "end_at": given.end_at}
    keep_within_limits(work, visit, engineer, **hours, because=given.because)
    visit.engineer = engineer
    visit.planned_start_at, visit.planned_end_at = given.start_at, given.end_at
    return _held_time(work, visit, engineer, given, CrewDuty.ENGINEER)


def hold_crew(work: Work, visit: Visit, others: Mapping[UUID, AssignmentInput]) -> None:
    """Hold the time of those who come along, and of nobody else: they are the crew now.

    Raises Refused as :func:`hold_time` does; the limits of the plan were asked for whoever leads.
    """
    visit.crew.filter(duty=CrewDuty.HELPER).exclude(person__in=others).delete()
    for person_id, given in others.items():
        helper = _free_engineer(work, given)
        _held_time(work, visit, helper, given, CrewDuty.HELPER)
        CrewMember.objects.get_or_create(
            visit=visit, person=helper, defaults={"id": work.new_id(f"crew:{visit.pk}:{person_id}")}
        )


def _free_engineer(work: Work, given: AssignmentInput) -> Person:
    """Give who is to go; raises Refused where they do not go to visits, are booked or away."""
    engineer: Person = work.see("person", given.engineer_id)
    leave_at = given.start_at - timedelta(minutes=given.travel_minutes)
    refusal = _no_time(given) or _no_engineer(work, engineer) or _busy(engineer, leave_at, given)
    if refusal is not None:
        raise Refused(refusal)
    return engineer


def _held_time(
    work: Work, visit: Visit, engineer: Person, given: AssignmentInput, duty: CrewDuty
) -> Assignment:
    assignment = Assignment.objects.create(
        id=work.new_id(f"assignment:{visit.pk}:{engineer.pk}"),
        version=1,
        visit=visit,
        engineer=engineer,
        duty=duty,
        start_at=given.start_at - timedelta(minutes=given.travel_minutes),
        end_at=given.end_at,
        travel_minutes=given.travel_minutes,
        override_reason=given.because,
        assigned_by_id=work.actor.person_id,
        assigned_at=work.at,
    )
    work.emit(VisitAssigned(assignment.pk, visit.pk, engineer.pk))
    return assignment


def _note(work: Work, assignment: Assignment) -> None:
    work.note(assignment_id=str(assignment.pk), engineer_id=str(assignment.engineer_id))
    work.result["assignment_id"] = str(assignment.pk)


def _held(visit: Visit) -> Any:
    return list(Assignment.objects.holding().filter(visit=visit))


def _no_time(given: AssignmentInput) -> Refusal | None:
    if given.end_at > given.start_at:
        return None
    return Refusal(
        "invalid_input",
        mark("Field end_at: the visit ends before it starts. Check both times."),
        fields={"end_at": "before start_at"},
    )


def _no_engineer(work: Work, engineer: Person) -> Refusal | None:
    grants = RoleGrant.objects.in_force(work.now).filter(person=engineer)
    if grants.filter(role__in=["engineer", "trainee", "lead_specialist"]).exists():
        return None
    return Refusal(
        "not_an_engineer",
        mark("{name} holds no role that goes to visits. Choose an engineer, or have the role granted."),
        {"name": engineer.name},
        remedy="grant_role",
    )


def _busy(engineer: Person, leave_at: Any, given: AssignmentInput) -> Refusal | None:
    held = Assignment.objects.holding().of(engineer).overlapping(leave_at, given.end_at).first()
    if held is not None:
        return Refusal(
            "engineer_booked",
            mark("{name} is booked from {start} to {end} (UTC). Choose another time or another engineer."),
            {
                "name": engineer.name,
                "start": f"{held.start_at:%Y-%m-%d %H:%M}",
                "end": f"{held.end_at:%Y-%m-%d %H:%M}",
            },
            remedy="reassign_visit",
        )
    if Absence.objects.filter(person=engineer).overlapping(leave_at, given.end_at).exists():
        return Refusal(
            "engineer_away",
            mark("{name} is away in that time. Choose another time or another engineer."),
            {"name": engineer.name},
            remedy="reassign_visit",
        )
    return None
