"""A job as the search walks on it: numbers in lists, and who may do what settled once.

A *row* is one shift of one technician; rows are numbered over all technicians. Visits are numbered as they
stand in the job.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from itertools import pairwise

from firstfix.engines.dispatch.planning.begun import (
    NOTHING_BEGUN,
    begun_days,
    minutes_for,
    pinned_places,
)
from firstfix.engines.dispatch.planning.cells import Cells
from firstfix.engines.dispatch.planning.couplings import couplings_of
from firstfix.engines.dispatch.planning.model import Job, Shift, Technician, Visit
from firstfix.engines.dispatch.planning.skills import has_skills

__all__ = ["NEVER", "Ground"]

NEVER = 1 << 40
"""A minute that never comes."""

# Added to what leaving out a pinned visit costs while searching: no price buys a pin. 20,000 visits that are
# all left out cost less.
PIN_PRICE = 1 << 36

_NEVER_OPEN = ((NEVER, -1),)


class Ground:
    """The compiled job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.travel = [list(line) for line in job.travel]
        # The way to a place, from everywhere.
        self.towards = [list(line) for line in zip(*self.travel, strict=True)]
        self.mile = job.policy.travel
        self.ties, self.begun_days = couplings_of(job), begun_days(job)
        self.free = self
        self._compile_visits(job)
        self._compile_rows(job)
        self._settle_who_may(job)
        self.cells = Cells(self.place, self.travel, self.towards)
        self.has_told = any(told >= 0 for told in self.told)
        self.ways = [self._ways_to(index) for index in range(self.count)]
        self._price_what_has_begun(job)
        self._number_kinds()
        self._add_depots(job)
        self.pull = self._with_followers()

    def _compile_visits(self, job: Job) -> None:
        visits = job.visits
        self.count = len(visits)
        self.number = {visit.id: index for index, visit in enumerate(visits)}
        self.place = [visit.place for visit in visits]
        begun = {stop for day in self.begun_days.values() for stop in day.stops}
        self.is_begun = [stop in begun for stop in range(self.count)]
        self.windows = [
            _windows(visit, -1 if is_begun else max(job.now, released))
            for visit, is_begun, released in zip(visits, self.is_begun, self.ties.released, strict=True)
        ]
        self.opens = [windows[0][0] for windows in self.windows]
        # The first window's end: what comes later asks for the next window.
        self.closes = [windows[0][1] for windows in self.windows]
        self.shuts = [windows[-1][1] for windows in self.windows]
        self.value = [_value(visit, job) for visit in visits]
        # What serving is worth to the search: no price buys a pin.
        self.worth = [
            points if visit.pin is None else points + PIN_PRICE
            for visit, points in zip(visits, self.value, strict=True)
        ]
        self.load = [visit.load for visit in visits]
        self._compile_prices(job)

    def _compile_prices(self, job: Job) -> None:
        """Settle what the minute of a start costs: ``price`` is asked only for starts after ``watch``."""
        policy = job.policy
        self.rate = [policy.late.get(visit.priority, 0) for visit in job.visits]
        self.due = [NEVER if visit.promise is None else visit.promise.due for visit in job.visits]
        self.due = [due if rate else NEVER for due, rate in zip(self.due, self.rate, strict=True)]
        self.passed: list[Sequence[int] | None] = [
            job.calendars[visit.promise.calendar] if visit.promise and visit.promise.calendar else None
            for visit in job.visits
        ]
        # The minutes of its calendar that have passed when it is due.
        self.spent = [
            0 if passed is None else passed[max(0, min(due, len(passed) - 1))]
            for passed, due in zip(self.passed, self.due, strict=True)
        ]
        self.told = [-1 if visit.published is None else visit.published.start for visit in job.visits]
        self.watch = [-1 if told >= 0 else due for told, due in zip(self.told, self.due, strict=True)]

    def _compile_rows(self, job: Job) -> None:
        self.technician_of: list[int] = []
        self.shift_of: list[int] = []
        self.shifts: list[Shift] = []
        for index, technician in enumerate(job.technicians):
            for number, shift in enumerate(technician.shifts):
                self.technician_of.append(index)
                self.shift_of.append(number)
                self.shifts.append(shift)
        self.rows = range(len(self.shifts))
        days = self.begun_days
        self.begun = [
            days.get((job.technicians[index].id, number), NOTHING_BEGUN)
            for index, number in zip(self.technician_of, self.shift_of, strict=True)
        ]
        self.row_starts = [max(shift.start, job.now) for shift in self.shifts]
        self.row_ends = [shift.end for shift in self.shifts]
        self.row_limits = [
            _limit(job.technicians[self.technician_of[row]], self.shift_of[row]) for row in self.rows
        ]
        self.capacity = [job.technicians[index].capacity for index in self.technician_of]
        # What an empty row costs, and what a row with visits in it costs beside them.
        self.idle, self.base = [0] * len(self.shifts), [0] * len(self.shifts)
        self._compile_paces(job)

    def _compile_paces(self, job: Job) -> None:
        by_pace: dict[int, list[int]] = {}
        for technician in job.technicians:
            if technician.pace not in by_pace:
                by_pace[technician.pace] = [minutes_for(visit, technician) for visit in job.visits]
        self.minutes = [by_pace[job.technicians[index].pace] for index in self.technician_of]

    def _settle_who_may(self, job: Job) -> None:
        """Settle for each visit the rows that may have it, and what each costs whatever the time."""
        self.fixed: list[list[int]] = [[] for _ in self.rows]
        for row in self.rows:
            technician = job.technicians[self.technician_of[row]]
            self.fixed[row] = [_fixed_cost(visit, technician, job) for visit in job.visits]
        self._make_room_for_what_has_begun()
        # Of a crew one has to be skilled: who may lead it.
        self.leads = {
            index: frozenset(row for row in self.rows if self._is_skilled(row, index))
            for index, visit in enumerate(job.visits)
            if visit.crew > 1
        }
        self.open_to = [[row for row in self.rows if self._may(row, index)] for index in range(self.count)]

    def _make_room_for_what_has_begun(self) -> None:
        """Let each row start where and when its begun visits end, and be home as early as they allow."""
        for row in self.rows:
            begun = self.begun[row]
            if not begun.stops:
                continue
            self.shifts[row] = replace(self.shifts[row], start_place=self.place[begun.stops[-1]])
            self.row_starts[row] = max(begun.done, self.job.now)
            self.row_limits[row] = max(self.row_limits[row], begun.home)
            limit = self.capacity[row]
            if limit is not None:
                self.capacity[row] = max(0, limit - sum(self.load[stop] for stop in begun.stops))
            following = row + 1
            if following < len(self.shifts) and self.technician_of[following] == self.technician_of[row]:
                technician = self.job.technicians[self.technician_of[row]]
                rested = begun.home + technician.rest_before(self.shift_of[following])
                self.row_starts[following] = max(self.row_starts[following], rested)

    def _price_what_has_begun(self, job: Job) -> None:
        for row in self.rows:
            begun, shift = self.begun[row], self.shifts[row]
            if not begun.stops:
                continue
            first = job.technicians[self.technician_of[row]].shifts[self.shift_of[row]].start_place
            places = [first, *(self.place[stop] for stop in begun.stops)]
            way = sum(self.travel[before][after] for before, after in pairwise(places))
            prices = sum(self.fixed[row][stop] + self.price(stop, self.opens[stop]) for stop in begun.stops)
            self.base[row] = way * self.mile + prices
            way = self.travel[places[-1]][shift.end_place]
            over = max(0, begun.home - shift.end)
            self.idle[row] = self.base[row] + way * self.mile + over * job.policy.overtime

    def _number_kinds(self) -> None:
        """Give rows that are alike in everything one number: of empty ones it is enough to try one."""
        open_here: list[list[int]] = [[] for _ in self.rows]
        for index, rows in enumerate(self.open_to):
            for row in rows:
                open_here[row].append(index)
        kinds: dict[object, int] = {}
        self.kind = []
        for row in self.rows:
            fixed = self.fixed[row]
            alike = (
                self.shifts[row],
                self.row_starts[row],
                self.row_limits[row],
                self.base[row],
                self.idle[row],
                self.capacity[row],
                id(self.minutes[row]),
                tuple((index, fixed[index]) for index in open_here[row]),
            )
            self.kind.append(kinds.setdefault(alike, len(kinds)))

    def _may(self, row: int, index: int) -> bool:
        visit, technician = self.job.visits[index], self.job.technicians[self.technician_of[row]]
        here = (technician.id, self.shift_of[row])
        if visit.pin is not None and (self.is_begun[index] or here not in pinned_places(visit.pin)):
            return False
        if visit.customer in technician.refused or not self._fits_alone(row, index):
            return False
        return (visit.crew > 1 or self._is_skilled(row, index)) and self._has_parts(technician, index)

    def _is_skilled(self, row: int, index: int) -> bool:
        technician = self.job.technicians[self.technician_of[row]]
        return has_skills(technician, self.job.visits[index], at=self.shifts[row].start)

    def _has_parts(self, technician: Technician, index: int) -> bool:
        """Tell whether the van has the parts, or one depot what the van has not got."""
        missing = [
            (part, count - technician.van_stock.get(part, 0))
            for part, count in self.ties.needs[index]
            if count > technician.van_stock.get(part, 0)
        ]
        # In a crew somebody else may bring them.
        if not missing or self.job.visits[index].crew > 1:
            return True
        return any(
            all(depot.stock.get(part, 0) >= count for part, count in missing) for depot in self.job.depots
        )

    def _fits_alone(self, row: int, index: int) -> bool:
        """Tell whether the row could have this visit were it the only one, leaving its meal aside."""
        shift, place = self.shifts[row], self.place[index]
        start = self.start_from(index, self.row_starts[row] + self.travel[shift.start_place][place])
        back = start + self.minutes[row][index] + self.travel[place][shift.end_place]
        limit = self.capacity[row]
        return back <= self.row_limits[row] and (limit is None or self.load[index] <= limit)

    def _ways_to(self, index: int) -> list[tuple[int, int]]:
        """Give the rows that may have a visit, each with what it costs there at least: the dearest last.

        Of equal ones those that begin and end the nearest come first, as likely to be the cheapest. The price
        is what being late costs for who goes there first of all. Where something was published it is nothing:
        to push it nearer to its time saves points.
        """
        if self.has_told:
            return [(0, row) for row in self.open_to[index]]
        way = min(self.towards[self.place[index]], default=0)
        soonest = ((self.start_from(index, self.row_starts[row] + way), row) for row in self.open_to[index])
        priced = (
            (self.price(index, start) if start > self.watch[index] else 0, row) for start, row in soonest
        )
        return sorted(priced, key=lambda way: (way[0], self._way_from_home(index, way[1]), way[1]))

    def _way_from_home(self, index: int, row: int) -> int:
        place, shift = self.place[index], self.shifts[row]
        return self.travel[shift.start_place][place] + self.travel[place][shift.end_place]

    def _with_followers(self) -> list[int]:
        """Give what each visit is worth together with all that can only be served after it."""
        ties = self.ties
        if not any(ties.followers):
            return self.worth
        pull = list(self.worth)
        for stop in sorted(range(self.count), key=lambda each: -ties.turn[each]):
            pull[stop] += sum(pull[each] for each in ties.followers[stop] if self.open_to[each])
        return pull

    def _add_depots(self, job: Job) -> None:
        """Number the depots after the visits: an outing is a stop that is open all day."""
        if not any(self.ties.needs):
            return
        for depot in job.depots:
            self.place.append(depot.place)
            self.windows.append(((0, NEVER),))
            self.load.append(0)
            self.rate.append(0)
            self.passed.append(None)
            self.told.append(-1)
            self.spent.append(0)
            for per_visit, entry in ((self.opens, 0), (self.closes, NEVER), (self.shuts, NEVER)):
                per_visit.append(entry)
            for per_visit in (self.due, self.watch):
                per_visit.append(NEVER)
            for minutes in {id(minutes): minutes for minutes in self.minutes}.values():
                minutes.append(depot.minutes)
            for fixed in self.fixed:
                fixed.append(job.policy.pick_up)

    def held(self) -> Ground:
        """Give the same ground with windows of its own, which a draft narrows as days touch each other."""
        other = copy(self.free)
        other.windows, other.opens = list(self.free.windows), list(self.free.opens)
        other.closes, other.shuts = list(self.free.closes), list(self.free.shuts)
        return other

    def hold(self, stop: int, earliest: int, latest: int = NEVER) -> None:
        """Narrow the starts of a visit to those between two minutes; for a ground that is held."""
        windows = (
            tuple(
                (max(opens, earliest), min(closes, latest))
                for opens, closes in self.free.windows[stop]
                if closes >= earliest and opens <= latest
            )
            or _NEVER_OPEN
        )
        self.windows[stop], self.opens[stop] = windows, windows[0][0]
        self.closes[stop], self.shuts[stop] = windows[0][1], windows[-1][1]

    def start_from(self, index: int, minute: int) -> int:
        """Give when a visit starts for who is there at ``minute``; NEVER when all windows are over."""
        for opens, closes in self.windows[index]:
            if minute <= closes:
                return max(minute, opens)
        return NEVER

    def price(self, index: int, start: int) -> int:
        """Give what starting at this minute costs: lateness, and the distance from what was published."""
        points, due = 0, self.due[index]
        if start > due:
            passed = self.passed[index]
            late = start - due if passed is None else passed[min(start, len(passed) - 1)] - self.spent[index]
            points = self.rate[index] * late if late > 0 else 0
        if self.told[index] >= 0:
            moved = abs(start - self.told[index])
            if moved > self.job.policy.unmoved_minutes:
                points += self.job.policy.moved_minute * moved
        return points

    def late_minutes(self, index: int, start: int) -> int:
        """Give how late this start is, in the minutes of the promise's own calendar."""
        return max(0, self._counted(index, self.due[index], start))

    def slack_minutes(self, index: int, start: int) -> int | None:
        """Give what is left until due at this start, below 0 where that is late; None without a promise.

        In the minutes of the promise's own calendar, of which those after the horizon are not known.
        """
        promise = self.job.visits[index].promise
        return None if promise is None else self._counted(index, start, promise.due)

    def _counted(self, index: int, earlier: int, later: int) -> int:
        """Give the minutes of the promise's calendar from one to the other; below 0 the other way round."""
        passed = self.passed[index]
        if passed is None:
            return later - earlier
        last = len(passed) - 1
        return passed[max(0, min(later, last))] - passed[max(0, min(earlier, last))]


