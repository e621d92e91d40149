"""The limits of the plan: the promised arrival, the hours that the contract covers, and whose people go."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db.models import Prefetch, prefetch_related_objects

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.models import ApprovalKind, CalendarEdition, Case, TargetClock
from firstfix.apps.directory.models import (
    Agreement,
    Capacity,
    OrganizationKind,
    OrganizationMembership,
    Person,
)
from firstfix.apps.dispatching.policy import PLANNERS
from firstfix.apps.visits.models import Visit
from firstfix.engines.service_clock import Calendar, TargetKind, service_seconds_between
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["FIRMS", "approvals_needed", "arrival_due_at", "keep_within_limits"]

# Who is ours or of a firm that a manager took into the network (S1-R14).
_NETWORK = (OrganizationKind.OWN, OrganizationKind.PARTNER)

FIRMS = Prefetch("memberships", OrganizationMembership.objects.select_related("organization"))
"""For whom a person works; whoever looks at many people reads it for all of them at once."""


def keep_within_limits(
    work: Work, visit: Visit, engineer: Person, *, start_at: datetime, end_at: datetime, because: str
) -> None:
    """Refuse a plan beyond what the actor decides alone, or use up the approvals that allow it.

    Raises Refused where the promised arrival would be missed without a word (S1-R05), and where hours
    outside the contract (S1-R13) or a contractor outside the network (S1-R14) are not approved for
    this very visit.
    """
    promise = _promised_arrival(visit.work_order.case)
    _keep_the_promise(work, _due_at(promise), start_at, because)
    for kind in _approvals_needed(promise, engineer, start_at, end_at):
        under_approval(work, kind, "visit", visit.pk)


def arrival_due_at(case: Case) -> datetime | None:
    """Give until when arrival is promised to the customer, where that promise is still to be kept."""
    return _due_at(_promised_arrival(case))


def approvals_needed(
    case: Case, engineer: Person, *, start_at: datetime, end_at: datetime
) -> tuple[ApprovalKind, ...]:
    """Give the kinds of approval that a visit at these hours by this engineer needs, which may be none."""
    return _approvals_needed(_promised_arrival(case), engineer, start_at, end_at)


def _approvals_needed(
    promise: TargetClock | None, engineer: Person, start_at: datetime, end_at: datetime
) -> tuple[ApprovalKind, ...]:
    is_covered = promise is None or _is_covered(promise, start_at, end_at)
    return (
        *(() if is_covered else (ApprovalKind.CUSTOM_COVERAGE,)),
        *((ApprovalKind.CONTRACTOR,) if _is_outside_the_network(engineer, start_at) else ()),
    )


def _due_at(promise: TargetClock | None) -> datetime | None:
    return None if promise is None or promise.state in ("met", "breached") else promise.due_at


def _promised_arrival(case: Case) -> TargetClock | None:
    clocks = (one for one in case.clocks.all() if one.kind == TargetKind.ARRIVE.value)
    promises = sorted((one for one in clocks if one.agreement == Agreement.SLA), key=lambda one: one.pk)
    return promises[0] if promises else None


def _keep_the_promise(work: Work, due_at: datetime | None, start_at: datetime, because: str) -> None:
    """Refuse an arrival after the promised time: to engineers, and to planners who say no reason.

    Where the time has passed already, no plan can keep it: then anybody says why it is this one.
    """
    if due_at is None or start_at <= due_at:
        return
    may_be_late = work.actor.has_role(*PLANNERS) or due_at <= work.now
    if may_be_late and because:
        return
    if may_be_late:
        template = mark("Arrival is promised by {due} (UTC). Plan it earlier, or say in because why not.")
    else:
        template = mark("Arrival is promised by {due} (UTC). Plan it earlier, or let a dispatcher plan it.")
    fields = {"because" if may_be_late else "start_at": "after the promised arrival"}
    due = {"due": f"{due_at:%Y-%m-%d %H:%M}"}
    raise Refused(Refusal("arrival_after_promise", template, due, fields=fields))


def _is_covered(promise: TargetClock, start_at: datetime, end_at: datetime) -> bool:
    """Tell whether the contract's hours hold the whole visit; a promise without a calendar always does."""
    edition = promise.target.get("calendar")
    if not edition:
        return True
    counted = service_seconds_between(_calendar(edition), start_at, end_at)
    return counted == int((end_at - start_at).total_seconds())


@lru_cache(maxsize=256)
def _calendar(edition: str) -> Calendar:
    """Give the calendar of an edition, which never changes: it is named by its hash."""
    return Calendar.from_json(CalendarEdition.objects.get(pk=edition).definition)


def _is_outside_the_network(engineer: Person, start_at: datetime) -> bool:
    """Tell whether the engineer works for another firm only; who belongs to none is ours."""
    on = start_at.date()
    firms = _firms(engineer)
    held = [one for one in firms if one.since_on <= on and (one.until_on is None or one.until_on >= on)]
    kinds = {one.organization.kind for one in held}
    return bool(kinds) and kinds.isdisjoint(_NETWORK)


def _firms(engineer: Person) -> list[OrganizationMembership]:
    prefetch_related_objects([engineer], FIRMS)
    return [one for one in engineer.memberships.all() if one.capacity == Capacity.STAFF]
