"""Give a visit to an engineer, and what the engineer says to it; nobody is ever booked twice.

Every command that holds an engineer's time locks that engineer first (``touches`` the person), looks
for overlaps, and then writes; the database refuses what would slip past.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.commands.limits import keep_within_limits
from firstfix.apps.dispatching.commands.roster import Roster
from firstfix.apps.dispatching.events import (
    AssignmentAccepted,
    AssignmentDeclined,
    AssignmentReleased,
    VisitAssigned,
)
from firstfix.apps.dispatching.models import Acceptance, Assignment, Decline, DeclineReason
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
    release_assignments(work, [visit], given.because or "reassigned")
    _note(work, hold_time(work, visit, given))


@command(on="visit", touches=_AROUND, says=mark("{actor} took the visit back from its engineer: {because}"))
def unassign_visit(work: Work, visit: Visit, *, because: Words) -> None:
    """Take the visit back from its engineer; the trip is still wanted, and somebody else is looked for."""
    release_assignments(work, [visit], because)
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
    release_assignments(work, [visit], "declined")
    visit.engineer = None


@command(on="visit", touches=_AROUND, says=mark("{actor} cancelled the visit: {because}"), is_public=True)
def cancel_visit(work: Work, visit: Visit, *, because: Words) -> None:
    """Cancel a visit before the truck rolls."""
    release_assignments(work, [visit], because)
    work.emit(VisitChanged(visit.pk, visit.work_order_id, "cancelled"))


@command(on="visit", kind=Kind.RECORDING, says=mark("The engineer's time is free again."))
def free_engineer_time(work: Work, visit: Visit) -> None:
    """Free the time that a visit held, once the visit is over."""
    release_assignments(work, [visit], "the visit is over")


def release_assignments(work: Work, visits: Collection[Visit], because: str) -> None:
    """Free the time that is held for ``visits``."""
    held = list(Assignment.objects.holding().filter(visit__in=visits).order_by("visit", "pk"))
    Assignment.objects.filter(pk__in=[one.pk for one in held]).update(
        released_by=work.actor.person_id, released_at=work.at, release_reason=because
    )
    for one in held:
        work.emit(AssignmentReleased(one.pk, one.visit_id, one.engineer_id))


def hold_time(work: Work, visit: Visit, given: AssignmentInput, roster: Roster | None = None) -> Assignment:
    """Hold the engineer's time for ``visit`` and give the assignment; a ``roster`` writes it later.

    Raises Refused where the engineer does not go to visits, is booked or away, and beyond the limits of
    the plan (:func:`keep_within_limits`).
    """
    roster_now = roster or _roster(work, [given])
    engineer = _free_engineer(roster_now, given)
    hours = {"start_at": given.start_at, "end_at": given.end_at}
    keep_within_limits(work, visit, engineer, **hours, because=given.because)
    visit.engineer = engineer
    visit.planned_start_at, visit.planned_end_at = given.start_at, given.end_at
    assignment = _held_time(roster_now, visit, engineer, given, CrewDuty.ENGINEER)
    if roster is None:
        roster_now.write()
    return assignment


def hold_crew(work: Work, visit: Visit, others: Mapping[UUID, AssignmentInput], roster: Roster) -> None:
    """Hold the time of those who come along, and of nobody else: they are the crew now.

    Raises Refused as :func:`hold_time` does; the limits of the plan were asked for whoever leads.
    """
    visit.crew.filter(duty=CrewDuty.HELPER).exclude(person__in=others).delete()
    for person_id, given in others.items():
        helper = _free_engineer(roster, given)
        _held_time(roster, visit, helper, given, CrewDuty.HELPER)
        CrewMember.objects.get_or_create(
            visit=visit, person=helper, defaults={"id": work.new_id(f"crew:{visit.pk}:{person_id}")}
        )


def _roster(work: Work, given: Collection[AssignmentInput]) -> Roster:
    return Roster(
        work,
        {one.engineer_id for one in given},
        min(_leaves_at(one) for one in given),
        max(one.end_at for one in given),
    )


def _free_engineer(roster: Roster, given: AssignmentInput) -> Person:
    """Give who is to go; raises Refused where they do not go to visits, are booked or away."""
    if given.end_at <= given.start_at:
        raise Refused(_backwards())
    return roster.free(given.engineer_id, _leaves_at(given), given.end_at)


def _leaves_at(given: AssignmentInput) -> datetime:
    return given.start_at - timedelta(minutes=given.travel_minutes)


def _held_time(
    roster: Roster, visit: Visit, engineer: Person, given: AssignmentInput, duty: CrewDuty
) -> Assignment:
    work = roster.work
    assignment = Assignment(
        id=work.new_id(f"assignment:{visit.pk}:{engineer.pk}"),
        version=1,
        visit=visit,
        engineer=engineer,
        duty=duty,
        start_at=_leaves_at(given),
        end_at=given.end_at,
        travel_minutes=given.travel_minutes,
        override_reason=given.because,
        assigned_by_id=work.actor.person_id,
        assigned_at=work.at,
    )
    roster.hold(assignment)
    work.emit(VisitAssigned(assignment.pk, visit.pk, engineer.pk))
    return assignment


def _note(work: Work, assignment: Assignment) -> None:
    work.note(assignment_id=str(assignment.pk), engineer_id=str(assignment.engineer_id))
    work.result["assignment_id"] = str(assignment.pk)


def _held(visit: Visit) -> Any:
    return list(Assignment.objects.holding().filter(visit=visit))


def _backwards() -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field end_at: the visit ends before it starts. Check both times."),
        fields={"end_at": "before start_at"},
    )