def _windows(visit: Visit, earliest: int) -> tuple[tuple[int, int], ...]:
    if visit.pin is not None and visit.pin.start is not None:
        start = visit.pin.start
        return ((start, start),) if start >= earliest else _NEVER_OPEN
    windows = sorted((max(opens, earliest), closes) for opens, closes in visit.windows if closes >= earliest)
    if not visit.windows:
        return ((earliest, NEVER),)
    return tuple(windows) or _NEVER_OPEN


def _value(visit: Visit, job: Job) -> int:
    return job.policy.worth_of(visit.priority, visit.value) * visit.crew


def _limit(technician: Technician, number: int) -> int:
    """Give the minute by which the technician has to be back: overtime, and the rest before the next day."""
    shift = technician.shifts[number]
    limit = shift.end + shift.overtime
    if number + 1 < len(technician.shifts):
        limit = min(limit, technician.shifts[number + 1].start - technician.rest_before(number + 1))
    return limit


def _fixed_cost(visit: Visit, technician: Technician, job: Job) -> int:
    policy = job.policy
    points = 0
    if visit.preferred and technician.id not in visit.preferred:
        points += policy.not_preferred
    if visit.is_unpopular:
        points += policy.unpopular * technician.burden
    told = visit.published
    if told is not None and technician.id not in (told.technician, *told.crew):
        points += policy.other_technician
    return points
