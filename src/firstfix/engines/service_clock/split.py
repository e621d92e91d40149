"""A clock's open time split by who was waited for, so that the parts add up to the whole (S1-F25)."""

from __future__ import annotations

from dataclasses import dataclass

from firstfix.engines.service_clock.moments import second_of
from firstfix.engines.service_clock.reading import ClockReading, Pause
from firstfix.engines.service_clock.timeline import timeline_of

__all__ = ["Share", "split_by_party"]


@dataclass(frozen=True, slots=True)
class Share:
    """Open seconds of a clock spent waiting for one party and reason; both empty for nobody."""

    by: str
    reason: str
    service_seconds: int


def split_by_party(reading: ClockReading) -> tuple[Share, ...]:
    """Give used plus paused time of the present round by party and reason, nobody first, then by first wait.

    Waits the contract refuses are in it: who held the work up is a fact, whatever the clock did. Time
    shared by several waits goes to the one that began first, so each second is counted once.
    """
    seconds: dict[tuple[str, str], int] = {}
    counted_to = 0
    timeline = timeline_of(reading.target.calendar)
    for wait in sorted((*reading.paused, *reading.refused_pauses), key=_order):
        start, end = max(second_of(wait.start_at), counted_to), second_of(wait.end_at or reading.now_at)
        if end > start:
            party = (wait.by, wait.reason)
            seconds[party] = seconds.get(party, 0) + timeline.seconds_between(start, end)
            counted_to = end
    nobody = reading.used_seconds + reading.paused_seconds - sum(seconds.values())
    return Share("", "", nobody), *(Share(*party, spent) for party, spent in seconds.items())


def _order(wait: Pause) -> tuple[int, str, str]:
    return second_of(wait.start_at), wait.by, wait.reason
