"""The dispatch board: everybody who goes to visits, what holds their time over some days, who is away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from firstfix.apps.cases.models import TargetClock
from firstfix.apps.directory.models import Agreement, Person
from firstfix.apps.dispatching.models import Absence, OnCallShift
from firstfix.apps.dispatching.queries.goers import goers
from firstfix.apps.dispatching.queries.narrowing import EVERYBODY, Narrowing
from firstfix.apps.dispatching.queries.rest import ShortRest, short_rests
from firstfix.apps.dispatching.queries.taken import taken_time
from firstfix.apps.dispatching.queries.unplanned import UnplannedOrder, unplanned_orders
from firstfix.apps.dispatching.queries.visible import visible_on_call_shifts
from firstfix.apps.visits.queries import visible_visits
from firstfix.engines.dispatch import Place
from firstfix.engines.service_clock import TargetKind
from firstfix.kernel.identity import Actor

__all__ = ["Block", "Board", "BoardSpan", "Lane", "SeenVisit", "board"]


class SeenVisit(NamedTuple):
    """What a reader who may see the visit is told of it; ``due_at`` is the arrival still promised."""

    visit_id: UUID
    state: str
    case_id: UUID
    reference: str
    title: str
    priority: int
    customer: str
    site: str
    locality: str
    place: Place | None
    due_at: datetime | None


class Block(NamedTuple):
    """A stretch of an engineer's time, the way there included; ``visit`` is None out of one's sight."""

    visit_id: UUID
    engineer_id: UUID
    leave_at: datetime
    start_at: datetime
    end_at: datetime
    travel_minutes: int
    is_held: bool
    answer: str
    visit: SeenVisit | None


@dataclass(frozen=True, slots=True)
class BoardSpan:
    """The days that a board shows, in the reader's zone."""

    first_on: date
    day_count: int
    zone: str

    @property
    def start_at(self) -> datetime:
        """Give the first instant."""
        return datetime.combine(self.first_on, time(), ZoneInfo(self.zone))

    @property
    def end_at(self) -> datetime:
        """Give the instant after the last."""
        return datetime.combine(self.first_on + timedelta(days=self.day_count), time(), ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Lane:
    """One engineer on the board."""

    person: Person
    blocks: tuple[Block, ...]
    absences: tuple[Absence, ...]
    shifts: tuple[OnCallShift, ...]
    rests: tuple[ShortRest, ...]

    @property
    def travel_minutes(self) -> int:
        """Give the minutes on the road to the visits shown."""
        return sum(block.travel_minutes for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Board:
    """What the board shows: an engineer a lane, and what is unplanned, most pressing first."""

    span: BoardSpan
    lanes: tuple[Lane, ...]
    unplanned: tuple[UnplannedOrder, ...]
    unplanned_count: int

    @property
    def blocks(self) -> list[Block]:
        """Give all stretches of all engineers."""
        return [block for lane in self.lanes for block in lane.blocks]


def board(actor: Actor, span: BoardSpan, now: datetime, narrowing: Narrowing = EVERYBODY) -> Board:
    """Give the board of these days; it asks the same few questions for any number of engineers and visits.

    ``narrowing`` says whose lanes; what waits for an engineer is shown whole.
    """
    # A rest may be cut short by work of the day before.
    blocks = _blocks(actor, span.start_at - timedelta(days=1), span.end_at)
    shown = _by_person([one for one in blocks if one.end_at > span.start_at], "engineer_id")
    held = _by_person(blocks, "engineer_id")
    absences = _by_person(Absence.objects.overlapping(span.start_at, span.end_at), "person_id")
    duty = visible_on_call_shifts(actor).filter(start_at__lt=span.end_at, end_at__gt=span.start_at)
    shifts = _by_person(duty, "person_id")
    unplanned, count = unplanned_orders(actor)
    lanes = (
        Lane(
            person,
            tuple(shown[person.pk]),
            tuple(absences[person.pk]),
            tuple(shifts[person.pk]),
            _rests(held[person.pk], span),
        )
        for person in _people(actor, now, shown, narrowing)
    )
    return Board(span, tuple(lanes), unplanned, count)


def _blocks(actor: Actor, start: datetime, end: datetime) -> list[Block]:
    rows = _newest(_held_rows(start, end))
    visits = _seen(actor, [row[0] for row in rows])
    return [_block(row, visits.get(row[0])) for row in rows]


# Tuples instead of rows, and no more columns than are used: sixty engineers over two weeks hold some three
# thousand stretches.
_HELD = (
    "visit_id", "engineer_id", "start_at", "end_at", "travel_minutes",
    "is_held", "is_accepted", "is_declined",
)  # fmt: skip


def _held_rows(start: datetime, end: datetime) -> Iterable[tuple[Any, ...]]:
    """Give the stretches of this time, those that were assigned last coming last."""
    rows = (
        taken_time(start, end)
        .order_by("assigned_at")
        .annotate(
            is_held=Q(released_at__isnull=True),
            is_accepted=Q(acceptance__isnull=False),
            is_declined=Q(decline__isnull=False),
        )
    )
    return rows.values_list(*_HELD)


def _newest(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Give one stretch a visit and standing: the newest, where an earlier one was moved."""
    newest = {(row[0], row[5]): row for row in rows}
    return sorted(newest.values(), key=lambda row: (row[2], row[0]))


def _block(row: tuple[Any, ...], visit: SeenVisit | None) -> Block:
    visit_id, engineer_id, leave_at, end_at, travel, is_held, accepted, declined = row
    answer = "declined" if declined else "accepted" if accepted else "waiting"
    start_at = leave_at + timedelta(minutes=travel)
    return Block(visit_id, engineer_id, leave_at, start_at, end_at, travel, is_held, answer, visit)


_SEEN = (
    "pk", "state", "work_order__case_id", "work_order__case__number", "work_order__sequence",
    "work_order__title", "work_order__priority", "work_order__case__organization__name",
    "work_order__site__name", "work_order__site__locality", "work_order__site__latitude",
    "work_order__site__longitude",
)  # fmt: skip


def _seen(actor: Actor, visit_ids: Sequence[UUID]) -> dict[UUID, SeenVisit]:
    rows = list(visible_visits(actor).filter(pk__in=visit_ids).values_list(*_SEEN))
    promised = _promised({row[2] for row in rows})
    return {row[0]: _seen_visit(row, promised.get(row[2])) for row in rows}


def _seen_visit(row: tuple[Any, ...], due_at: datetime | None) -> SeenVisit:
    visit_id, state, case_id, number, sequence, title, priority, *around, north, east = row
    place = None if north is None or east is None else Place(float(north), float(east))
    reference = f"C-{number}-{sequence}"
    return SeenVisit(visit_id, state, case_id, reference, title, priority, *around, place, due_at)


def _promised(case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Give until when arrival is promised to the customers of these cases, where it still is to be kept."""
    clocks = TargetClock.objects.ticking().filter(
        case__in=case_ids, kind=TargetKind.ARRIVE.value, agreement=Agreement.SLA, due_at__isnull=False
    )
    return dict(clocks.values_list("case_id", "due_at"))


def _rests(blocks: Sequence[Block], span: BoardSpan) -> tuple[ShortRest, ...]:
    held = [(block.leave_at, block.end_at) for block in blocks if block.is_held]
    return tuple(rest for rest in short_rests(held) if rest.end_at >= span.start_at)


def _people(actor: Actor, now: datetime, shown: Mapping[UUID, Any], narrowing: Narrowing) -> list[Person]:
    """Give everybody who goes to visits, and who goes on these days although the role has ended."""
    people = list(narrowing.of(goers(actor, now), now.date()))
    if narrowing:
        return people
    others = set(shown) - {person.pk for person in people}
    if others:
        people += (
            Person.objects.filter(pk__in=others)
            .select_related("base_site", "calendar")
            .order_by("name", "id")
        )
    return people


def _by_person(rows: Iterable[Any], name: str) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
