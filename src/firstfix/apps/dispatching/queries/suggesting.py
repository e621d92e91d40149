"""Whom to send to a work order's visit: every engineer in order, with the terms and the rules in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from firstfix.apps.assets.models import Reservation
from firstfix.apps.directory.models import Person, Site, SkillHolding
from firstfix.apps.dispatching.models import Absence, Assignment, OnCallShift
from firstfix.apps.dispatching.queries.fairness import FAIRNESS_PERIOD, is_at_night, is_on_weekend
from firstfix.apps.dispatching.queries.free_time import Held, Slot, Wanted, Way, first_slot
from firstfix.apps.dispatching.queries.goers import goers
from firstfix.apps.dispatching.queries.taken import newest_only, taken_time
from firstfix.apps.dispatching.queries.travelling import known_ways
from firstfix.apps.visits.facts import needs
from firstfix.apps.visits.models import SkillNeed, Visit, WorkOrder
from firstfix.engines.dispatch import Candidate, Place, Suggestion, VisitNeed, rank_engineers
from firstfix.engines.readiness import CaseKind, EngineerFacts, PartNeed, ReadinessFacts, judge_engineer
from firstfix.engines.readiness import SkillNeed as SkillAsked
from firstfix.engines.service_clock import Calendar, open_intervals
from firstfix.engines.verdict import Missing, mark
from firstfix.kernel.identity import Actor

__all__ = ["Proposal", "suggest_engineers"]

# How far a suggestion looks where the work order names no end: a day list plans this week.
HORIZON = timedelta(days=7)
# A day of sixty engineers holds hundreds of rows; the columns beside these are most of their weight.
_OF_HELD_TIME = (
    "engineer_id", "visit_id", "start_at", "end_at", "assigned_at", "released_at", "visit__planned_start_at",
    "visit__work_order__site__latitude", "visit__work_order__site__longitude",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """One engineer in the ranking, with the time at which the visit would fit (None where it does not)."""

    person: Person
    suggestion: Suggestion
    slot: Slot | None


def suggest_engineers(
    actor: Actor,
    order: WorkOrder,
    *,
    now: datetime,
    visit: Visit | None = None,
    start_at: datetime | None = None,
) -> tuple[Proposal, ...]:
    """Give everybody who goes to visits of this customer, the next best first.

    ``start_at`` is not before when; left out, it is the visit's plan or the order's window. Who may
    not go stands last with the rule. Takes the same number of queries for any number of engineers.
    """
    asking = _Asking(actor, order, now, visit, start_at)
    slots = {person.pk: asking.slot(person) for person in asking.people}
    ranked = rank_engineers(asking.need, [asking.candidate(one, slots[one.pk]) for one in asking.people])
    by_id = {str(person.pk): person for person in asking.people}
    return tuple(
        Proposal(by_id[found.candidate.engineer_id], found, slots[by_id[found.candidate.engineer_id].pk])
        for found in ranked
    )


@dataclass
class _Asking:
    """The rows behind one ranking, each kind read once for all engineers."""

    actor: Actor
    order: WorkOrder
    now: datetime
    visit: Visit | None
    start_at: datetime | None

    @cached_property
    def people(self) -> list[Person]:
        return list(goers(self.actor, self.now, organization_id=self.order.case.organization_id))

    @cached_property
    def wanted(self) -> Wanted:
        planned = self.visit.planned_start_at if self.visit else None
        asked = self.start_at or planned or self.order.earliest_start_at or self.now
        earliest = max(asked, self.order.earliest_start_at or asked, self.now)
        latest = self.order.latest_end_at or earliest + HORIZON
        return Wanted(place_of(self.order.site), self.order.duration_minutes, earliest, latest, self.now)

    @cached_property
    def need(self) -> VisitNeed:
        local = self.order.site.local_time(self.wanted.earliest_start_at)
        return VisitNeed(self.wanted.earliest_start_at, self.wanted.minutes, _is_unpopular(local))

    def candidate(self, person: Person, slot: Slot | None) -> Candidate:
        return Candidate(
            engineer_id=str(person.pk),
            name=person.name,
            travel_minutes=slot.travel_minutes if slot else 0,
            free_at=slot.start_at if slot else None,
            planned_minutes=self._planned_minutes(person, slot),
            unpopular_count=self.unpopular_counts.get(person.pk, 0),
            knows_asset=person.pk in self.knowing_ids,
            blocks=self._blocks(person, slot),
        )

    def slot(self, person: Person) -> Slot | None:
        held = [*map(_held, self.held_by[person.pk]), *map(_away, self.absences_by[person.pk])]
        base = place_of(person.base_site)
        return first_slot(self.wanted, base, held, self._working(person), way=self.way)

    @cached_property
    def way(self) -> Way:
        """Give how long ways take, with what is remembered of those to the site and on from there."""
        site = self.wanted.place
        held = (row.visit.work_order.site for rows in self.held_by.values() for row in rows)
        places = {place_of(one) for one in (*held, *(person.base_site for person in self.people))}
        around = [place for place in places if place is not None] if site else []
        return known_ways([pair for one in around if site for pair in ((one, site), (site, one))])

    def _working(self, person: Person) -> Sequence[tuple[datetime, datetime]]:
        """Give when the person works or is on call; who has no calendar is taken to be there."""
        start, end = self.wanted.now, self.wanted.latest_end_at
        if person.calendar is None:
            return ((start, end),)
        duty = [(shift.start_at, shift.end_at) for shift in self.shifts_by[person.pk]]
        return (*open_intervals(Calendar.from_json(person.calendar.definition), start, end), *duty)

    def _planned_minutes(self, person: Person, slot: Slot | None) -> int:
        day = self._day(slot)
        rows = self.held_by[person.pk]
        same_day = (row for row in rows if self.order.site.local_time(row.start_at).date() == day)
        return sum(int((row.end_at - row.start_at).total_seconds() // 60) for row in same_day)

    def _day(self, slot: Slot | None) -> date:
        moment = slot.end_at if slot else self.wanted.earliest_start_at
        return self.order.site.local_time(moment).date()

    def _blocks(self, person: Person, slot: Slot | None) -> tuple[Missing, ...]:
        """Give what the gate of ``assign_visit`` would say, and why there is no time where there is none."""
        verdict = judge_engineer(
            ReadinessFacts(
                kind=CaseKind(self.order.case.kind),
                visit_starts_at=slot.start_at if slot else self.wanted.earliest_start_at,
                visit_ends_at=slot.end_at if slot else None,
                visit_day=self._day(slot),
                # An unlisted part is the order's gap and stands there once, not beside each name.
                are_parts_listed=True,
                parts=self._parts(person),
                skills=self.skills,
                engineer=EngineerFacts(person.name, self._skills_of(person, self._day(slot))),
            )
        )
        return verdict.missing if slot else (*verdict.missing, *self._no_time(person))

    def _no_time(self, person: Person) -> tuple[Missing, ...]:
        start, end = self.wanted.earliest_start_at, self.wanted.latest_end_at
        if any(row.start_at <= start and end <= row.end_at for row in self.absences_by[person.pk]):
            sentence, code = mark("{name} is away in the whole window."), "engineer_away"
        else:
            sentence, code = mark("{name} has no free time in the window."), "no_free_time"
        return (Missing(code, sentence, {"name": person.name}, ("dispatcher",), "reassign_visit"),)

    @cached_property
    def held_by(self) -> Mapping[UUID, list[Assignment]]:
        """Give all held time, whoever's visits it is for: a time is no customer's secret, its reason is."""
        rows = taken_time(self.now - timedelta(days=1), self.wanted.latest_end_at)
        rows = rows.filter(engineer__in=self.people)
        if self.visit is not None:
            rows = rows.exclude(visit=self.visit)
        around = rows.select_related("visit__work_order__site").only(*_OF_HELD_TIME)
        return _by_person(newest_only(around), "engineer_id")

    @cached_property
    def absences_by(self) -> Mapping[UUID, list[Absence]]:
        rows = Absence.objects.filter(person__in=self.people)
        return _by_person(rows.overlapping(self.now, self.wanted.latest_end_at), "person_id")

    @cached_property
    def shifts_by(self) -> Mapping[UUID, list[OnCallShift]]:
        return _by_person(
            OnCallShift.objects.filter(
                person__in=self.people, start_at__lt=self.wanted.latest_end_at, end_at__gt=self.now
            ),
            "person_id",
        )

    @cached_property
    def skill_needs(self) -> list[SkillNeed]:
        return list(self.order.skill_needs.select_related("skill"))

    @property
    def skills(self) -> tuple[SkillAsked, ...]:
        return tuple(SkillAsked(one.skill.name, one.is_mandatory) for one in self.skill_needs)

    @cached_property
    def holdings_by(self) -> Mapping[UUID, list[SkillHolding]]:
        wanted = [one.skill_id for one in self.skill_needs]
        rows = SkillHolding.objects.filter(person__in=self.people, skill__in=wanted) if wanted else ()
        return _by_person(rows, "person_id")

    def _skills_of(self, person: Person, day: date) -> dict[str, date | None]:
        by_skill = {one.skill_id: one for one in self.skill_needs}
        is_supervised = self.visit is not None and self.visit.supervisor_id is not None
        return {
            by_skill[row.skill_id].skill.name: row.valid_until
            for row in self.holdings_by[person.pk]
            if row.level >= by_skill[row.skill_id].minimum_level
            and (row.valid_from is None or row.valid_from <= day)
            and (is_supervised or not row.needs_supervision)
        }

    def _parts(self, person: Person) -> tuple[PartNeed, ...]:
        return self.parts_in_van_of.get(person.pk) or self.parts_elsewhere

    @cached_property
    def parts_in_van_of(self) -> dict[UUID, tuple[PartNeed, ...]]:
        aboard = Reservation.objects.made_for("work_order", self.order.pk).filter(state="in_van")
        drivers = set(aboard.values_list("location__person_id", flat=True))
        return {one.pk: needs.parts(self.order, one) for one in self.people if one.pk in drivers}

    @cached_property
    def parts_elsewhere(self) -> tuple[PartNeed, ...]:
        return needs.parts(self.order, Person(name=""))

    @cached_property
    def knowing_ids(self) -> set[UUID | None]:
        if self.order.asset_id is None:
            return set()
        there = Visit.objects.rolled().filter(work_order__asset=self.order.asset_id)
        return set(there.values_list("engineer_id", flat=True))

    @cached_property
    def unpopular_counts(self) -> Mapping[UUID, int]:
        if not self.need.is_unpopular:
            return {}
        counts: dict[UUID, int] = defaultdict(int)
        lately = (self.now - FAIRNESS_PERIOD, self.now)
        rolled = Visit.objects.rolled().filter(engineer__in=self.people, planned_start_at__range=lately)
        for visit in rolled.only("engineer_id", "planned_start_at"):
            if visit.engineer_id is not None and visit.planned_start_at is not None:
                local = self.order.site.local_time(visit.planned_start_at)
                counts[visit.engineer_id] += _is_unpopular(local)
        return counts


def place_of(site: Site | None) -> Place | None:
    """Give where a site is, or None where nobody wrote down its coordinates."""
    if site is None or site.latitude is None or site.longitude is None:
        return None
    return Place(float(site.latitude), float(site.longitude))


def _held(row: Assignment) -> Held:
    place = place_of(row.visit.work_order.site)
    end_at = row.end_at if row.released_at is None else max(row.released_at, row.start_at)
    return Held(row.start_at, end_at, place, row.visit.planned_start_at)


def _away(row: Absence) -> Held:
    return Held(row.start_at, row.end_at, is_visit=False)


def _is_unpopular(local: datetime) -> bool:
    return is_at_night(local) or is_on_weekend(local)


def _by_person(rows: Iterable[Any], name: str) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
