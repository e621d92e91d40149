"""Returns under another name: new cases and merges where a case should have been reopened."""

from __future__ import annotations

from typing import Final

from firstfix.engines.scorecard.event import CANCELLED
from firstfix.engines.scorecard.gaming.trace import Share, Trace, exceeds_norm, exceeds_share, share_of
from firstfix.engines.scorecard.ground import DAY, ended_at
from firstfix.engines.scorecard.measures import REOPENED
from firstfix.engines.scorecard.observing import SAME_ASSET_DAYS
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import mark

_REOPENS: Final = ("S1-K05", "S2-K04", "S1-K03")
_AGAIN_MARGIN: Final = 0.02
# By our own judgement one duplicate in five comes when the case that it belongs to has just ended.
_LATE_MERGE_NORM: Final = 0.20
_MERGE_MARGIN: Final = 0.05


def new_instead_of_reopened(cases: Cases) -> Trace | None:
    """Give how many ended cases are followed by a new one for the same asset within 14 days.

    What is usual is the share that follows in the next 14 days, when nobody would reopen any more, and the
    share of reopenings besides: what honest work shows as a reopening may show here as a new case.
    """
    if "asset" not in cases.carried:
        return None
    soon: list[tuple[str, bool]] = []
    later: list[tuple[str, bool]] = []
    window = SAME_ASSET_DAYS
    for history in cases.histories:
        days = cases.ground.days_to_next(history, "asset")
        watched_days = (cases.ground.ends_at - ended_at(history)) / DAY
        if days is None or not history.is_done or watched_days < 2 * window:
            continue
        if history.final_kind == CANCELLED:
            continue
        soon.append((history.case, days <= window))
        if days > window:
            later.append((history.case, days <= 2 * window))
    seen, usual = share_of(soon), share_of(later)
    reopened = cases.figures(REOPENED)
    reopened_share = sum(reopened) / len(reopened) if reopened else 0.0
    return Trace(
        "new_instead_of_reopened",
        mark("New cases stand in for reopenings"),
        mark(
            "Of {n} ended cases {rate:.0%} were followed by a new one for the same asset within 14"
            " days; {baseline:.0%} would be usual."
        ),
        _REOPENS,
        seen,
        min(1.0, usual.rate + reopened_share),
        exceeds_share(seen, usual, margin=_AGAIN_MARGIN + reopened_share),
    )


def merged_into_ended(cases: Cases) -> Trace | None:
    """Give how many merges go into a case that had ended before the merged one was opened."""
    if "merged_into" not in cases.carried:
        return None
    ends = {history.case: ended_at(history) for history in cases.histories if history.is_done}
    merged: list[tuple[str, bool]] = []
    for history in cases.histories:
        into = cases.ground.text(history, "merged_into")
        if into:
            merged.append((history.case, into in ends and ends[into] < history.opened_at))
    seen: Share = share_of(merged)
    return Trace(
        "merged_into_ended",
        mark("Merges hide reopenings"),
        mark(
            "Of {n} merged cases {rate:.0%} went into one that had ended before; {baseline:.0%} is"
            " taken as usual."
        ),
        _REOPENS,
        seen,
        _LATE_MERGE_NORM,
        exceeds_norm(seen, _LATE_MERGE_NORM, margin=_MERGE_MARGIN),
    )
