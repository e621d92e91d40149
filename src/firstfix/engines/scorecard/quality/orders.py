"""Times that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import mark

# No case stays open for twenty years, and few logs are older; 1900 and 1970 are zeros taken for dates.
_FAR_YEARS: Final = 20
_YEAR: Final = 31_556_952
# Code, sentence, and the two times of which the first must not come before the second.
_ORDERS: Final = (
    (
        "resolved_before_opened",
        mark("Cases resolved before they were opened: {count}."),
        "resolved_at",
        "opened_at",
    ),
    (
        "closed_before_resolved",
        mark("Cases closed before they were resolved: {count}."),
        "closed_at",
        "resolved_at",
    ),
    (
        "event_before_opened",
        mark("Cases with an event before they were opened: {count}."),
        "first_at",
        "opened_at",
    ),
)


def impossible_orders(cases: Cases) -> Iterator[Finding]:
    """Tell which cases have times in an order that cannot be; figures keep them as the log has them."""
    for code, sentence, first, second in _ORDERS:
        if told := tuple(history.case for history in _before(cases, first, second)):
            yield Finding(code, sentence, {"count": len(told)}, told)
    late = _before(cases, "closed_at", "last_at")
    if told := tuple(history.case for history in late if history.is_done):
        sentence = mark("Closed cases with events after their closure: {count}.")
        yield Finding("event_after_closed", sentence, {"count": len(told)}, told)


def times_far_off(cases: Cases) -> Iterator[Finding]:
    """Tell which cases have a time decades away from the others: a slip, or a zero taken for a date."""
    firsts = sorted(moment for moment in cases.moments("first_at") if moment is not None)
    low, high = (firsts[len(firsts) // 2] + side * _FAR_YEARS * _YEAR for side in (-1, 1))
    far: dict[str, None] = {}
    for name in ("first_at", "last_at", "opened_at", "resolved_at", "closed_at"):
        moments = cases.moments(name)
        told = [moment for moment in moments if moment is not None]
        if told and not low <= min(told) <= max(told) <= high:
            pairs = zip(cases.histories, moments, strict=True)
            far |= dict.fromkeys(
                history.case for history, at in pairs if at is not None and not low <= at <= high
            )
    if far:
        sentence = mark(
            "Cases with a time more than {years} years from the middle of the log: {count}. Their hours are"
            " in the figures; look at medians, and at the time of these cases."
        )
        yield Finding("times_far_off", sentence, {"years": _FAR_YEARS, "count": len(far)}, tuple(far))


def negative_responses(cases: Cases) -> Iterator[Finding]:
    """Tell in which cases the first response comes before the opening: opened after the work began."""
    if told := tuple(history.case for history in _before(cases, "responded_at", "opened_at")):
        sentence = mark(
            "Cases with a first response before they were opened: {count}. Their negative hours are in the"
            " figures, as the log has them."
        )
        yield Finding("negative_responses", sentence, {"count": len(told)}, told)


def _before(cases: Cases, first: str, second: str) -> list[History]:
    """Give the cases in which one time lies before another one."""
    pairs = zip(cases.histories, cases.moments(first), cases.moments(second), strict=True)
    return [history for history, one, other in pairs if one is not None and other is not None and one < other]


def stamps_against_events(cases: Cases) -> Iterator[Finding]:
    """Tell in which cases stamp and counters say something else than the events."""
    histories = cases.histories
    if "resolved_at" in cases.carried and "resolved" in cases.carried:
        stamps, moments = cases.moments("resolved_at"), cases.moments("resolved_event_at")
        other = [
            (one, stamp)
            for one, stamp, moment in zip(histories, stamps, moments, strict=True)
            if moment is not None and moment != stamp
        ]
        told = tuple(one.case for one, stamp in other if stamp is not None)
        stampless = [one for one, stamp in other if stamp is None]
        if told or stampless:
            sentence = mark(
                "Cases whose stamp of resolution is not the moment at which the events say so: {count}; cases"
                " that end in the events and have no such stamp: {stampless}. Figures take the stamp."
            )
            params = {"count": len(told), "stampless": len(stampless)}
            yield Finding(
                "resolution_disagrees", sentence, params, told + tuple(one.case for one in stampless)
            )
    if "reopen_count" in cases.carried:
        told = tuple(one.case for one in histories if (one.reopen_count > 0) != (one.returned_count > 0))
        if told:
            sentence = mark(
                "Cases whose counter of reopenings and events disagree: {count}. Figures take the counter."
            )
            yield Finding("reopenings_disagree", sentence, {"count": len(told)}, told)
