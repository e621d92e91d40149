"""What the board draws: lanes of blocks with their places, words for who cannot see, and closed hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.forms.axis import FULL, Axis, axis_for
from firstfix.apps.dispatching.forms.lateness import Lateness, lateness_of
from firstfix.apps.dispatching.queries import Block, Board, Lane, SeenVisit
from firstfix.apps.dispatching.queries.planning.moments import span_words
from firstfix.engines.service_clock import Calendar, open_intervals

__all__ = ["DrawnBlock", "DrawnBoard", "DrawnLane", "Stretch", "drawn_board"]

# What a state looks like; the word is said as well, and each look has a sign of its own (board.css).
_LOOKS = {
    "accepted": "agreed", "en_route": "moving", "on_site": "there", "working": "there", "verifying": "there",
    "signed_off": "there", "signed_conditionally": "there", "signature_refused": "there", "paused": "halted",
    "stopped": "halted", "left": "over", "complete": "over", "aborted": "over",
}  # fmt: skip
# Two weeks hold some three thousand blocks: what each is about is told where it is chosen.
_MOST_TOLD_DAYS = 3
# How many thousandths of the board a letter may take, by zoom, on a short and on a long day: 7 px of the
# least width in board.css. Blocks of two weeks show no words.
_LETTER_WIDTHS = {1: (12, 8), 3: (7, 4.5)}
# Narrower than this many thousandths of two weeks, a block has room for its rank and not for its sign.
_SLIM = 10
# Who is sent may still change while nobody set out.
_MOVABLE = ("assigned", "accepted")


class DrawnBlock(NamedTuple):
    """One block: its classes, what stands in it, what is said of it, and when it is as a phone shows it.

    In two weeks nothing stands in a block, and a phone shows what is said: three thousand texts less.
    """

    block: Block
    classes: str
    words: str
    said: str
    when: str
    is_movable: bool


class Stretch(NamedTuple):
    """Something else in a lane, with its classes and its words: an absence, a duty, a rest cut short."""

    classes: str
    said: str


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """One engineer's lane; ``hours`` numbers the drawing of the hours in which the person does not work.

    ``is_off``: those are all hours that the board shows.
    """

    person: Person
    lane: Lane
    blocks: tuple[DrawnBlock, ...]
    stretches: tuple[Stretch, ...]
    hours: int | None
    is_off: bool

    @property
    def late_count(self) -> int:
        """Give how many blocks are late."""
        return sum(" late" in block.classes for block in self.blocks)


@dataclass(frozen=True, slots=True)
class DrawnBoard:
    """The whole board: the axis, the lanes, closed hours by their number, and where now is (None outside)."""

    axis: Axis
    lanes: tuple[DrawnLane, ...]
    closed: tuple[str, ...]
    now_at: int | None

    @property
    def rest_count(self) -> int:
        """Give how many rests are too short."""
        return sum(len(lane.lane.rests) for lane in self.lanes)


def drawn_board(board: Board, now: datetime) -> DrawnBoard:
    """Give where everything on the board lies."""
    return _Drawing(board, now).board()


class _Drawing:
    def __init__(self, seen: Board, now: datetime) -> None:
        self.seen, self.now, span = seen, now, seen.span
        held = ((block.leave_at, block.end_at) for block in seen.blocks)
        self.axis = axis_for(span.first_on, span.day_count, span.zone, held, is_work_day=_is_work_day(seen))
        self.weekdays = [str(WEEKDAYS_ABBR[number]) for number in range(7)]
        self.closed: dict[UUID, int] = {}
        self.paths: list[str] = []
        self.language = get_language()
        self.is_told = span.day_count <= _MOST_TOLD_DAYS

    def board(self) -> DrawnBoard:
        lanes = tuple(self._lane(lane) for lane in self.seen.lanes)
        is_shown = self.seen.span.start_at <= self.now < self.seen.span.end_at
        return DrawnBoard(
            self.axis, lanes, tuple(self.paths), self.axis.place(self.now) if is_shown else None
        )

    def _lane(self, lane: Lane) -> DrawnLane:
        moments = [block.leave_at for block in lane.blocks]
        moments += [away.start_at for away in lane.absences] + [rest.start_at for rest in lane.rests]
        begins = sorted(map(self.axis.place, moments))
        blocks = tuple(self._block(block, begins) for block in lane.blocks)
        hours = self._hours(lane.person)
        is_off = hours is not None and self.paths[hours] == _closed(0, FULL)
        return DrawnLane(lane.person, lane, blocks, tuple(self._stretches(lane)), hours, is_off)

    def _stretches(self, lane: Lane) -> Iterable[Stretch]:
        for away in lane.absences:
            yield Stretch(f"away {self._classes(away.start_at, away.end_at)}", gettext("Away"))
        for shift in lane.shifts:
            yield Stretch(
                f"duty {shift.tier} {self._classes(shift.start_at, shift.end_at)}", gettext("On call")
            )
        for rest in lane.rests:
            words = gettext("Rest of {span} instead of 11 h").format(span=span_words(rest.minutes))
            yield Stretch(f"short-rest {self._classes(rest.start_at, rest.end_at)}", words)

    def _block(self, block: Block, begins: Sequence[int]) -> DrawnBlock:
        leaves, starts, ends = map(self.axis.local, (block.leave_at, block.start_at, block.end_at))
        day = "" if self.seen.span.day_count == 1 else f"{self.weekdays[starts.weekday()]} {starts:%d} "
        when = f"{day}{starts:%H:%M}–{ends:%H:%M}"
        first, last = self.axis.place_of(leaves), self.axis.place_of(ends)
        place = _classes(first, last)
        if block.visit is None:
            words = gettext("Taken, for a customer outside your view")
            return DrawnBlock(block, f"job taken {place}", words, f"{when} {words}", when, False)
        late = lateness_of(block, self.now)
        look, words = _LOOKS.get(block.visit.state, "asked"), block.visit.site
        room = self._room(block, words, first, last, begins)
        late_class = " late" if late else ""
        classes = f"job {place}{_travel_class(block)} p{block.visit.priority} {look}{late_class}{room}"
        said = ", ".join(self._said(block, block.visit, when, late))
        shown = (words, when) if self.is_told else ("", "")
        return DrawnBlock(block, classes, shown[0], said, shown[1], block.visit.state in _MOVABLE)

    def _room(self, block: Block, words: str, first: int, last: int, begins: Sequence[int]) -> str:
        """Give the class of a block that has too little room for what would stand in it."""
        if not self.is_told:
            return " slim" if last - first < _SLIM else ""
        return " snug" if self._is_snug(block, words, begins) else ""

    def _is_snug(self, block: Block, words: str, begins: Sequence[int]) -> bool:
        """Tell whether words that go on behind the block would meet what comes next in the lane."""
        leaves = self.axis.place(block.leave_at)
        until = next((place for place in begins if place > leaves), FULL)
        letter = _LETTER_WIDTHS[self.axis.day_count][self.axis.is_long]
        return until - self.axis.place(block.start_at) < len(words) * letter

    def _said(self, block: Block, visit: SeenVisit, when: str, late: Lateness | None) -> Iterable[str]:
        yield f"{when} {visit.site}"
        yield f"P{visit.priority}"
        is_open = visit.state == "assigned" and block.answer == "waiting"
        yield _state_words(self.language, "" if is_open else visit.state)
        if block.travel_minutes:
            yield _travel_words(self.language, block.travel_minutes)
        if late is not None:
            yield late.words.format(span=span_words(late.minutes))
        if self.is_told:
            yield f"{visit.reference} {visit.title}"
            yield visit.customer

    def _classes(self, start: datetime, end: datetime) -> str:
        return _classes(self.axis.place(start), self.axis.place(end))

    def _hours(self, person: Person) -> int | None:
        if person.calendar is None:
            return None
        if person.calendar.pk not in self.closed:
            self.closed[person.calendar.pk] = len(self.paths)
            self.paths.append(self._closed_path(Calendar.from_json(person.calendar.definition)))
        return self.closed[person.calendar.pk]

    def _closed_path(self, calendar: Calendar) -> str:
        """Give the times outside working hours as the path of a drawing that is 1000 wide and 10 high."""
        span, path, over = self.seen.span, [], 0
        for opens, closes in open_intervals(calendar, span.start_at, span.end_at):
            first = self.axis.place(opens)
            path.append((over, first))
            over = max(over, self.axis.place(closes))
        path.append((over, FULL))
        return "".join(_closed(first, last) for first, last in path if last > first)


def _is_work_day(seen: Board) -> bool:
    """Tell whether anybody has working hours on these days; people without a calendar count as working."""
    calendars = {lane.person.calendar_id: lane.person.calendar for lane in seen.lanes}.values()
    return not calendars or any(
        calendar is None
        or open_intervals(Calendar.from_json(calendar.definition), seen.span.start_at, seen.span.end_at)
        for calendar in calendars
    )


def _closed(first: int, last: int) -> str:
    return f"M{first} 0H{last}V10H{first}z"


def _classes(first: int, last: int) -> str:
    return f"x{first} w{max(last - first, 1)}"


def _travel_class(block: Block) -> str:
    """Give the class that draws the way: its share of the block in hundredths."""
    whole = (block.end_at - block.leave_at).total_seconds() / 60
    return f" t{round(100 * block.travel_minutes / whole)}" if block.travel_minutes and whole else ""


# A board of two weeks says a few words some thousand times.
@lru_cache(maxsize=256)
def _state_words(_language: str | None, state: str) -> str:
    return gettext(state.replace("_", " ").capitalize()) if state else gettext("not answered yet")


@lru_cache(maxsize=4096)
def _travel_words(_language: str | None, minutes: int) -> str:
    return gettext("{span} on the road before").format(span=span_words(minutes))
