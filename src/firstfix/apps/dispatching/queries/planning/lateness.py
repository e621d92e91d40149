"""Who will be late today, and by how much: the published plan walked on from what happened (S1-F20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Min

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.goers import goers
from firstfix.apps.dispatching.queries.planning.promises import Promises
from firstfix.apps.dispatching.queries.planning.shifts import IN_PROGRESS, OVER
from firstfix.apps.dispatching.queries.planning.ways import Ways
from firstfix.apps.dispatching.queries.planning.why import Sentence, told_to_people
from firstfix.apps.dispatching.queries.taken import newest_only, taken_time
from firstfix.apps.visits.models import CheckIn, ReadinessItem, Visit
from firstfix.apps.visits.queries import visible_visits
from firstfix.engines.dispatch import planning as engine
from firstfix.engines.dispatch.planning import Event, LateVisit
from firstfix.kernel.identity import Actor

__all__ = ["LateTrip", "late_running"]


@dataclass(frozen=True, slots=True)
class LateTrip:
    """A visit that will be late: by how many minutes after what was agreed, how surely, and since when known.

    ``window_minutes`` are counted after the end of the access, ``promise_minutes`` in the promise's own
    calendar beyond what was planned. ``said`` tells it in sentences, with who else could go.
    """

    visit: Visit
    person: Person
    planned_start_at: datetime
    expected_start_at: datetime
    window_minutes: int
    promise_minutes: int
    sureness: str
    known_since_at: datetime
    said: tuple[Sentence, ...]


def late_running(
    actor: Actor, start: datetime, end: datetime, *, now: datetime, zone: str
) -> tuple[LateTrip, ...]:
    """Give the visits from ``start`` up to ``end`` that will miss their access or promise, in order.

    Walks what is published on from who has arrived and left by ``now``; few queries, whatever the day holds.
    """
    return _Day(actor, start, end, now).late(zone)


class _Day:
    """What is held in the time, as a plan of the engine."""

    def __init__(self, actor: Actor, start: datetime, end: datetime, now: datetime) -> None:
        self.start, self.end, self.now = start, end, now
        self.people = {person.pk: person for person in goers(actor, now)}
        held = taken_time(start, end).filter(engineer__in=self.people)
        self.rows = newest_only(held.select_related("visit__work_order__site", "visit__work_order__case"))
        seen = visible_visits(actor).filter(pk__in=[row.visit_id for row in self.rows])
        self.seen = set(seen.values_list("pk", flat=True))
        self.orders = {row.visit.work_order for row in self.rows}
        self.promises = Promises({order.case_id for order in self.orders}, start, end)
        self.access = self._access()
        self.arrived = self._arrived()
        self.ways = Ways()

    def late(self, zone: str) -> tuple[LateTrip, ...]:
        if not self.rows:
            return ()
        by_engineer = self._by_engineer()
        technicians = tuple(self._technician(pk, rows) for pk, rows in by_engineer.items())
        visits = tuple(self._visit(row) for row in self.rows)
        job = engine.Job(technicians, visits, self.ways.matrix(), calendars=self.promises.passed)
        plan = engine.Plan(
            tuple(self._planned(pk, rows) for pk, rows in by_engineer.items()), (), engine.Terms()
        )
        events = [event for rows in by_engineer.values() for event in self._events(rows)]
        found = engine.forecast_lateness(job, plan, events, now=self._minute(self.now))
        held = {str(row.pk): row for row in self.rows}
        shown = (late for late in found.late if held[late.visit].visit_id in self.seen)
        return tuple(self._told(late, held[late.visit], zone) for late in shown)

    def _access(self) -> Mapping[UUID, ReadinessItem]:
        rows = ReadinessItem.objects.filter(work_order__in=self.orders, code="access")
        return {row.work_order_id: row for row in rows.holding(self.now)}

    def _arrived(self) -> Mapping[UUID, datetime]:
        rows = CheckIn.objects.filter(visit__in=[row.visit_id for row in self.rows]).values("visit")
        return dict(rows.annotate(first_at=Min("checked_in_at")).values_list("visit", "first_at"))

    def _by_engineer(self) -> Mapping[UUID, list[Assignment]]:
        found: dict[UUID, list[Assignment]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: row.start_at):
            found[row.engineer_id].append(row)
        return found

    def _technician(self, person_id: UUID, rows: list[Assignment]) -> engine.Technician:
        base = self.ways.number(self.people[person_id].base_site)
        first, last = self._minute(rows[0].start_at), self._minute(max(row.end_at for row in rows))
        shift = engine.Shift(max(0, first), max(0, last), base, base, overtime=24 * 60)
        return engine.Technician(str(person_id), (shift,), rest=0)

    def _visit(self, row: Assignment) -> engine.Visit:
        order = row.visit.work_order
        minutes = self._minute(row.end_at) - self._minute(_begins_at(row))
        return engine.Visit(
            str(row.pk),
            self.ways.number(order.site),
            minutes,
            windows=self._windows(row),
            priority=order.priority,
            promise=self.promises.promise(order.case_id, minutes),
        )

    def _windows(self, row: Assignment) -> tuple[tuple[int, int], ...]:
        """Give until when the visit may start; who was planned outside the access misses nothing."""
        order, access = row.visit.work_order, self.access.get(row.visit.work_order_id)
        ends = [access.closes_at if access else None, order.latest_end_at]
        length = row.end_at - _begins_at(row)
        closes = [self._minute(one - length) for one in ends if one is not None]
        planned = self._minute(_begins_at(row))
        return ((min(0, planned), min(closes)),) if closes and min(closes) >= planned else ()

    def _planned(self, person_id: UUID, rows: list[Assignment]) -> engine.PlannedDay:
        visits = []
        for row in rows:
            begins, ends = self._minute(_begins_at(row)), self._minute(row.end_at)
            visits.append(engine.PlannedVisit(str(row.pk), begins, begins, ends))
        return engine.PlannedDay(str(person_id), 0, tuple(visits), visits[-1].done)

    def _events(self, rows: list[Assignment]) -> Iterator[Event]:
        """Give who arrived and left when, and who has not set out though it was time."""
        left_at = rows[0].start_at
        for row in rows:
            state, key = row.visit.state, str(row.pk)
            arrived_at = self.arrived.get(row.visit_id)
            if arrived_at is not None and arrived_at <= self.now:
                yield engine.Started(key, self._minute(arrived_at))
            if state in OVER:
                left_at = row.released_at or row.end_at
                yield engine.Finished(key, self._minute(left_at))
            elif state not in IN_PROGRESS and self.now > max(left_at, row.start_at):
                waited = self.now - max(left_at, row.start_at)
                yield engine.Delayed(
                    str(row.engineer_id), self._minute(self.now), int(waited.total_seconds() // 60)
                )
                return
            else:
                return

    def _told(self, late: LateVisit, row: Assignment, zone: str) -> LateTrip:
        names = {str(one.pk): one.visit.work_order.reference for one in self.rows}
        names |= {str(pk): person.name for pk, person in self.people.items()}
        words = told_to_people(self.start, zone, lambda name: names.get(name, name))
        return LateTrip(
            row.visit,
            self.people[row.engineer_id],
            self._at(late.planned_start),
            self._at(late.expected_start),
            late.window_minutes,
            late.promise_minutes,
            late.sureness.value,
            self._at(late.known_since),
            tuple(map(words, late.said)),
        )

    def _at(self, minute: int) -> datetime:
        return self.start + timedelta(minutes=minute)

    def _minute(self, moment: datetime) -> int:
        return int((moment - self.start).total_seconds() // 60)


def _begins_at(row: Assignment) -> datetime:
    return row.start_at + timedelta(minutes=row.travel_minutes)
