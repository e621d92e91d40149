"""Make a proposal the plan: all of its visits are given, moved and taken back at once, or none is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, prefetch_related_objects

from firstfix.apps.dispatching.commands.assigning import (
    AssignmentInput,
    hold_crew,
    hold_time,
    release_assignments,
)
from firstfix.apps.dispatching.commands.refitting import refit_ways, trips_behind, way_without
from firstfix.apps.dispatching.commands.roster import Roster
from firstfix.apps.dispatching.events import PlanPublished
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries.planning.difference import Change, plan_difference
from firstfix.apps.dispatching.queries.planning.inputs import changed_since, inputs_of
from firstfix.apps.dispatching.queries.planning.job import wanted_of
from firstfix.apps.dispatching.queries.planning.reading import Reading
from firstfix.apps.dispatching.queries.planning.told import PlannedTrip
from firstfix.apps.dispatching.queries.planning.wishes import wishes_of
from firstfix.apps.visits.events import VisitProposed
from firstfix.apps.visits.facts.gathering import gather
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.engines.verdict import Missing, mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.guarding import take_step
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.locks import Key, lock_too
from firstfix.kernel.refusal import Reason, Refusal, Refused
from firstfix.kernel.statements import insert

__all__ = ["publish_plan"]

# A page has room for so many reasons; whoever reads them asks for a new plan anyway.
MOST_REASONS = 40
# Nobody drives longer to a visit than a day has.
_LONGEST_WAY = timedelta(days=1)


@command(on="plan_proposal", says=mark("{actor} published the plan."))
def publish_plan(
    work: Work,
    plan_proposal: PlanProposal,
    *,
    with_provisional: bool = False,
    because: Words | Literal[""] = "",
) -> dict[str, Any]:
    """Make the proposal the plan: give, move and take back its visits, all of them or none.

    A proposal is refused as stale where anything that it moves was changed since it was computed.
    ``because`` says why visits are planned after their promised arrival (S1-R05).
    """
    found = plan_difference(work.actor, plan_proposal, work.now)
    planned = found.of_kind("new", "moved", "removed")
    left_out = {one.wish.key for one in planned if one.is_provisional and not with_provisional}
    changes = [one for one in planned if one.wish.key not in left_out]
    lock_too(_keys(changes))
    _refuse_stale(work, plan_proposal, changes)
    visits = _visits(work, changes)
    _release(work, changes, visits, because)
    people = {person_id for change in changes for person_id in _people(change)}
    behind = trips_behind(plan_proposal.draft.plan, left_out)
    refit_ways(work, plan_proposal.draft.plan, engineers=people, without=set(visits) | behind)
    gather(list(visits.values()), people)
    prefetch_related_objects([visit.work_order.case for visit in visits.values()], "clocks")
    _hold_all(work, changes, visits, behind, because)
    plan_proposal.decided_by_id, plan_proposal.decided_at = work.actor.person_id, work.at
    work.note(changed_count=len(changes))
    work.emit(PlanPublished(plan_proposal.pk, len(changes)))
    return {"changed_count": len(changes)}


def _keys(changes: Collection[Change]) -> list[Key]:
    """Give everything that is decided about, so that nobody else decides about it meanwhile."""
    keys: list[Key] = []
    for change in changes:
        keys += [("work_order", change.wish.order.pk), ("case", change.wish.order.case_id)]
        keys += [("visit", change.wish.visit.pk)] if change.wish.visit else []
        keys += [("person", person_id) for person_id in _people(change)]
    return keys


def _people(change: Change) -> set[UUID]:
    """Give everybody whose time is freed or held."""
    places = [place for place in (change.before, change.after) if place]
    return {person_id for place in places for person_id in (place.engineer_id, *place.crew_ids)}


def _refuse_stale(work: Work, proposal: PlanProposal, changes: Sequence[Change]) -> None:
    """Raise Refused with what changed since the plan was computed, of what it is about to move."""
    if not changes:
        return
    wanted, event = wanted_of(proposal, work.actor, work.now)
    reading = Reading(wanted)
    now = inputs_of(reading, wishes_of(reading, only=event.visit_id, is_repair=event.is_repair))
    then = proposal.draft.inputs
    ids = {str(person_id) for one in changes for person_id in _people(one)}
    engineers = {pk: then["engineers"].get(pk, {}).get("name", "") for pk in sorted(ids)}
    keys = [change.wish.key for change in changes]
    changed = (*changed_since(then, now, keys=keys, engineers=engineers), *_passed(work, changes))
    if changed:
        raise Refused(
            Refusal(
                "plan_stale",
                mark("The plan was computed from what does not hold any more. Ask for a new plan."),
                {},
                Reason.CONFLICT,
                "request_plan",
                changed[:MOST_REASONS],
            )
        )


def _passed(work: Work, changes: Sequence[Change]) -> Iterator[Missing]:
    for change in changes:
        if change.after is not None and change.after.leave_at < work.now:
            params = {"visit": change.wish.label, "time": f"{change.after.leave_at:%Y-%m-%d %H:%M}"}
            sentence = mark("For {visit} the engineer would have left at {time} (UTC), which has passed.")
            yield Missing("plan_time_passed", sentence, params, ("dispatcher",), "request_plan")


def _visits(work: Work, changes: Sequence[Change]) -> dict[str, Visit]:
    """Give the visits of trips by their names; an order that has none yet gets one."""
    alone = [change.wish.order for change in changes if change.wish.visit is None]
    counted = Visit.objects.filter(work_order__in=alone).values_list("work_order").annotate(Count("pk"))
    counts = dict(counted.order_by())
    made = {order.pk: _new_visit(work, order, counts.get(order.pk, 0)) for order in alone}
    insert(made.values())
    return {change.wish.key: change.wish.visit or made[change.wish.order.pk] for change in changes}


def _new_visit(work: Work, order: WorkOrder, before_count: int) -> Visit:
    visit = Visit(
        id=work.new_id(f"visit:{order.pk}"),
        version=0,
        work_order=order,
        sequence=before_count + 1,
        proposed_by_id=work.actor.person_id,
        proposed_at=work.at,
    )
    work.touch("visit", visit.pk)
    work.emit(VisitProposed(visit.pk, order.pk))
    return visit


def _release(work: Work, changes: Sequence[Change], visits: Mapping[str, Visit], because: str) -> None:
    """Free all time first: two visits may change places."""
    moved = [visits[change.wish.key] for change in changes if change.before is not None]
    release_assignments(work, moved, because or "planned anew")
    for change in changes:
        for person_id in sorted(_people(change)):
            work.touch("person", person_id)
        if change.kind == "removed":
            visit = visits[change.wish.key]
            take_step(work, "visit", visit, "unassign_visit", {"because": because})
            visit.engineer = None


def _hold_all(
    work: Work, changes: Sequence[Change], visits: dict[str, Visit], behind: Collection[str], because: str
) -> None:
    """Hold the time of everything planned; raises Refused with every rule that refuses a part of it."""
    planned = [change for change in changes if change.after is not None]
    roster, refused = _roster(work, planned), list[Missing]()
    for change in planned:
        if change.wish.key in behind:
            roster.write()  # The way there is asked from what is held before it.
        refused += _hold(roster, _fitted(change, visits, behind), visits, because)
    if refused:
        raise Refused(_not_as_planned(refused))
    roster.write()
    _save(work, list(visits.values()))


def _roster(work: Work, planned: Sequence[Change]) -> Roster:
    trips = [one for change in planned if change.after for one in (change.after, *change.after.crew)]
    ends = [trip.end_at for trip in trips] or [work.now]
    # Where a way is fitted anew the engineer leaves earlier than planned.
    start = min((trip.leave_at for trip in trips), default=work.now) - _LONGEST_WAY
    return Roster(work, {trip.engineer_id for trip in trips}, start, max(ends))


def _fitted(change: Change, visits: Mapping[str, Visit], behind: Collection[str]) -> Change:
    """Give a change with the way as it is without the trip before it, where that one is not published."""
    key, after = change.wish.key, change.after
    if after is None or key not in behind:
        return change
    site = change.wish.order.site
    crew = tuple(
        replace(one, travel_minutes=way_without(one, site, visit_id=visits[key].pk)) for one in after.crew
    )
    minutes = way_without(after, site, visit_id=visits[key].pk)
    return replace(change, after=replace(after, travel_minutes=minutes, crew=crew))


def _hold(roster: Roster, change: Change, visits: Mapping[str, Visit], because: str) -> Iterator[Missing]:
    """Hold the engineer's time as ``assign_visit`` would, and give why not where it would be refused."""
    visit, after, work = visits[change.wish.key], change.after, roster.work
    assert after is not None
    given = _input(after, because)
    name = "assign_visit" if visit.state in ("proposed", "declined") else "reassign_visit"
    try:
        take_step(work, "visit", visit, name, given.model_dump())
        hold_time(work, visit, given, roster)
        if after.crew or (change.before and change.before.crew_ids):
            hold_crew(work, visit, {one.engineer_id: _input(one, because) for one in after.crew}, roster)
    except Refused as refused:
        yield from _reasons(change, refused.refusal)


def _input(trip: PlannedTrip, because: str) -> AssignmentInput:
    return AssignmentInput(
        engineer_id=trip.engineer_id,
        start_at=trip.start_at,
        end_at=trip.end_at,
        travel_minutes=trip.travel_minutes,
        because=because,
    )


def _save(work: Work, visits: Sequence[Visit]) -> None:
    Visit.objects.bulk_update(visits, ["state", "engineer", "planned_start_at", "planned_end_at"])
    for visit in visits:
        work.touch("work_order", visit.work_order_id)
        work.touch("case", visit.work_order.case_id)


def _reasons(change: Change, refusal: Refusal) -> Iterator[Missing]:
    sentence = mark("{visit} cannot be published as planned:")
    yield Missing("plan_visit_refused", sentence, {"visit": change.wish.label})
    yield Missing(refusal.code, refusal.template, refusal.params, ("dispatcher",), refusal.remedy)
    yield from refusal.missing


def _not_as_planned(reasons: Sequence[Missing]) -> Refusal:
    sentence = mark("Nothing was published, because a rule refuses part of the plan.")
    return Refusal("plan_refused", sentence, {}, missing=tuple(reasons[:MOST_REASONS]))
