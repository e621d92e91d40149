"""What of the plan an actor may see."""

from __future__ import annotations

from django.db.models import QuerySet

from firstfix.apps.cases.queries import sees_internal, within_visible_cases
from firstfix.apps.directory.models import Role
from firstfix.apps.directory.queries import sees_our_side
from firstfix.apps.dispatching.models import Absence, Assignment, OnCallShift, PlanProposal
from firstfix.kernel.identity import Actor

__all__ = ["visible_absences", "visible_assignments", "visible_on_call_shifts", "visible_plan_proposals"]

# Who plans other people's days, or answers for them.
_PLANNERS = (Role.DISPATCHER, Role.MANAGER, Role.DIRECTOR, Role.AUDITOR)
# The same, and who commands an incident: their plans hold times of everybody.
_READERS = (*_PLANNERS, Role.INCIDENT_COMMANDER)


def visible_assignments(actor: Actor) -> QuerySet[Assignment]:
    """Give our side the assignments to visits of cases that the actor may see."""
    rows = Assignment.objects.all()
    if not sees_internal(actor):
        return rows.none()
    return within_visible_cases(actor, rows, "visit__work_order__case__")


def visible_absences(actor: Actor) -> QuerySet[Absence]:
    """Give all absences to who plans, and to everybody else their own: why somebody is away is private."""
    rows = Absence.objects.all()
    if actor.is_system or actor.has_role(*_PLANNERS):
        return rows
    return rows.filter(person=actor.person_id) if actor.person_id else rows.none()


def visible_on_call_shifts(actor: Actor) -> QuerySet[OnCallShift]:
    """Give our side who is on call."""
    return OnCallShift.objects.all() if sees_our_side(actor) else OnCallShift.objects.none()


def visible_plan_proposals(actor: Actor) -> QuerySet[PlanProposal]:
    """Give the plans to who plans other people's days: of every customer, or else the plans one asked for."""
    rows = PlanProposal.objects.select_related("draft", "asked_by")
    if not (actor.is_system or actor.has_role(*_READERS)):
        return rows.none()
    return rows if actor.organization_ids is None else rows.filter(asked_by=actor.person_id)
