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
        None if closed is None or resolved is None else (closed - resolved) // _HOUR
        for closed, resolved in zip(cases.moments("closed_at"), cases.moments("resolved_at"), strict=True)
    ]
    counts = Counter(waits)
    told_count = len(waits) - counts[None]
    if told_count < _FEWEST_CASES:
        return
    later = {hours: count for hours, count in counts.items() if hours and hours > 0}
    hours, count = max(later.items(), key=lambda pair: (pair[1], -pair[0]), default=(0, 0))
    if count / told_count >= _TIMER_SHARE:
        sentence = mark(
            "{share:.1%} of the cases were closed {hours} to {next_hours} hours ({days:.1f} days) after their"
            " resolution: a timer closes them, so the time to closure is no figure of service."
        )
        params: dict[str, Scalar] = {
            "share": count / told_count,
            "hours": hours,
            "next_hours": hours + 1,
            "days": hours / 24,
        }
        told = tuple(
            [history.case for history, wait in zip(cases.histories, waits, strict=True) if wait == hours]
        )
        yield Finding("closing_timer", sentence, params, told)


def bulk_closing(cases: Cases) -> Iterator[Finding]:
    """Tell when many cases were closed within a few minutes."""
    minutes = [None if closed is None else closed // _MINUTE for closed in cases.moments("closed_at")]
    counts = Counter(minutes)
    counts.pop(None, None)
    bulk = {minute: count for minute, count in counts.items() if minute is not None and count >= _BULK_COUNT}
    if not bulk:
        return
    fullest = max(bulk, key=bulk.__getitem__)
    sentence = mark(
        "{share:.1%} of all closures ({count}) fall into {minutes} minutes, {most} of them into the one at"
        " {moment}: they were closed as a list, not one by one."
    )
    params: dict[str, Scalar] = {
        "share": sum(bulk.values()) / counts.total(),
        "count": sum(bulk.values()),
        "minutes": len(bulk),
        "most": bulk[fullest],
        "moment": minute_of(fullest * _MINUTE),
    }
    told = tuple(
        [history.case for history, minute in zip(cases.histories, minutes, strict=True) if minute in bulk]
    )
    yield Finding("bulk_closing", sentence, params, told)
