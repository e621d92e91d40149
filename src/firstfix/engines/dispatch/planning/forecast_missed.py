"""By how much a start misses what was agreed: its window, and the promise beyond what was planned."""

from __future__ import annotations

from dataclasses import dataclass

from firstfix.engines.dispatch.planning.model import Job, Visit

__all__ = ["Missed", "missed"]


@dataclass(frozen=True, slots=True)
class Missed:
    """Minutes after the window's end, and more minutes late by the promise's own calendar than planned."""

    window_minutes: int = 0
    promise_minutes: int = 0

    @property
    def is_any(self) -> bool:
        """Tell whether something is missed."""
        return bool(self.window_minutes or self.promise_minutes)


def missed(job: Job, visit: Visit, *, planned: int, starts: int) -> Missed:
    """Give what a start misses that was planned for another minute, in the window in which that lies."""
    closes = [closes for opens, closes in visit.windows if opens <= planned <= closes]
    window = max(0, starts - max(closes)) if closes else 0
    return Missed(window, _late(job, visit, starts) - _late(job, visit, planned))


def _late(job: Job, visit: Visit, starts: int) -> int:
    promise = visit.promise
    if promise is None or starts <= promise.due:
        return 0
    if promise.calendar is None:
        return starts - promise.due
    passed = job.calendars[promise.calendar]
    last = len(passed) - 1
    return passed[min(starts, last)] - passed[max(0, min(promise.due, last))]
