"""What is to be planned: every trip and order, and what it asks for in the engine's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.fairness import is_at_night, is_on_weekend
from firstfix.apps.dispatching.queries.planning.reading import READY, Reading
from firstfix.apps.dispatching.queries.planning.windows import (
    FACE_MINUTES,
    NEVER_OPEN,
    intersected,
    start_windows,
)
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.engines.dispatch.planning import Needed
from firstfix.engines.service_clock import Calendar, open_intervals

__all__ = [
    "Placement",
    "Wish",
    "is_unpopular",
    "key_of",
    "minutes_of",
    "needs_of",
    "parts_of",
    "windows_of",
    "wish_of_order",
    "wish_of_visit",
    "wishes_of",
    "with_crew",
]

# An access agreed for less than a day says a time of day; for longer, the site's own hours hold in it.
A_TIME_OF_DAY = timedelta(days=1)
NO_OVERRUN: Mapping[UUID, int] = {}
_PROMISED = ("allocated", "picked", "in_transit")
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a visit stands: whose, when on site, and who comes along where it takes several."""

    engineer_id: UUID
    start_at: datetime
    end_at: datetime
    crew_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """One trip to plan: ``visit`` is None for an order that has none yet.

    ``is_provisional``: the order is not ready, so the trip is a guess. ``before`` is where it stands now,
    ``longer_minutes`` how much more time it takes than was planned. ``lacks_parts``: some are nowhere yet.
    """

    key: str
    order: WorkOrder
    visit: Visit | None = None
    before: Placement | None = None
    longer_minutes: int = 0
    lacks_parts: bool = False

    @property
    def is_provisional(self) -> bool:
        """Tell whether somebody still has to give what the order needs before a truck may roll."""
        return self.order.state not in READY or self.lacks_parts

    @property
    def label(self) -> str:
        """Give the number and the place, as dispatchers say it."""
        return f"{self.order.reference}, {self.order.site.name}"


def wishes_of(
    reading: Reading, *, only: UUID | None, is_repair: bool, overrun: Mapping[UUID, int] = NO_OVERRUN
) -> tuple[Wish, ...]:
    """Give everything to plan; a repair keeps to what is planned already, and to the visit or order ``only``.

    ``overrun`` says how many minutes longer visits take.
    """
    visits = [visit for visit in reading.visits if not is_repair or _is_held(visit) or visit.pk == only]
    alone = [order for order in reading.orders_alone if not is_repair or order.pk == only]
    held = (replace(wish_of_visit(one), longer_minutes=overrun.get(one.pk, 0)) for one in visits)
    wishes = (*held, *map(wish_of_order, alone))
    return tuple(replace(one, lacks_parts=_lacks_parts(reading, one)) for one in wishes)


def wish_of_order(order: WorkOrder) -> Wish:
    """Give the trip of an order that has none yet."""
    return Wish(key_of(order), order)


