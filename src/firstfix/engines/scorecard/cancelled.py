"""Cancelled and merged cases: no work ended in them, so figures of ended work leave them out by that name.

What had already gone wrong stays: a promise that was missed before the case was cancelled is a missed
promise, or cancelling would be the cheapest way to a better figure. Which figures these are, each measure
declares (``Measure.of_cancelled``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from firstfix.engines.scorecard.event import CANCELLED
from firstfix.engines.scorecard.ground import Ground
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.measure import OUTSIDE, Measure, Observations, Observed

CANCELLED_CODE: Final = "cancelled"
# Reasons that promise a figure later; of a cancelled case there will never be one.
NOT_YET: Final = frozenset(
    {
        "no_resolved_at",
        "no_closed_at",
        "no_response",
        "no_priority",
        "no_acknowledgement",
        "not_done",
        "not_followed",
    }
)


def observe(measure: Measure, histories: Sequence[History], ground: Ground) -> Observations:
    """Give what ``measure`` observes in all ``histories``, cancelled cases left out as it declares."""
    look = measure.observe
    observed = [look(history, ground) for history in histories]
    for place in ground.cancelled_places:
        observed[place] = of_cancelled(measure, observed[place])
    return Observations(measure, histories, observed)


def observe_one(
    measure: Measure, history: History, ground: Ground, *, not_yet: frozenset[str] = NOT_YET
) -> Observed:
    """Give what ``measure`` observes in one case, by the same rule."""
    seen = measure.observe(history, ground)
    return of_cancelled(measure, seen, not_yet=not_yet) if history.final_kind == CANCELLED else seen


def of_cancelled(measure: Measure, seen: Observed, *, not_yet: frozenset[str] = NOT_YET) -> Observed:
    """Give what stays of a figure, or of a reason why there is none, where the case was cancelled."""
    if isinstance(seen, str):
        return CANCELLED_CODE if seen != OUTSIDE and seen in not_yet else seen
    kept = measure.of_cancelled
    return seen if kept is None or seen in kept else CANCELLED_CODE
