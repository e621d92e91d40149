"""One engineer's day on the page: stretches, windows and promises on an axis, and the stops under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firstfix.cli.planning.page_reasons import Why
from firstfix.cli.planning.speaking import Language
from firstfix.cli.planning.timeline import Segment, segments_of
from firstfix.engines.dispatch.day_files import ReadDay
from firstfix.engines.dispatch.planning import Job, PlannedDay, PlannedVisit, Shift

__all__ = ["PALETTE_SIZE", "Axis", "Drawing", "Hand", "Lane", "shift_of"]

# As many colours as the page's style sheet has; who comes after them shares one, told apart by name.
PALETTE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Hand:
    """An engineer with work in the plan, by the number under which the page knows them."""

    number: int
    name: str

    @property
    def colour(self) -> int:
        """Give which of the page's colours they have."""
        return self.number % PALETTE_SIZE


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a lane: kind, its place in percent of the lane, and words for it."""

    kind: str
    left: float
    width: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit in a lane and in the list under it."""

    number: int
    visit: str
    name: str
    customer: str
    bar: Mark
    arrives: str
    starts: str
    done: str
    length: str
    drive: str
    late_minutes: int
    slack: str
    priority: int
    window: str
    due: str
    why: Why | None


@dataclass(frozen=True, slots=True)
class Lane:
    """One engineer's day."""

    hand: Hand
    hours: str
    back: str
    drive: str
    overtime: str
    marks: tuple[Mark, ...]
    stops: tuple[Stop, ...]
    meal: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The minutes that a date's lanes show, in percent of their width."""

    start: int
    end: int

    def at(self, minute: int) -> float:
        """Give where a minute is, one of the ends for what lies outside."""
        inside = min(max(minute, self.start), self.end)
        return round((inside - self.start) * 100 / (self.end - self.start), 3)

    def between(self, kind: str, starts: int, ends: int, words: str = "") -> Mark:
        """Give a mark from one minute to another."""
        left = self.at(starts)
        return Mark(kind, left, round(self.at(ends) - left, 3), words)

    def hours(self, day: ReadDay) -> Iterator[tuple[float, str]]:
        """Give the hours to write, every second one on long days."""
        step = 60 if self.end - self.start <= 14 * 60 else 120
        for minute in range(self.start, self.end, step):
            yield self.at(minute), day.horizon.clock(minute)


class Drawing:
    """One planned day on its axis."""

    def __init__(self, day: ReadDay, spoken: Language, axis: Axis, planned: PlannedDay) -> None:
        self.day, self.spoken, self.axis, self.planned = day, spoken, axis, planned
        self.shift = shift_of(day.job, planned)
        self.segments = segments_of(day.job, planned)
        self.forms = {form.id: form for form in day.form.visits}
        self.visits = {visit.id: visit for visit in day.job.visits}

    def lane(self, hand: Hand, whys: Mapping[str, Why]) -> Lane:
        """Give the lane with its stops."""
        clock, shift, planned, spoken = self.day.horizon.clock, self.shift, self.planned, self.spoken
        drive = sum(segment.minutes for segment in self.segments if segment.kind == "drive")
        over, meal = planned.back - shift.end, planned.meal
        return Lane(
            hand,
            f"{clock(shift.start)}–{clock(shift.end)}",
            clock(planned.back),
            spoken.minutes(drive),
            spoken.minutes(over) if over > 0 else "",
            tuple(self._marks()),
            tuple(self._stops(whys)),
            f"{clock(meal.starts)}–{clock(meal.ends)}" if meal is not None else "",
        )

    def _marks(self) -> Iterator[Mark]:
        axis, shift = self.axis, self.shift
        yield axis.between("shift", shift.start, shift.end)
        if self.planned.back > shift.end:
            yield axis.between("overtime", shift.end, self.planned.back)
        for segment in self.segments:
            if segment.planned is None and segment.minutes > 0:
                yield axis.between(segment.kind, segment.starts, segment.ends, self._words(segment))
        for planned in self.planned.visits:
            yield from self._promised(planned.visit)

    def _promised(self, name: str) -> Iterator[Mark]:
        """Give the windows of a visit, and when it is due, as far as they lie on this date."""
        visit, axis = self.visits[name], self.axis
        for opens, closes in visit.windows:
            closing = closes + visit.minutes
            if opens < axis.end and closing > axis.start:
                yield axis.between("window", opens, closing, self.day.called(name))
        if visit.promise is not None and axis.start <= visit.promise.due <= axis.end:
            yield axis.between("due", visit.promise.due, visit.promise.due, self.day.called(name))

    def _words(self, segment: Segment) -> str:
        clock = self.day.horizon.clock
        return f"{clock(segment.starts)}–{clock(segment.ends)}"

    def _stops(self, whys: Mapping[str, Why]) -> Iterator[Stop]:
        clock, drive = self.day.horizon.clock, 0
        number = 0
        for segment in self.segments:
            drive += segment.minutes if segment.kind == "drive" else 0
            planned = segment.planned
            if planned is None:
                continue
            number += 1
            form, visit = self.forms[planned.visit], self.visits[planned.visit]
            yield Stop(
                number,
                planned.visit,
                form.name or planned.visit,
                form.customer,
                self.axis.between("visit", planned.starts, planned.done),
                clock(planned.arrives),
                clock(planned.starts),
                clock(planned.done),
                self.spoken.minutes(planned.done - planned.starts),
                self.spoken.minutes(drive) if drive else "",
                planned.late_minutes,
                self._slack(planned),
                visit.priority,
                self._window(planned.visit),
                self.spoken.moment(self.day, visit.promise.due) if visit.promise else "",
                whys.get(planned.visit),
            )
            drive = 0

    def _slack(self, planned: PlannedVisit) -> str:
        left = planned.slack_minutes
        return "" if left is None or left < 0 else self.spoken.minutes(left)

    def _window(self, name: str) -> str:
        visit, moment = self.visits[name], self.spoken.moment
        told = (
            f"{moment(self.day, opens)}–{self.day.horizon.clock(closes + visit.minutes)}"
            for opens, closes in visit.windows
        )
        return ", ".join(told)


def shift_of(job: Job, planned: PlannedDay) -> Shift:
    """Give the shift in which a day is planned."""
    technician = next(each for each in job.technicians if each.id == planned.technician)
    return technician.shifts[planned.shift]