def with_crew(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Give the visits with whoever's time is held for them; one query more."""
    return visits.prefetch_related(Prefetch("assignments", Assignment.objects.holding(), to_attr="held_now"))


def wish_of_visit(visit: Visit) -> Wish:
    """Give the trip of a visit, and where it stands if somebody goes; fetch it with :func:`with_crew`."""
    before = None
    if _is_held(visit) and visit.engineer_id and visit.planned_start_at and visit.planned_end_at:
        others = sorted({row.engineer_id for row in visit.held_now} - {visit.engineer_id})  # type: ignore[attr-defined]
        before = Placement(visit.engineer_id, visit.planned_start_at, visit.planned_end_at, tuple(others))
    return Wish(key_of(visit), visit.work_order, visit, before)


def key_of(subject: Visit | WorkOrder) -> str:
    """Give the name of a trip in plans: by its visit, or by its order where it has no visit yet."""
    return f"{'visit' if isinstance(subject, Visit) else 'order'}:{subject.pk}"


def minutes_of(wish: Wish) -> int:
    """Give the minutes on site: as held, else as the order says; whole steps of the clock face."""
    held = wish.before and int((wish.before.end_at - wish.before.start_at).total_seconds() // 60)
    minutes = (held or wish.order.duration_minutes) + wish.longer_minutes
    return -(-minutes // FACE_MINUTES) * FACE_MINUTES


def windows_of(reading: Reading, wish: Wish, *, not_before: datetime | None) -> tuple[tuple[int, int], ...]:
    """Give the minutes at which the work may start: order, access, the site's hours, parts on their way."""
    wanted = reading.wanted
    open_at: Sequence[Stretch] = [(wanted.start_at, wanted.end_at + timedelta(days=1))]
    for limit in _limits(reading, wish, not_before):
        open_at = intersected(open_at, limit)
    for calendar in _hours(reading, wish):
        open_at = intersected(open_at, open_intervals(calendar, wanted.start_at, wanted.end_at))
    windows = start_windows(open_at, minutes_of(wish), wanted.start_at, wanted.end_at)
    return _as_told(reading, wish, windows)


def needs_of(reading: Reading, wish: Wish) -> tuple[Needed, ...]:
    """Give the skills and certificates that the order asks for."""
    return tuple(Needed(one.skill.name, one.minimum_level) for one in reading.skills_of[wish.order.pk])


def parts_of(reading: Reading, wish: Wish) -> dict[str, int]:
    """Give the parts that lie in somebody's van for this order: only whoever drives it can bring them."""
    rows = reading.parts_of[wish.order.pk]
    return {str(row.pk): row.quantity for row in rows if row.state == "in_van" and row.location is not None}


def is_unpopular(wish: Wish) -> bool:
    """Tell whether the work can only be done at night or on a weekend (S0-P16)."""
    order = wish.order
    if order.earliest_start_at is None or order.latest_end_at is None:
        return False
    first, last = map(order.site.local_time, (order.earliest_start_at, order.latest_end_at))
    is_night = last - first <= timedelta(hours=12) and (is_at_night(first) or is_at_night(last))
    return is_night or (is_on_weekend(first) and is_on_weekend(last) and last - first < timedelta(days=2))


def _lacks_parts(reading: Reading, wish: Wish) -> bool:
    """Tell whether a part is neither in a van nor known to arrive: then no engineer's gate would pass."""
    secured = [
        row
        for row in reading.parts_of[wish.order.pk]
        if row.state == "in_van" or (row.state in _PROMISED and row.expected_at is not None)
    ]
    return any(
        sum(row.quantity for row in secured if row.part_type_id == part_type_id) < quantity
        for part_type_id, quantity in reading.part_needs_of[wish.order.pk].items()
    )


def _is_held(visit: Visit) -> bool:
    return visit.state in ("assigned", "accepted")


def _limits(reading: Reading, wish: Wish, not_before: datetime | None) -> Iterator[Sequence[Stretch]]:
    order, wanted = wish.order, reading.wanted
    # A day more than the horizon: what may end after it may still start within it.
    first, last = wanted.start_at, wanted.end_at + timedelta(days=1)
    yield [(order.earliest_start_at or first, order.latest_end_at or last)]
    access = reading.access_of.get(order.pk)
    if access is not None:
        yield [(access.opens_at or first, access.closes_at or last)]
    coming = [
        row.expected_at for row in reading.parts_of[order.pk] if row.state in _PROMISED and row.expected_at
    ]
    yield [(max(coming, default=first), last)]
    yield [(not_before or first, last)]


def _hours(reading: Reading, wish: Wish) -> Iterator[Calendar]:
    """Give the hours that hold for the work: the site's, unless a time was agreed, and the contract's."""
    access = reading.access_of.get(wish.order.pk)
    opens_at, closes_at = (access.opens_at, access.closes_at) if access else (None, None)
    has_a_time = bool(opens_at and closes_at and closes_at - opens_at <= A_TIME_OF_DAY)
    site = wish.order.site.calendar
    if site is not None and not has_a_time:
        yield Calendar.from_json(site.definition)
    coverage = reading.promises.coverage_of.get(wish.order.case_id)
    if coverage is not None:
        yield coverage


def _as_told(
    reading: Reading, wish: Wish, windows: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """Give the windows as what was said to the customer leaves them.

    A time that was proposed is the only one. Where a visit stands it may stay, whatever it was agreed on.
    """
    visit, wanted = wish.visit, reading.wanted
    if visit is None or visit.planned_start_at is None or visit.planned_start_at < wanted.now:
        return windows
    minute = int((visit.planned_start_at - wanted.start_at).total_seconds() // 60)
    if wish.before is not None:
        return ((minute, minute),) if windows == NEVER_OPEN else (*windows, (minute, minute))
    if visit.state != "proposed":
        return windows
    return ((minute, minute),) if visit.planned_start_at < wanted.end_at else NEVER_OPEN
