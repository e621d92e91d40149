"""One engineer's own day: the visits in order, what to bring, whom to call, what to beware of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstfix.apps.assets.models import Reservation
from firstfix.apps.assets.queries import visible_reservations
from firstfix.apps.directory.models import ContactChannel, Person, SafetyNotes
from firstfix.apps.directory.queries import visible_contact_channels
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.planning.shifts import IN_PROGRESS
from firstfix.apps.visits.facts.readiness import readiness
from firstfix.apps.visits.models import SafetyAcknowledgement, Visit
from firstfix.apps.visits.queries import visible_visits
from firstfix.engines.verdict import Missing
from firstfix.kernel.facts import Question
from firstfix.kernel.identity import Actor

__all__ = ["MyVisit", "my_visits", "unanswered_visits"]

# Parts that are on their way into the van, or in it; what was used or given back is no longer brought.
_TO_BRING = ("requested", "allocated", "picked", "in_transit", "in_van")
_MOST_UNANSWERED = 20
# Who left the site still has to say what was used before the visit is over.
_UNDER_WAY = (*IN_PROGRESS, "left")


@dataclass(frozen=True, slots=True)
class MyVisit:
    """One visit of the day with all that a person needs before the door opens.

    ``travel_minutes`` is the way that was planned for it (None without one), ``missing`` what still
    keeps the truck from rolling, ``notes`` the newest safety notes of the site.
    """

    visit: Visit
    leave_at: datetime | None
    travel_minutes: int | None
    parts: tuple[Reservation, ...]
    channels: tuple[ContactChannel, ...]
    missing: tuple[Missing, ...]
    notes: SafetyNotes | None
    has_read_notes: bool


def my_visits(actor: Actor, start: datetime, end: datetime, now: datetime) -> list[MyVisit]:
    """Give the actor's visits of the day from ``start`` to ``end``, in order.

    Those are the visits whose hours or whose way there touch it; and while it lasts, what the actor is
    at, though it was planned for another day: who works past midnight does not lose the visit.
    """
    if actor.person_id is None:
        return []
    me = Person(pk=actor.person_id)
    rows = visible_visits(actor).of(me).exclude(state="cancelled")  # type: ignore[attr-defined]
    rows = rows.filter(_is_of_day(me, start, end, now)).order_by("planned_start_at", "id")
    return _with_surroundings(actor, list(_around(rows)), now)


def unanswered_visits(actor: Actor) -> list[Visit]:
    """Give the visits, of any day, that wait for the actor to accept or decline."""
    if actor.person_id is None:
        return []
    rows = visible_visits(actor).filter(engineer=actor.person_id, state="assigned")
    return list(_around(rows).order_by("planned_start_at", "id")[:_MOST_UNANSWERED])


def _is_of_day(me: Person, start: datetime, end: datetime, now: datetime) -> Q:
    held = Assignment.objects.day_list(me, start, end).values("visit")
    touches = Q(planned_start_at__lt=end, planned_end_at__gt=start) | Q(pk__in=held)
    return touches | Q(state__in=_UNDER_WAY) if start <= now < end else touches


def _around(rows: Any) -> Any:
    return rows.select_related(
        "work_order__case__organization",
        "work_order__case__contact",
        "work_order__site",
        "work_order__asset__product",
    )


def _with_surroundings(actor: Actor, visits: list[Visit], now: datetime) -> list[MyVisit]:
    assignments = _assignments(actor, visits)
    parts = _parts(actor, visits)
    channels = _channels(actor, visits)
    notes = _notes(visits)
    read = _read(actor, visits)
    return [
        MyVisit(
            visit=visit,
            leave_at=assignments[visit.pk].start_at if visit.pk in assignments else None,
            travel_minutes=assignments[visit.pk].travel_minutes if visit.pk in assignments else None,
            parts=tuple(parts[visit.work_order_id]),
            channels=tuple(channels[visit.work_order.case.contact_id]),
            missing=_missing(actor, visit, now),
            notes=(newest := notes.get(visit.work_order.site_id)),
            has_read_notes=newest is not None and (visit.pk, newest.pk) in read,
        )
        for visit in visits
    ]


def _assignments(actor: Actor, visits: Iterable[Visit]) -> Mapping[UUID, Assignment]:
    rows = Assignment.objects.holding().filter(visit__in=visits, engineer=actor.person_id)
    return {row.visit_id: row for row in rows}


def _parts(actor: Actor, visits: Iterable[Visit]) -> Mapping[UUID, list[Reservation]]:
    found: dict[UUID, list[Reservation]] = defaultdict(list)
    rows = visible_reservations(actor).filter(
        for_type="work_order", for_id__in=[visit.work_order_id for visit in visits], state__in=_TO_BRING
    )
    for row in rows.select_related("part_type", "location").order_by("part_type__name", "id"):
        found[row.for_id].append(row)
    return found


def _channels(actor: Actor, visits: Iterable[Visit]) -> Mapping[UUID | None, list[ContactChannel]]:
    found: dict[UUID | None, list[ContactChannel]] = defaultdict(list)
    people = {visit.work_order.case.contact_id for visit in visits} - {None}
    for row in visible_contact_channels(actor).filter(person__in=people).order_by("rank", "id"):
        found[row.person_id].append(row)
    return found


def _notes(visits: Iterable[Visit]) -> Mapping[UUID, SafetyNotes]:
    sites = {visit.work_order.site_id for visit in visits}
    return {
        row.site_id: row for row in SafetyNotes.objects.filter(site__in=sites).order_by("written_at", "id")
    }


def _read(actor: Actor, visits: Iterable[Visit]) -> set[tuple[UUID, UUID]]:
    rows = SafetyAcknowledgement.objects.filter(visit__in=visits, person=actor.person_id)
    return set(rows.values_list("visit_id", "notes_id"))


def _missing(actor: Actor, visit: Visit, now: datetime) -> tuple[Missing, ...]:
    """Give what is not ready; once the order is dispatched the gate has been passed."""
    order = visit.work_order
    if visit.state not in ("assigned", "accepted") or order.state == "dispatched":
        return ()
    verdict = readiness(Question(order, "dispatch_work_order", actor, now))
    return verdict.missing
