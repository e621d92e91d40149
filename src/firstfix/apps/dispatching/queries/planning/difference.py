"""What a proposal would change of the published plan: moved, new, taken back, by engineer and in points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries.goers import goers
from firstfix.apps.dispatching.queries.planning.told import PlannedTrip, trips_of
from firstfix.apps.dispatching.queries.planning.wishes import (
    Placement,
    Wish,
    wish_of_order,
    wish_of_visit,
    with_crew,
)
from firstfix.apps.visits.queries import visible_visits, visible_work_orders
from firstfix.kernel.identity import Actor

__all__ = ["Change", "EngineerChange", "PlanDifference", "plan_difference", "trips_by_key"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one trip: ``kind`` is new, moved, kept, removed or unserved.

    ``before`` is where it stands, ``after`` where it is to stand; ``is_provisional`` says that its order was
    not ready, so that publishing leaves it out unless asked. ``removed`` stands with somebody
    who cannot go, and nobody else can either.
    """

    kind: str
    wish: Wish
    before: Placement | None
    after: PlannedTrip | None
    is_provisional: bool = False

    @property
    def goes_elsewhere(self) -> bool:
        """Tell whether somebody else goes than before."""
        return bool(self.before and self.after and self.before.engineer_id != self.after.engineer_id)


@dataclass(frozen=True, slots=True)
class EngineerChange:
    """What changes for one engineer, who is None where the reader may not see them."""

    engineer_id: UUID
    person: Person | None
    new_count: int
    moved_count: int
    removed_count: int
    kept_count: int
    drive_minutes: int


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A proposal beside what is published: trip by trip, engineer by engineer, and the terms of both."""

    proposal: PlanProposal
    changes: tuple[Change, ...]
    engineers: tuple[EngineerChange, ...]
    before_terms: Mapping[str, int]
    terms: Mapping[str, int]

    @property
    def term_differences(self) -> dict[str, int]:
        """Give how many points of each term the proposal costs more (or less, below zero)."""
        return {name: self.terms[name] - self.before_terms.get(name, 0) for name in self.terms}

    def of_kind(self, *kinds: str) -> tuple[Change, ...]:
        """Give the changes of these kinds."""
        return tuple(one for one in self.changes if one.kind in kinds)


def plan_difference(actor: Actor, proposal: PlanProposal, now: datetime) -> PlanDifference:
    """Give what publishing the proposal would change, as ``actor`` sees it; few queries at any size."""
    draft = proposal.draft
    trips = trips_by_key(proposal)
    keys = [*trips, *draft.plan.get("unserved", ())]
    wishes = _wishes(actor, keys)
    pinned, guessed = (set(draft.plan.get(name, ())) for name in ("pinned", "provisional"))
    changes = [
        replace(
            _change(wishes[key], trips.get(key), is_pinned=key in pinned),
            is_provisional=key in guessed,
        )
        for key in keys
        if key in wishes
    ]
    people = {person.pk: person for person in goers(actor, now)}
    return PlanDifference(
        proposal,
        tuple(sorted(changes, key=_order)),
        _by_engineer(changes, people),
        draft.before_terms,
        draft.terms,
    )


def trips_by_key(proposal: PlanProposal) -> dict[str, PlannedTrip]:
    """Give the trips of the proposal by name; that of a crew is the leader's, with the others' in it."""
    by_key: dict[str, list[PlannedTrip]] = defaultdict(list)
    for trip in trips_of(proposal.draft.plan, proposal.horizon_start_at):
        by_key[trip.key].append(trip)
    return {key: _led(trips) for key, trips in by_key.items()}


def _led(trips: list[PlannedTrip]) -> PlannedTrip:
    leader, *others = sorted(trips, key=lambda trip: not trip.leads)
    return replace(leader, crew=tuple(others))


def _wishes(actor: Actor, keys: Iterable[str]) -> dict[str, Wish]:
    ids: dict[str, list[UUID]] = defaultdict(list)
    for key in keys:
        noun, _colon, text = key.partition(":")
        ids[noun].append(UUID(text))
    visits = visible_visits(actor).filter(pk__in=ids["visit"])
    visits = visits.select_related("work_order__case__organization", "work_order__site", "engineer")
    orders = (
        visible_work_orders(actor).filter(pk__in=ids["order"]).select_related("case__organization", "site")
    )
    wishes = [
        *(wish_of_visit(visit) for visit in with_crew(visits)),
        *(wish_of_order(order) for order in orders),
    ]
    return {wish.key: wish for wish in wishes}


def _change(wish: Wish, after: PlannedTrip | None, *, is_pinned: bool) -> Change:
    before = wish.before
    if is_pinned or (before is None and after is None):
        return Change("kept" if before else "unserved", wish, before, None if is_pinned else after)
    if after is None:
        return Change("removed", wish, before, None)
    if before is None:
        return Change("new", wish, None, after)
    stands = (before.engineer_id, before.start_at, before.end_at, before.crew_ids)
    planned = (after.engineer_id, after.start_at, after.end_at, after.crew_ids)
    return Change("kept" if stands == planned else "moved", wish, before, after)


def _order(change: Change) -> tuple[str, str]:
    moment = change.after.start_at if change.after else change.before.start_at if change.before else None
    return (moment.isoformat() if moment else "9", change.wish.key)


def _by_engineer(changes: Iterable[Change], people: Mapping[UUID, Person]) -> tuple[EngineerChange, ...]:
    counts: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for change in changes:
        _count(counts, change)
    found = [
        EngineerChange(
            engineer_id,
            people.get(engineer_id),
            own["new"],
            own["moved"],
            own["removed"],
            own["kept"],
            own["drive"],
        )
        for engineer_id, own in counts.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.person.name if one.person else "", str(one.engineer_id))))


def _count(counts: dict[UUID, dict[str, int]], change: Change) -> None:
    before, after = change.before, change.after
    if after is not None:
        kind = "new" if change.goes_elsewhere else change.kind
        counts[after.engineer_id][kind] += 1
        counts[after.engineer_id]["drive"] += after.travel_minutes
    if before is not None and (after is None or change.goes_elsewhere):
        counts[before.engineer_id]["kept" if change.kind == "kept" else "removed"] += 1
