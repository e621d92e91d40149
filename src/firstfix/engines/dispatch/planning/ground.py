"""A job as the search walks on it: numbers in lists, and who may do what settled once.

A *row* is one shift of one technician; rows are numbered over all technicians. Visits are numbered as they
stand in the job.
"""

from __future__ import annotations

from collections.abc import Sequence

from firstfix.engines.dispatch.planning.model import Job, Shift, Technician, Visit
from firstfix.engines.dispatch.planning.skills import has_skills

__all__ = ["NEVER", "Ground"]

NEVER = 1 << 40
"""A minute that never comes."""


class Ground:
    """The compiled job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.travel = [list(line) for line in job.travel]
        # The way to a place, from everywhere.
        self.towards = [list(line) for line in zip(*self.travel, strict=True)]
        self.mile = job.policy.travel
        self._compile_visits(job)
        self._compile_rows(job)
        self._settle_who_may(job)

    def _compile_visits(self, job: Job) -> None:
        visits = job.visits
        self.count = len(visits)
        self.number = {visit.id: index for index, visit in enumerate(visits)}
        self.place = [visit.place for visit in visits]
        self.windows = [_windows(visit, job.now) for visit in visits]
        self.opens = [windows[0][0] for windows in self.windows]
        # The first window's end: what comes later asks for the next window.
        self.closes = [windows[0][1] for windows in self.windows]
        self.shuts = [windows[-1][1] for windows in self.windows]
        self.value = [_value(visit, job) for visit in visits]
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
        self.row_starts = [max(shift.start, job.now) for shift in self.shifts]
        self.row_ends = [shift.end for shift in self.shifts]
        self.row_limits = [
            _limit(job.technicians[self.technician_of[row]], self.shift_of[row]) for row in self.rows
        ]
        self.capacity = [job.technicians[index].capacity for index in self.technician_of]
        self._compile_paces(job)

    def _compile_paces(self, job: Job) -> None:
        by_pace: dict[int, list[int]] = {}
        for technician in job.technicians:
            if technician.pace not in by_pace:
                # Rounded up: half a minute less is a plan that fails.
                by_pace[technician.pace] = [
                    -(-visit.minutes * technician.pace // 100) for visit in job.visits
                ]
        self.minutes = [by_pace[job.technicians[index].pace] for index in self.technician_of]

    def _settle_who_may(self, job: Job) -> None:
        """Settle for each visit the rows that may have it, and what each costs whatever the time."""
        self.fixed: list[list[int]] = [[] for _ in self.rows]
        for row in self.rows:
            technician = job.technicians[self.technician_of[row]]
            self.fixed[row] = [_fixed_cost(visit, technician, job) for visit in job.visits]
        self.open_to = [[row for row in self.rows if self._may(row, index)] for index in range(self.count)]
        self._number_kinds()

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
                self.row_limits[row],
                self.capacity[row],
                id(self.minutes[row]),
                tuple((index, fixed[index]) for index in open_here[row]),
            )
            self.kind.append(kinds.setdefault(alike, len(kinds)))

    def _may(self, row: int, index: int) -> bool:
        visit, technician = self.job.visits[index], self.job.technicians[self.technician_of[row]]
        here = (technician.id, self.shift_of[row])
        if visit.pin is not None and (visit.pin.technician, visit.pin.shift) != here:
            return False
        if visit.customer in technician.refused or not self._fits_alone(row, index):
            return False
        return has_skills(technician, visit, at=self.shifts[row].start)

    def _fits_alone(self, row: int, index: int) -> bool:
        """Tell whether the row could have this visit were it the only one, leaving its meal aside."""
        shift, place = self.shifts[row], self.place[index]
        start = self.start_from(index, self.row_starts[row] + self.travel[shift.start_place][place])
        back = start + self.minutes[row][index] + self.travel[place][shift.end_place]
        limit = self.capacity[row]
        return back <= self.row_limits[row] and (limit is None or self.load[index] <= limit)

    def start_from(self, index: int, minute: int) -> int:
        """Give when a visit starts for who is there at ``minute``; NEVER when all windows are over."""
        for opens, closes in self.windows[index]:
            if minute <= closes:
                return max(minute, opens)
        return NEVER

    def price(self, index: int, start: int) -> int:
        """Give what starting at this minute costs: lateness, and the distance from what was published."""
        points = 0
        due = self.due[index]
        if start > due:
            points = self.rate[index] * self.late_minutes(index, start)
        if self.told[index] >= 0:
            moved = abs(start - self.told[index])
            if moved > self.job.policy.unmoved_minutes:
                points += self.job.policy.moved_minute * moved
        return points

    def late_minutes(self, index: int, start: int) -> int:
        """Give how late this start is, in the minutes of the promise's own calendar."""
        passed, due = self.passed[index], self.due[index]
        if passed is None:
            return max(0, start - due)
        last = len(passed) - 1
        return max(0, passed[min(start, last)] - passed[max(0, min(due, last))])


def _windows(visit: Visit, now: int) -> tuple[tuple[int, int], ...]:
    if visit.pin is not None and visit.pin.start is not None:
        return ((visit.pin.start, visit.pin.start),)
    windows = sorted((max(opens, now), closes) for opens, closes in visit.windows if closes >= now)
    if not visit.windows:
        return ((now, NEVER),)
    return tuple(windows) or ((NEVER, -1),)


def _value(visit: Visit, job: Job) -> int:
    points = job.policy.unserved.get(visit.priority, 0) if visit.value is None else visit.value
    return points * visit.crew


def _limit(technician: Technician, number: int) -> int:
    """Give the minute by which the technician has to be back: overtime, and the rest before the next day."""
    shift = technician.shifts[number]
    limit = shift.end + shift.overtime
    if number + 1 < len(technician.shifts):
        limit = min(limit, technician.shifts[number + 1].start - technician.rest)
    return limit


def _fixed_cost(visit: Visit, technician: Technician, job: Job) -> int:
    policy = job.policy
    points = 0
    if visit.preferred and technician.id not in visit.preferred:
        points += policy.not_preferred
    if visit.is_unpopular:
        points += policy.unpopular * technician.burden
    if visit.published is not None and visit.published.technician != technician.id:
        points += policy.other_technician
    return points
