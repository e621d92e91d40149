"""Whom to send to one visit and when: the best free places of the published plan, and who might give way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.models import PlanCause
from firstfix.apps.dispatching.queries.planning.job import Event, PlanningJob, planning_job
from firstfix.apps.dispatching.queries.planning.reading import PlanScope
from firstfix.apps.dispatching.queries.planning.told import terms_of
from firstfix.apps.dispatching.queries.planning.wishes import Placement, Wish, key_of
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.engines.dispatch.planning import Ground, Job, Pin
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.repair import orders_of
from firstfix.engines.dispatch.planning.schedule import tell_day
from firstfix.engines.dispatch.planning.slots import Slot, best_slots, bump
from firstfix.engines.dispatch.planning.sound import sound_draft
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, cost_of_row
from firstfix.engines.dispatch.travel import Caution
from firstfix.kernel.identity import Actor

__all__ = ["Bumped", "SlotOffer", "Slots", "fixed_draft", "plan_draft", "suggest_slots"]


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """One place for the visit: whose, when to leave, on site from when to when, and what it costs by term."""

    person: Person
    leave_at: datetime
    start_at: datetime
    end_at: datetime
    travel_minutes: int
    late_minutes: int
    points: int
    terms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bumped:
    """A place that another visit would give up: which, where it stood, and where it would go instead."""

    offer: SlotOffer
    gives_way: Wish
    stood: Placement | None
    goes_to: SlotOffer | None
    points: int


@dataclass(frozen=True, slots=True)
class Slots:
    """The best places for one visit, cheapest first, none of which moves anything; and a way that does."""

    offers: tuple[SlotOffer, ...]
    bumped: Bumped | None
    is_travel_estimated: bool
    caution: Caution | None = None


def suggest_slots(
    actor: Actor, subject: Visit | WorkOrder, *, start: datetime, end: datetime, now: datetime, count: int = 5
) -> Slots:
    """Give up to ``count`` places for a visit from ``start`` up to ``end``, one for each engineer's day.

    ``subject`` is the visit, or an order that has none yet. Every offer can be taken by ``assign_visit`` as
    it stands, of an order once a visit is proposed for then. ``bumped`` is there where letting another visit
    of less weight give way costs less than all of them; ``request_repair`` carries that out.
    """
    wanted = PlanScope(actor, start, end, now)
    planning = planning_job(wanted, Event(PlanCause.URGENT, visit_id=subject.pk))
    key = key_of(subject)
    if key not in {one.id for one in planning.job.visits}:
        return Slots((), None, planning.is_travel_estimated, planning.caution)
    draft = _without(fixed_draft(planning, key), key)
    offers = _offers(planning, draft, key, count)
    bumped = _bumped(planning, key, offers)
    return Slots(offers, bumped, planning.is_travel_estimated, planning.caution)


def fixed_draft(planning: PlanningJob, key: str) -> Draft:
    """Give the published plan with every visit but ``key`` at its minute: a place in it moves nobody."""
    job = planning.job
    standing = {
        each.visit: (day.technician, day.shift) for day in planning.standing.days for each in day.visits
    }
    visits = []
    for visit in job.visits:
        told = visit.published
        if visit.id == key:
            visits.append(replace(visit, published=None, pin=None))
        elif visit.pin is None and told is not None and visit.id in standing and told.start >= job.now:
            visits.append(replace(visit, pin=Pin(*standing[visit.id], told.start)))
        else:
            visits.append(visit)
    return plan_draft(planning, replace(job, visits=tuple(visits)))


def plan_draft(planning: PlanningJob, job: Job) -> Draft:
    """Give the standing plan of ``job`` to walk on; a day that cannot be done as it stands is empty."""
    ground = Ground(job)
    orders = orders_of(ground, planning.standing)
    possible = [cost_of_row(ground, row, order) < INFEASIBLE for row, order in enumerate(orders)]
    fitting = [order if fits else () for order, fits in zip(orders, possible, strict=True)]
    return sound_draft(ground, fitting)


def _without(draft: Draft, key: str) -> Draft:
    """Give the draft with the visit taken out, where it was in."""
    stop = draft.ground.number[key]
    if draft.row_of[stop] >= 0:
        draft.remove(draft.row_of[stop], {stop})
    return draft


def _offers(planning: PlanningJob, draft: Draft, key: str, count: int) -> tuple[SlotOffer, ...]:
    stop = draft.ground.number[key]
    # More than are wanted, because some days hold a way longer than it is now.
    found = (_offer(planning, draft, stop, slot) for slot in best_slots(draft, stop, count=4 * count))
    return tuple(islice((one for one in found if _is_free(planning, one, key)), count))


def _is_free(planning: PlanningJob, offer: SlotOffer, key: str) -> bool:
    """Tell whether nothing that is held, the ways included, touches the offer."""
    return not any(
        row.start_at < offer.end_at and offer.leave_at < row.end_at
        for row in planning.reading.held_by[offer.person.pk]
        if row.released_at is None and key != f"visit:{row.visit_id}"
    )


def _offer(planning: PlanningJob, draft: Draft, stop: int, slot: Slot) -> SlotOffer:
    ground, day = draft.ground, draft.days[slot.row]
    order = (*day.order[: slot.at], stop, *day.order[slot.at :])
    told = tell_day(ground, slot.row, order)
    before = tell_day(ground, slot.row, day.order)
    place = ground.place[order[slot.at - 1]] if slot.at else ground.shifts[slot.row].start_place
    way, found = ground.travel[place][ground.place[stop]], told.stops[slot.at]
    technician = ground.job.technicians[ground.technician_of[slot.row]]
    starts_at = planning.at(found.starts)
    return SlotOffer(
        planning.people[technician.id],
        starts_at - timedelta(minutes=way),
        starts_at,
        planning.at(found.done),
        way,
        found.late_minutes,
        slot.points,
        terms_of(told.terms - before.terms),
    )


def _bumped(planning: PlanningJob, key: str, offers: tuple[SlotOffer, ...]) -> Bumped | None:
    draft = _without(plan_draft(planning, planning.job), key)
    way = bump(draft, draft.ground.number[key])
    if way is None or way.points >= (
        offers[0].points if offers else draft.ground.value[draft.ground.number[key]]
    ):
        return None
    gives_way = draft.ground.job.visits[way.gave_way].id
    draft.remove(way.slot.row, {way.gave_way})
    offer = _offer(planning, draft, draft.ground.number[key], way.slot)
    draft.serve(draft.ground.number[key], way.slot.row, way.slot.at)
    goes_to = _offer(planning, draft, way.gave_way, way.moved) if way.moved else None
    wish = planning.wishes[gives_way]
    return Bumped(offer, wish, wish.before, goes_to, way.points)
