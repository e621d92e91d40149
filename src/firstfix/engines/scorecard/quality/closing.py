"""Closures that say nothing of service: made by a timer, or hundreds in one minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.months import minute_of
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import Scalar, mark

_MINUTE: Final = 60
_HOUR: Final = 3600
# Nobody looks at twenty cases in a minute: who closes as many closes a list.
_BULK_COUNT: Final = 20
# When one case in five waits for the same number of hours after its resolution, no person chose it.
_TIMER_SHARE: Final = 0.20
_FEWEST_CASES: Final = 30


def closing_timer(cases: Cases) -> Iterator[Finding]:
    """Tell when many cases are closed the same number of hours after their resolution."""
    waits = [
        (history.closed_at - history.resolved_at) // _HOUR
        for history in cases.histories
        if history.closed_at is not None and history.resolved_at is not None
    ]
    if len(waits) < _FEWEST_CASES:
        return
    counts = Counter([hours for hours in waits if hours > 0])
    hours, count = max(counts.items(), key=lambda pair: (pair[1], -pair[0]), default=(0, 0))
    if count / len(waits) >= _TIMER_SHARE:
        sentence = mark(
            "{share:.1%} of the cases were closed {hours} to {next_hours} hours ({days:.1f} days) after their"
            " resolution: a timer closes them, so the time to closure is no figure of service."
        )
        params: dict[str, Scalar] = {
            "share": count / len(waits),
            "hours": hours,
            "next_hours": hours + 1,
            "days": hours / 24,
        }
        told = tuple(
            history.case
            for history in cases.histories
            if history.closed_at is not None
            and history.resolved_at is not None
            and (history.closed_at - history.resolved_at) // _HOUR == hours
        )
        yield Finding("closing_timer", sentence, params, told)


def bulk_closing(cases: Cases) -> Iterator[Finding]:
    """Tell when many cases were closed within a few minutes."""
    closed = [history for history in cases.histories if history.closed_at is not None]
    minutes = [(history.closed_at or 0) // _MINUTE for history in closed]
    counts = Counter(minutes)
    bulk = {minute: count for minute, count in counts.items() if count >= _BULK_COUNT}
    if not bulk:
        return
    fullest = max(bulk, key=bulk.__getitem__)
    sentence = mark(
        "{share:.1%} of all closures ({count}) fall into {minutes} minutes, {most} of them into the one at"
        " {moment}: they were closed as a list, not one by one."
    )
    params: dict[str, Scalar] = {
        "share": sum(bulk.values()) / len(minutes),
        "count": sum(bulk.values()),
        "minutes": len(bulk),
        "most": bulk[fullest],
        "moment": minute_of(fullest * _MINUTE),
    }
    told = tuple([history.case for history, minute in zip(closed, minutes, strict=True) if minute in bulk])
    yield Finding("bulk_closing", sentence, params, told)
