"""Stamps that are missing, coarse, or in words that nobody explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.event import CANCELLED, CLOSED, DONE
from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import Scalar, mark

_MINUTE: Final = 60
_ENDED: Final = DONE - {CANCELLED}


def missing_stamps(cases: Cases) -> Iterator[Finding]:
    """Tell how many ended cases have no time of resolution, or of closure, though the log has such times."""
    carried = cases.carried
    # A cancelled case was never resolved, so it lacks nothing.
    done = [history for history in cases.histories if history.final_kind in _ENDED]
    no_resolution = tuple(history.case for history in done if history.resolved_at is None)
    if no_resolution and "resolved_at" in carried:
        sentence = mark(
            "Ended cases without a time of resolution: {count} ({share:.1%}). Figures of it leave"
            " them out and say so."
        )
        params = {"count": len(no_resolution), "share": len(no_resolution) / len(done)}
        yield Finding("missing_resolved_at", sentence, params, no_resolution)
    closed = [history for history in done if history.final_kind == CLOSED]
    no_closure = tuple(history.case for history in closed if history.closed_at is None)
    if no_closure and "closed_at" in carried:
        sentence = mark("Closed cases without a time of closure: {count} ({share:.1%}).")
        params = {"count": len(no_closure), "share": len(no_closure) / len(closed)}
        yield Finding("missing_closed_at", sentence, params, no_closure)


def unknown_priorities(cases: Cases) -> Iterator[Finding]:
    """Tell which priorities the mapping does not rank, so that nobody knows whether they are high."""
    if not cases.can_segment_by("priority"):
        return
    sizes = Counter(history.final_priority for history in cases.histories)
    unknown = {word: count for word, count in sizes.items() if word and cases.ground.rank(word) is None}
    if unknown:
        sentence = mark("Cases with a priority that the mapping does not rank: {count} ({words}).")
        params: dict[str, Scalar] = {"count": sum(unknown.values()), "words": ", ".join(sorted(unknown))}
        told = tuple(history.case for history in cases.histories if history.final_priority in unknown)
        yield Finding("unknown_priorities", sentence, params, told)


def coarse_times(cases: Cases) -> Iterator[Finding]:
    """Tell when times are to the minute or name no zone: shorter times and calendars cannot be reckoned."""
    ends = (*cases.moments("first_at"), *cases.moments("last_at"))
    if len(cases.histories) > 1 and not any(moment % _MINUTE for moment in ends if moment is not None):
        sentence = mark("Times are to the minute: nothing shorter than a minute can be told apart.")
        yield Finding("times_to_the_minute", sentence)
    if any("zone" in way for way in cases.log.account.time_ways):
        return
    if cases.has_calendar:
        sentence = mark("Times name no zone: they were taken for those of the calendar.")
        yield Finding("times_without_zone", sentence)
    else:
        sentence = mark(
            "Times name no zone and no calendar: all hours are by the clock, nights and holidays included."
        )
        yield Finding("times_without_zone", sentence)
