"""The planning job of a region: from the rows of the database to what the engine plans, and back by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from firstfix.apps.assets.models import Reservation
from firstfix.apps.directory.models import Person, Site, SkillHolding
from firstfix.apps.dispatching.models import Assignment, PlanCause, PlanProposal
from firstfix.apps.dispatching.queries.planning.announced import comes_after, windows_around
from firstfix.apps.dispatching.queries.planning.reading import PlanScope, Reading
from firstfix.apps.dispatching.queries.planning.shifts import Day, days_of, shift_of
from firstfix.apps.dispatching.queries.planning.tight import unkept_days, with_room_for_pins
from firstfix.apps.dispatching.queries.planning.ways import Ways
from firstfix.apps.dispatching.queries.planning.windows import FACE_MINUTES, minute_after
from firstfix.apps.dispatching.queries.planning.wishes import (
    Placement,
    Wish,
    is_unpopular,
    minutes_of,
    needs_of,
    parts_of,
    windows_of,
    wishes_of,
)
from firstfix.engines.dispatch.planning import (
    DEFAULT_POLICY,
    REPAIR_POLICY,
    Appointment,
    Job,
    Pin,
    Plan,
    PlannedDay,
    PlannedVisit,
    Policy,
    Promise,
    Shift,
    Skill,
    Technician,
    Terms,
    Visit,
)
from firstfix.engines.dispatch.planning.told_times import price_of_taking_back, windows_from
from firstfix.engines.dispatch.travel import Caution
from firstfix.kernel.identity import Actor

__all__ = ["Event", "PlanningJob", "planning_job", "wanted_of"]

# What leaves so soon is on its way as far as anybody can plan.
FREEZE = timedelta(minutes=15)
HELD = "held:"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened that a plan is repaired after; nothing, for a plan from scratch.

    ``visit_id`` may name an order that has no visit yet. ``others_stay``: only what the event is about may
    move, which is tried before anybody else gives way.
    """

    cause: PlanCause = PlanCause.PLAN
    visit_id: UUID | None = None
    overrun_minutes: int = 0
    keeps_accepted: bool = True
    others_stay: bool = False

    @property
    def is_repair(self) -> bool:
        """Tell whether as little as possible may move."""
        return self.cause is not PlanCause.PLAN

    @property
    def policy(self) -> Policy:
        """Give what matters more than what."""
        return REPAIR_POLICY if self.is_repair else DEFAULT_POLICY

    @property
    def overrun(self) -> Mapping[UUID, int]:
        """Give how much longer each visit takes."""
        return {self.visit_id: self.overrun_minutes} if self.visit_id else {}


@dataclass(frozen=True, slots=True)
class PlanningJob:
    """A job of the engine with the rows behind its names.

    ``standing`` is the plan as it is published now, in the engine's words. ``left_alone`` are the engineers
    whose days are held so tightly that the ways do not fit: nothing is planned for them. ``caution`` says why
    ways are estimated that a routing service should have given.
    """

    job: Job
    reading: Reading
    start_at: datetime
    people: Mapping[str, Person]
    days: Mapping[str, Sequence[Day]]
    wishes: Mapping[str, Wish]
    standing: Plan
    left_alone: frozenset[tuple[str, int]]
    is_travel_estimated: bool
    caution: Caution | None = None

    def at(self, minute: int) -> datetime:
        """Give the time of a minute of the horizon."""
        return self.start_at + timedelta(minutes=minute)


def wanted_of(proposal: PlanProposal, actor: Actor, now: datetime) -> tuple[PlanScope, Event]:
    """Give what a proposal asks for, as ``actor`` sees it at ``now``."""
    wanted = PlanScope(
        actor,
        proposal.horizon_start_at,
        proposal.horizon_end_at,
        now,
        team_id=proposal.team_id,
        engineer_ids=tuple(UUID(one) for one in proposal.engineers),
    )
    cause = PlanCause(proposal.cause)
    return wanted, Event(cause, proposal.visit_id, proposal.overrun_minutes, proposal.keeps_accepted)


