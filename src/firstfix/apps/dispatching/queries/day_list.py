"""One day as a dispatcher plans it: who has what to do, who is away, and what still needs somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.models import Absence, Assignment, OnCallShift
from firstfix.apps.dispatching.queries.goers import goers
from firstfix.apps.dispatching.queries.taken import newest_only, taken_time
from firstfix.apps.dispatching.queries.unplanned import MOST_UNPLANNED, UnplannedOrder, unplanned_orders
from firstfix.apps.dispatching.queries.visible import visible_on_call_shifts
from firstfix.apps.visits.models import Visit
from firstfix.apps.visits.queries import visible_visits
from firstfix.kernel.identity import Actor

__all__ = ["MOST_UNPLANNED", "DayList", "DayVisit", "EngineerDay", "UnplannedOrder", "day_list", "local_day"]


@dataclass(frozen=True, slots=True)
class DayVisit:
    """One stretch of an engineer's day; ``visit`` is None where it is for a customer out of one's sight."""

    start_at: datetime
    end_at: datetime
    leave_at: datetime
    travel_minutes: int
    visit: Visit | None
    answer: str


@dataclass(frozen=True, slots=True)
class EngineerDay:
    """One engineer's day in order, with absences and whether the person is on call."""

    person: Person
    visits: tuple[DayVisit, ...] = ()
    absences: tuple[Absence, ...] = ()
    shifts: tuple[OnCallShift, ...] = ()

    @property
    def planned_minutes(self) -> int:
        """Give the minutes that are held on this day, the ways included."""
        return sum(int((one.end_at - one.leave_at).total_seconds() // 60) for one in self.visits)


@dataclass(frozen=True, slots=True)
class DayList:
    """The day: its limits in UTC, the engineers, and what is unplanned, most pressing first."""

    on: date
    start_at: datetime
    end_at: datetime
    engineers: tuple[EngineerDay, ...]
    unplanned: tuple[UnplannedOrder, ...] = ()
    unplanned_count: int = 0
    unanswered_count: int = field(default=0)


def local_day(on: date, zone: str) -> tuple[datetime, datetime]:
    """Give the first and the last instant of a day in a zone, which may be 23 or 25 hours apart."""
    midnight = datetime.combine(on, time(), ZoneInfo(zone))
    return midnight, datetime.combine(on + timedelta(days=1), time(), ZoneInfo(zone))


def day_list(actor: Actor, on: date, zone: str, now: datetime) -> DayList:
    """Give the day ``on`` of everybody who goes to visits; the number of queries does not grow with them."""
    start, end = local_day(on, zone)
    held = _held(start, end)
    seen = _seen(actor, held)
    visits = _by_person(held, "engineer_id")
    absences = _by_person(Absence.objects.overlapping(start, end), "person_id")
    duty = visible_on_call_shifts(actor).filter(start_at__lt=end, end_at__gt=start)
    shifts = _by_person(duty, "person_id")
    unplanned, count = unplanned_orders(actor)
    return DayList(
        on=on,
        start_at=start,
        end_at=end,
        engineers=tuple(
            EngineerDay(
                person,
                tuple(_day_visit(row, seen) for row in visits[person.pk]),
                tuple(absences[person.pk]),
                tuple(shifts[person.pk]),
            )
            for person in _people(actor, now, held)
        ),
        unplanned=unplanned,
        unplanned_count=count,
        unanswered_count=sum(visit.state == "assigned" for visit in seen.values()),
    )


def _held(start: datetime, end: datetime) -> list[Assignment]:
    return newest_only(taken_time(start, end).select_related("engineer", "acceptance", "decline"))


def _seen(actor: Actor, held: Iterable[Assignment]) -> dict[UUID, Visit]:
    visits = visible_visits(actor).filter(pk__in=[row.visit_id for row in held])
    around = visits.select_related("work_order__site").only(
        "state", "engineer_id", "work_order__title", "work_order__site__name"
    )
    return {visit.pk: visit for visit in around}


def _people(actor: Actor, now: datetime, held: Iterable[Assignment]) -> list[Person]:
    """Give everybody who goes to visits, and who goes today although the role has ended."""
    people = list(goers(actor, now))
    known = {person.pk for person in people}
    others = {row.engineer_id: row.engineer for row in held if row.engineer_id not in known}
    return [*people, *others.values()]


def _day_visit(row: Assignment, seen: Mapping[UUID, Visit]) -> DayVisit:
    visit = seen.get(row.visit_id)
    starts_at = row.start_at + timedelta(minutes=row.travel_minutes)
    return DayVisit(starts_at, row.end_at, row.start_at, row.travel_minutes, visit, _answer(row))


def _answer(row: Assignment) -> str:
    if getattr(row, "decline", None) is not None:
        return "declined"
    return "accepted" if getattr(row, "acceptance", None) is not None else "waiting"


def _by_person(rows: Iterable[Any], name: str) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
