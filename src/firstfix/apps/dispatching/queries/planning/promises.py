"""What is promised to customers as the engine prices it: due in minutes, late by the promise's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from uuid import UUID

from firstfix.apps.cases.models import CalendarEdition, TargetClock
from firstfix.apps.directory.models import Agreement
from firstfix.engines.dispatch.planning import DEFAULT_POLICY, Promise
from firstfix.engines.service_clock import Calendar, TargetKind, open_intervals

__all__ = ["Promises"]

# Overtime, a night and the drive home may lie behind the last day.
MARGIN = timedelta(days=1)


class Promises:
    """The promises to the customers of some cases, over a time; two queries."""

    def __init__(self, case_ids: Iterable[UUID], start_at: datetime, end_at: datetime) -> None:
        self.case_ids, self.start_at, self.end_at = frozenset(case_ids), start_at, end_at

    def promise(self, case_id: UUID, minutes: int) -> Promise | None:
        """Give until when a visit of so many minutes has to start to keep the case's promise."""
        clock = self.clock_of.get(case_id)
        if clock is None or clock.due_at is None:
            return None
        due = self._minute(clock.due_at)
        if clock.kind != TargetKind.ARRIVE.value:
            due -= minutes
        name = clock.target.get("calendar")
        return Promise(due, name if name in self._calendars else None)

    def value(self, priority: int, promise: Promise | None) -> int:
        """Give what leaving a visit out costs: its price, and the lateness that it has at the end at least.

        Late is better than never, however late it is already: else what is overdue would never be planned.
        """
        points = DEFAULT_POLICY.unserved.get(priority, 0)
        if promise is None:
            return points
        length = self._minute(self.end_at)
        passed = self.passed.get(promise.calendar) if promise.calendar else None
        if passed is None:
            late = max(0, length - promise.due)
        else:
            late = passed[length] - passed[min(max(0, promise.due), length)]
        return points + late * DEFAULT_POLICY.late.get(priority, 0)

    @cached_property
    def clock_of(self) -> Mapping[UUID, TargetClock]:
        """Give for each case the clock of what a visit keeps: arrival, else the service restored."""
        ticking = [
            row for row in self._clocks if row.due_at is not None and row.state not in ("met", "breached")
        ]
        restored = {row.case_id: row for row in ticking if row.kind == TargetKind.RESTORE.value}
        arrived = {row.case_id: row for row in ticking if row.kind == TargetKind.ARRIVE.value}
        return restored | arrived

    @cached_property
    def coverage_of(self) -> Mapping[UUID, Calendar]:
        """Give the hours that a case's contract covers; outside them a visit needs an approval (S1-R13)."""
        arrivals = [row for row in self._clocks if row.kind == TargetKind.ARRIVE.value]
        named = {row.case_id: str(row.target.get("calendar")) for row in arrivals}
        return {case_id: self._calendars[name] for case_id, name in named.items() if name in self._calendars}

    @cached_property
    def passed(self) -> dict[str, list[int]]:
        """Give for each calendar how many of its minutes have passed at each minute of the time."""
        end = self.end_at + MARGIN
        length = self._minute(end) + 1
        found = {}
        for name, calendar in self._calendars.items():
            is_open = bytearray(length + 1)
            for opens, closes in open_intervals(calendar, self.start_at, end):
                first, last = self._minute(opens), self._minute(closes)
                is_open[first + 1 : last + 1] = b"\x01" * (last - first)
            found[name] = list(accumulate(is_open))
        return found

    @cached_property
    def _clocks(self) -> list[TargetClock]:
        kinds = (TargetKind.ARRIVE.value, TargetKind.RESTORE.value)
        rows = TargetClock.objects.filter(case__in=self.case_ids, agreement=Agreement.SLA, kind__in=kinds)
        return list(rows)

    @cached_property
    def _calendars(self) -> Mapping[str, Calendar]:
        hashes = {row.target.get("calendar") for row in self._clocks}
        rows = CalendarEdition.objects.filter(pk__in=[one for one in hashes if one])
        return {row.hash: Calendar.from_json(row.definition) for row in rows}

    def _minute(self, moment: datetime) -> int:
        return int((moment - self.start_at).total_seconds() // 60)
