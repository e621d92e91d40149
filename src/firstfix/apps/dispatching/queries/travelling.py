"""How long the ways take: from a road network where one is connected, else estimated; and what drives taught.

Planning asks :func:`travel_matrix` and nothing else. Who answers is registered from above, because
an adapter to another system lies over the capabilities (``firstfix.server.adapters``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, Exists, Max, OuterRef, QuerySet, Sum
from django.db.models.functions import Cast

from firstfix.apps.visits.models import CheckIn, TimeEntry, TimeKind
from firstfix.apps.visits.queries import visible_time_entries
from firstfix.engines.dispatch import Place, travel_minutes
from firstfix.engines.dispatch.travel import (
    UNLEARNT,
    LearntRoads,
    Leg,
    OfflineEstimate,
    TravelMatrix,
    TravelSource,
    learn_roads,
)
from firstfix.kernel import clock
from firstfix.kernel.identity import SYSTEM

__all__ = [
    "Pair",
    "known_ways",
    "learnt_roads",
    "register_known_ways",
    "register_travel_source",
    "travel_matrix",
    "travelled_legs",
]

Pair = tuple[Place, Place]
"""From where to where."""
KnownWays = Callable[[Iterable[Pair]], Mapping[Pair, int]]
"""From ways to the minutes of those that are known without asking anybody."""

SourceMaker = Callable[[LearntRoads], TravelSource]
"""From what was learnt of the roads to whoever is asked; what they do not know is estimated with it."""

# Every season once; `learn_roads` remembers no longer.
HISTORY = timedelta(days=365)
# Sixty engineers with four drives a day make this many in three months; more tell nothing new of a region.
MOST_LEGS = 20_000
# After a night's rest the day starts at the base again (Directive 2003/88/EC, article 3).
REST = timedelta(hours=11)

# What was learnt changes by drives; within minutes no way becomes another one.
LEARNT_FOR = timedelta(minutes=10)

_registered: dict[str, SourceMaker] = {}
_known: dict[str, KnownWays] = {}
_learnt: dict[str, Any] = {}


def register_travel_source(make: SourceMaker) -> None:
    """Register who is asked for travel times; without anybody all are estimated."""
    _registered["make"] = make


def travel_matrix(points: Sequence[Place]) -> TravelMatrix:
    """Give the minutes from each point to each other; never raises for want of an answer.

    It may wait for a routing service, as long as ``FIRSTFIX_TRAVEL_SECONDS`` says: ask it in a job,
    before any lock is taken. Costs one query, and one more where drives were recorded since.
    """
    make = _registered.get("make", OfflineEstimate)
    return make(learnt_roads()).matrix(points)


def register_known_ways(ask: KnownWays) -> None:
    """Register who knows ways without asking a service; without anybody all are estimated."""
    _known["ask"] = ask


def known_ways(pairs: Iterable[Pair]) -> Callable[[Place, Place], int]:
    """Give what says how long a way takes, as plans have it: of ``pairs`` what is remembered, else estimated.

    It asks no service and so never waits for one: it is for pages, and for commands under locks.
    """
    known = _known["ask"](pairs) if "ask" in _known else {}
    roads = _lately_learnt()

    def minutes(start: Place, end: Place) -> int:
        guess = travel_minutes(start, end, roads)
        return known.get((start, end), guess) if guess else 0

    return minutes


def _lately_learnt() -> LearntRoads:
    """Give what was learnt, asked for again only after some minutes: pages ask for little else."""
    now, asked_at = clock.now(), _learnt.get("asked_at")
    if asked_at is None or not timedelta() <= now - asked_at < LEARNT_FOR:
        return learnt_roads()
    roads: LearntRoads = _learnt["roads"]
    return roads


def learnt_roads() -> LearntRoads:
    """Give what the drives of the last year say about the roads of each region; nobody's name is kept.

    It is worked out anew where drives were added or corrected since, and else remembered by this process:
    20,000 drives take half a second, and pages ask, too.
    """
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - HISTORY
    # PostgreSQL knows no largest UUID; as texts they have one.
    newest = Max(Cast("pk", CharField()))
    state = _drives_since(since).aggregate(Count("pk"), Max("ended_at"), Sum("version"), newest=newest)
    if _learnt.get("state") != state:
        _learnt.update(
            state=state, roads=learn_roads(travelled_legs(since)) if state["pk__count"] else UNLEARNT
        )
    _learnt["asked_at"] = clock.now()
    roads: LearntRoads = _learnt["roads"]
    return roads


def travelled_legs(since: datetime) -> Iterator[Leg]:
    """Give the drives that ended at a visit, from the visit before or from the person's base after a rest.

    A drive is the time from setting out to checking in, as the engineer recorded or corrected it.
    """
    last: dict[UUID, _Drive] = {}
    for drive in sorted(_drives(since), key=lambda drive: drive.started_at):
        start = _start(last.get(drive.person_id), drive)
        last[drive.person_id] = drive
        if start is not None and drive.site is not None:
            minutes = (drive.ended_at - drive.started_at).total_seconds() / 60
            yield Leg(start, drive.site, minutes, drive.ended_at)


class _Drive(NamedTuple):
    """One recorded drive to a visit; ``site`` is None where nobody arrived, or has no coordinates."""

    person_id: UUID
    started_at: datetime
    ended_at: datetime
    site: Place | None
    base: Place | None


def _drives(since: datetime) -> Iterator[_Drive]:
    # Who turned back never checked in: where that drive ended is not known.
    arrivals = CheckIn.objects.filter(visit=OuterRef("visit"), person=OuterRef("person"))
    site, base = "visit__work_order__site__", "person__base_site__"
    rows = (
        _drives_since(since)
        .order_by("-started_at")
        .values_list(
            "person_id", "started_at", "ended_at", Exists(arrivals),
            f"{site}latitude", f"{site}longitude", f"{base}latitude", f"{base}longitude",
        )[:MOST_LEGS]
    )  # fmt: skip
    for person_id, started_at, ended_at, has_arrived, north, east, base_north, base_east in rows:
        site_place = _place(north, east) if has_arrived else None
        yield _Drive(person_id, started_at, ended_at, site_place, _place(base_north, base_east))


def _drives_since(since: datetime) -> QuerySet[TimeEntry]:
    entries = visible_time_entries(SYSTEM)
    return entries.filter(
        kind=TimeKind.TRAVEL, visit__isnull=False, started_at__gte=since, ended_at__isnull=False
    )


def _place(latitude: Decimal | None, longitude: Decimal | None) -> Place | None:
    if latitude is None or longitude is None:
        return None
    return Place(float(latitude), float(longitude))


def _start(before: _Drive | None, drive: _Drive) -> Place | None:
    """Give where a drive began, or None where nobody said."""
    if before is None or drive.started_at - before.ended_at >= REST:
        return drive.base
    return before.site