def planning_job(wanted: PlanScope | Reading, event: Event | None = None) -> PlanningJob:
    """Give the job of this time; the number of queries does not grow with engineers or visits.

    What was read already may be given instead of what is wanted. It asks for travel times, which may wait for
    a routing service: call it before any lock is taken.
    """
    reading = wanted if isinstance(wanted, Reading) else Reading(wanted)
    return _Building(reading, event or Event()).built()


class _Building:
    """The parts of one job while they are put together."""

    def __init__(self, reading: Reading, event: Event) -> None:
        self.reading, self.event, self.wanted = reading, event, reading.wanted
        self.wishes = wishes_of(
            reading, only=event.visit_id, is_repair=event.is_repair, overrun=event.overrun
        )
        self.days = {person.pk: days_of(reading, person, event.overrun) for person in reading.people}
        self.ways = Ways()
        self.unkept: frozenset[tuple[str, int]] = frozenset()

    def built(self) -> PlanningJob:
        reading = self.reading
        job = self._job()
        standing = self._standing(job)
        if self.event.is_repair and not self.event.others_stay:
            self.unkept = unkept_days(job, standing) - self._days_of_the_event()
            job = replace(job, visits=(*self._visits(), *job.visits[len(self.wishes) :]))
        job, left_alone = with_room_for_pins(job, standing)
        return PlanningJob(
            job,
            reading,
            self.wanted.start_at,
            {str(person.pk): person for person in reading.people},
            {str(person_id): days for person_id, days in self.days.items()},
            {wish.key: wish for wish in self.wishes},
            standing,
            left_alone,
            self.ways.is_estimated,
            self.ways.caution,
        )

    def _job(self) -> Job:
        reading = self.reading
        technicians = tuple(self._technician(person) for person in reading.people)
        held = tuple(found for person in reading.people for found in self._strange(person))
        visits = (*self._visits(), *held)
        return Job(
            technicians,
            visits,
            self.ways.matrix(),
            calendars=reading.promises.passed,
            policy=self.event.policy,
            now=minute_after(self.wanted.now, self.wanted.start_at),
        )

    def _visits(self) -> tuple[Visit, ...]:
        return tuple(self._visit(wish) for wish in self.wishes)

    def _technician(self, person: Person) -> Technician:
        base = self._place(person.base_site)
        allowed = self.reading.customers_of.get(person.pk)
        customers = {wish.order.case.organization_id for wish in self.wishes}
        refused = frozenset() if allowed is None else customers - allowed
        return Technician(
            str(person.pk),
            tuple(self._shift(person, day, base) for day in self.days[person.pk]),
            tuple(
                found for row in self.reading.holdings_of[person.pk] if (found := self._skill(person, row))
            ),
            refused=frozenset(map(str, refused)),
            van_stock=self._van(person),
            burden=self.reading.burden_of[person.pk].unpopular_count,
        )

    def _shift(self, person: Person, day: Day, base: int) -> Shift:
        start = base if day.begins_from is None else self._place(day.begins_from.visit.work_order.site)
        return shift_of(day, self.wanted.start_at, person.zone, (start, base))

    def _skill(self, person: Person, row: SkillHolding) -> Skill | None:
        """Give what a person holds from the first day on; its last day counts whole, on their own clocks."""
        zone = ZoneInfo(person.zone)
        if row.valid_from is not None and row.valid_from > self.wanted.start_at.astimezone(zone).date():
            return None
        if row.valid_until is None:
            return Skill(row.skill.name, row.level)
        over_at = datetime.combine(row.valid_until + timedelta(days=1), time(), zone)
        return Skill(row.skill.name, row.level, self._minute(over_at))

    def _van(self, person: Person) -> dict[str, int]:
        rows = [row for rows in self.reading.parts_of.values() for row in rows]
        mine = [row for row in rows if row.state == "in_van" and _driver(row) == person.pk]
        return {str(row.pk): row.quantity for row in mine}

    def _visit(self, wish: Wish) -> Visit:
        order, event = wish.order, self.event
        is_named = wish.visit is not None and wish.visit.pk == event.visit_id
        missed = is_named and event.cause is PlanCause.NO_ACCESS
        not_before = wish.before.end_at if missed and wish.before else None
        pin = None if missed else self._pin(wish)
        told = wish.before if not missed else None
        windows = windows_of(self.reading, wish, not_before=not_before)
        promise = self.reading.promises.promise(order.case_id, minutes_of(wish))
        return Visit(
            wish.key,
            self._place(order.site),
            _on_the_face(minutes_of(wish), pin),
            windows=self._as_announced(wish, windows),
            all_of=needs_of(self.reading, wish),
            priority=order.priority,
            promise=promise,
            value=self._value(order.priority, promise, told),
            customer=str(order.case.organization_id),
            preferred=self._knowing(wish),
            is_unpopular=is_unpopular(wish),
            parts=parts_of(self.reading, wish),
            crew=order.crew_count,
            pin=pin,
            published=None if told is None else self._appointment(told),
        )

    def _value(self, priority: int, promise: Promise | None, told: Placement | None) -> int:
        """Give what leaving it out costs: of what was announced, more than any other time or face."""
        value = self.reading.promises.value(priority, promise)
        horizon = int((self.wanted.end_at - self.wanted.start_at).total_seconds() // 60)
        more = 0 if told is None else price_of_taking_back(self.event.policy, horizon_minutes=horizon)
        return value + more

    def _as_announced(self, wish: Wish, windows: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        if wish.before is None or not self.event.is_repair:
            return windows
        told = self._minute(wish.before.start_at)
        if self._is_about(wish) and not self.event.others_stay:
            return windows_around(windows, told, self.event.policy.unmoved_minutes)
        return windows_from(windows, told)

    def _is_about(self, wish: Wish) -> bool:
        """Tell whether the event is about this visit: its own, its engineer is away, or it comes after it."""
        before, visit = wish.before, wish.visit
        if before is None or visit is None or visit.pk == self.event.visit_id:
            return True
        if len(self._day_numbers(before)) <= len(before.crew_ids):
            return True
        return any(comes_after(before, row) for row in self._overrun_rows)

    def _days_of_the_event(self) -> frozenset[tuple[str, int]]:
        """Give the days in which something stands that the event is about: what is beside it may give way."""
        about = (wish.before for wish in self.wishes if wish.before and self._is_about(wish))
        return frozenset(place for before in about for place in self._day_numbers(before))

    @cached_property
    def _overrun_rows(self) -> tuple[Assignment, ...]:
        """Give where the visit is held that takes longer: whose days go on later."""
        if self.event.cause is not PlanCause.OVERRUN:
            return ()
        rows = (row for held in self.reading.held_by.values() for row in held)
        return tuple(row for row in rows if row.visit_id == self.event.visit_id)

    def _appointment(self, told: Placement) -> Appointment:
        crew = tuple(map(str, told.crew_ids))
        return Appointment(str(told.engineer_id), self._minute(told.start_at), crew)

    def _knowing(self, wish: Wish) -> frozenset[str]:
        known = self.reading.knowing_of.get(wish.order.asset_id) if wish.order.asset_id else None
        return frozenset(map(str, known or ()))

    def _pin(self, wish: Wish) -> Pin | None:
        """Give where the visit has to stay: accepted, outside the hours, or leaving within minutes."""
        before, visit = wish.before, wish.visit
        if before is None or visit is None:
            return None
        places = self._day_numbers(before)
        if len(places) <= len(before.crew_ids):
            return None  # Somebody is away, or owed a rest: it has to go to others.
        is_kept = self.event.keeps_accepted and not self.event.is_repair and visit.state == "accepted"
        # What is not ready is not moved, because publishing would leave it out.
        is_kept = is_kept or wish.is_provisional or self._stays(wish, places)
        day = self.days[before.engineer_id][places[0][1]]
        if not is_kept and not day.span.is_agreed and before.start_at - FREEZE > self.wanted.now:
            return None
        has_passed = before.start_at <= self.wanted.now
        (leader, number), *crew = places
        return Pin(leader, number, None if has_passed else self._minute(before.start_at), tuple(crew))

    def _stays(self, wish: Wish, places: Sequence[tuple[str, int]]) -> bool:
        """Tell whether the visit is left where it is, since the event is about others."""
        if not self.event.is_repair or self._is_about(wish):
            return False
        return self.event.others_stay or not self.unkept.isdisjoint(places)

    def _day_numbers(self, told: Placement) -> list[tuple[str, int]]:
        """Give engineer and number of the day of everybody who goes and works then, the leader first."""
        found = (
            (one, self._day_number(one, told.start_at, told.end_at))
            for one in (told.engineer_id, *told.crew_ids)
        )
        return [(str(person_id), number) for person_id, number in found if number is not None]

    def _strange(self, person: Person) -> list[Visit]:
        """Give what holds the engineer's time for customers out of the asker's sight: it stays there."""
        own = {wish.visit.pk for wish in self.wishes if wish.visit is not None}
        rows = [row for row in self.reading.held_by[person.pk] if row.released_at is None]
        coming = [row for row in rows if row.visit.state in ("assigned", "accepted")]
        others = [row for row in coming if row.visit_id not in own and row.end_at > self.wanted.now]
        return [found for row in others if (found := self._stranger(person, row)) is not None]

    def _stranger(self, person: Person, row: Assignment) -> Visit | None:
        begins_at = row.start_at + timedelta(minutes=row.travel_minutes)
        number = self._day_number(person.pk, begins_at, row.end_at)
        if number is None or begins_at <= self.wanted.now:
            return None
        minutes = int((row.end_at - begins_at).total_seconds() // 60)
        pin = Pin(str(person.pk), number, self._minute(begins_at))
        place = self._place(row.visit.work_order.site)
        return Visit(f"{HELD}{row.pk}", place, _on_the_face(minutes, pin), priority=1, pin=pin)

    def _day_number(self, person_id: UUID, start_at: datetime, end_at: datetime) -> int | None:
        for number, day in enumerate(self.days.get(person_id, ())):
            if day.span.start_at <= start_at and end_at <= day.span.end_at + timedelta(hours=2):
                return number
        return None

    def _standing(self, job: Job) -> Plan:
        """Give what is published now as a plan: only the order of each day counts, the rest is worked out."""
        by_day: dict[tuple[str, int], list[tuple[datetime, str]]] = {}
        for wish in self.wishes:
            if wish.before is None:
                continue
            for where in self._day_numbers(wish.before):
                by_day.setdefault(where, []).append((wish.before.start_at, wish.key))
        for visit in job.visits[len(self.wishes) :]:
            assert visit.pin is not None
            assert visit.pin.start is not None
            day = by_day.setdefault((visit.pin.technician, visit.pin.shift), [])
            day.append((self.wanted.start_at + timedelta(minutes=visit.pin.start), visit.id))
        days = (_planned_day(*where, sorted(told)) for where, told in sorted(by_day.items()))
        return Plan(tuple(days), (), Terms())

    def _place(self, site: Site | None) -> int:
        return self.ways.number(site)

    def _minute(self, moment: datetime) -> int:
        return int((moment - self.wanted.start_at).total_seconds() // 60)


def _driver(row: Reservation) -> UUID | None:
    return row.location.person_id if row.location is not None else None


def _on_the_face(minutes: int, pin: Pin | None) -> int:
    """Give the length of a visit so that it ends on the clock face, wherever it is pinned to begin."""
    begins = pin.start if pin is not None and pin.start is not None else 0
    return -(-(begins + minutes) // FACE_MINUTES) * FACE_MINUTES - begins


def _planned_day(technician: str, shift: int, told: Sequence[tuple[datetime, str]]) -> PlannedDay:
    visits = tuple(PlannedVisit(key, 0, 0, 0) for _start, key in told)
    return PlannedDay(technician, shift, visits, 0)
