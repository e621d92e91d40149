"""What of work orders, visits and changes an actor may see.

They follow their case. An external party with a link to one work order or one visit sees that one; with a
link to a case it knows the times of its visits and reads their reports, and can do nothing with them.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from firstfix.apps.cases.models import Visibility
from firstfix.apps.cases.queries import sees_internal, within_visible_cases
from firstfix.apps.directory.queries import sees_our_side
from firstfix.apps.visits.models import (
    Change,
    ChangeStep,
    ChecklistResult,
    ChecklistRun,
    ChecklistTemplate,
    PartUse,
    ReadinessItem,
    ServiceReport,
    SignOff,
    TimeEntry,
    Visit,
    WorkNote,
    WorkOrder,
)
from firstfix.kernel.identity import Actor

__all__ = [
    "visible_change_steps",
    "visible_changes",
    "visible_checklist_results",
    "visible_checklist_runs",
    "visible_checklist_templates",
    "visible_part_uses",
    "visible_readiness_items",
    "visible_service_reports",
    "visible_sign_offs",
    "visible_time_entries",
    "visible_visit_times",
    "visible_visits",
    "visible_work_notes",
    "visible_work_orders",
]

Row = TypeVar("Row", bound=Model)


def visible_work_orders(actor: Actor) -> QuerySet[WorkOrder]:
    """Give the work orders that the actor may see."""
    return _of_orders(actor, WorkOrder.objects.all(), "")


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """Give the visits that the actor may see."""
    return _of_visits(actor, Visit.objects.all(), "")


def visible_visit_times(actor: Actor) -> QuerySet[Visit]:
    """Give the visits of which the actor may know the times: for reading only, no command begins here."""
    return within_visible_cases(actor, Visit.objects.all(), "work_order__case__")


def visible_readiness_items(actor: Actor) -> QuerySet[ReadinessItem]:
    """Give the readiness questions that the actor may see; who has a link to the order answers them."""
    return _of_orders(actor, ReadinessItem.objects.all(), "work_order__")


def visible_sign_offs(actor: Actor) -> QuerySet[SignOff]:
    """Give the customers' signatures that the actor may see."""
    return _of_visits(actor, SignOff.objects.all(), "visit__")


def visible_service_reports(actor: Actor) -> QuerySet[ServiceReport]:
    """Give the reports that the actor may see, not erased ones: from outside, the customer's edition."""
    rows = ServiceReport.objects.filter(erased_at=None)
    has_case = actor.subject is not None and actor.subject[0] == "case"
    rows = (
        within_visible_cases(actor, rows, "visit__work_order__case__")
        if has_case
        else _of_visits(actor, rows, "visit__")
    )
    return rows if sees_internal(actor) else rows.filter(audience="customer")


def visible_changes(actor: Actor) -> QuerySet[Change]:
    """Give the changes that the actor may see; customers approve changes to their own equipment."""
    return within_visible_cases(actor, Change.objects.all())


def visible_change_steps(actor: Actor) -> QuerySet[ChangeStep]:
    """Give the steps of the changes that the actor may see."""
    return within_visible_cases(actor, ChangeStep.objects.all(), "change__case__")


def visible_checklist_templates(actor: Actor) -> QuerySet[ChecklistTemplate]:
    """Give our side the templates."""
    return ChecklistTemplate.objects.all() if sees_our_side(actor) else ChecklistTemplate.objects.none()


def visible_checklist_runs(actor: Actor) -> QuerySet[ChecklistRun]:
    """Give the checklist runs that the actor may see."""
    return _internal(actor, ChecklistRun.objects.all(), "case__")


def visible_checklist_results(actor: Actor) -> QuerySet[ChecklistResult]:
    """Give the checklist results that the actor may see."""
    return _internal(actor, ChecklistResult.objects.all(), "run__case__")


def visible_part_uses(actor: Actor) -> QuerySet[PartUse]:
    """Give the parts used at the visits that the actor may see."""
    return _of_visits(actor, PartUse.objects.all(), "visit__")


def visible_time_entries(actor: Actor) -> QuerySet[TimeEntry]:
    """Give the time entries that the actor may see."""
    return _internal(actor, TimeEntry.objects.all(), "case__")


def visible_work_notes(actor: Actor) -> QuerySet[WorkNote]:
    """Give the work notes that the actor may see: public ones only, from outside."""
    rows = within_visible_cases(actor, WorkNote.objects.all())
    return rows if sees_internal(actor) else rows.filter(visibility=Visibility.PUBLIC)


def _of_orders(actor: Actor, rows: QuerySet[Row], via: str) -> QuerySet[Row]:
    if actor.subject is not None and actor.subject[0] == "work_order":
        return rows.filter(**{f"{via}pk": actor.subject[1]})
    return _with_login(actor, rows, f"{via}case__")


def _of_visits(actor: Actor, rows: QuerySet[Row], via: str) -> QuerySet[Row]:
    if actor.subject is not None and actor.subject[0] == "visit":
        return rows.filter(**{f"{via}pk": actor.subject[1]})
    return _with_login(actor, rows, f"{via}work_order__case__")


def _with_login(actor: Actor, rows: QuerySet[Row], via: str) -> QuerySet[Row]:
    # A link to a case shows the case; the visits of the case need a link of their own.
    return rows.none() if actor.subject is not None else within_visible_cases(actor, rows, via)


def _internal(actor: Actor, rows: QuerySet[Row], via: str) -> QuerySet[Row]:
    return within_visible_cases(actor, rows, via) if sees_internal(actor) else rows.none()
