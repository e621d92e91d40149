"""Traces of playing with numbers: ten ways to a better figure without better work, and what each leaves.

:func:`gaming_traces` gives what a log shows of each; :func:`pair_verdict` reads a KPI together with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from firstfix.engines.scorecard.gaming.deadlines import heaped_ends, late_lowerings, late_moves, late_pauses
from firstfix.engines.scorecard.gaming.returns import merged_into_ended, new_instead_of_reopened
from firstfix.engines.scorecard.gaming.trace import Share, Trace
from firstfix.engines.scorecard.gaming.work import (
    chosen_surveys,
    hasty_ticks,
    idle_acknowledgements,
    unproved_ends,
)
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.mapping import LogMapping
from firstfix.engines.scorecard.scoring import Cases, Pair

__all__ = [
    "PairVerdict",
    "Share",
    "Trace",
    "gaming_traces",
    "is_contradicted",
    "may_read_events",
    "pair_verdict",
    "reads_events",
]

_DETECTORS: Final[tuple[Callable[[Cases], Trace | None], ...]] = (
    heaped_ends,
    late_pauses,
    late_lowerings,
    new_instead_of_reopened,
    unproved_ends,
    merged_into_ended,
    idle_acknowledgements,
    hasty_ticks,
    late_moves,
    chosen_surveys,
)


# The kinds of event at which detectors look one by one.
_READ: Final = frozenset({"evidence_added", "acknowledged", "check_ticked"})


# A counter-metric over less than half of the cases says nothing of the larger part.
_BACKING_SHARE: Final = 0.5


class PairVerdict(StrEnum):
    """What may be said of a figure: in doubt wherever a trace was found, whatever the figure is.

    ``UNGUARDED`` is a good figure whose counter-metric does not back it: it speaks of too few of the cases,
    or is surely beyond its own bound.
    """

    MET = "met"
    MISSED = "missed"
    IN_DOUBT = "in_doubt"
    UNGUARDED = "unguarded"
    TOO_FEW = "too_few"
    NO_BOUND = "no_bound"


def gaming_traces(cases: Cases) -> list[Trace]:
    """Give the trace of each way of playing that the log can show; what it lacks the data for is left out."""
    return [trace for detector in _DETECTORS if (trace := detector(cases)) is not None]


def reads_events(log: Log) -> bool:
    """Tell whether a detector would look at single events of such a log."""
    return "due_at" in log.attributes or not log.kinds.isdisjoint(_READ)


def may_read_events(mapping: LogMapping) -> bool:
    """Tell the same of logs that nobody has read yet, from their mapping: false is no promise."""
    return "due_at" in mapping.attributes or not _READ.isdisjoint(mapping.kinds.values())


def pair_verdict(pair: Pair, traces: Sequence[Trace]) -> PairVerdict:
    """Give the verdict on a KPI, read together with the traces that guard it."""
    if any(trace.is_flagged and pair.kpi.id in trace.guards for trace in traces):
        return PairVerdict.IN_DOUBT
    if pair.value.is_small or pair.value.figure is None:
        return PairVerdict.TOO_FEW
    is_met = pair.kpi.target.is_met_by(pair.value.figure)
    if is_met is None:
        return PairVerdict.NO_BOUND
    if not is_met:
        return PairVerdict.MISSED
    is_backed = not pair.counter.is_small and pair.counter.n >= _BACKING_SHARE * pair.value.n
    return PairVerdict.MET if is_backed and not is_contradicted(pair) else PairVerdict.UNGUARDED


def is_contradicted(pair: Pair) -> bool:
    """Tell whether the counter-metric is beyond its bound with its whole interval, whatever the figure is."""
    bound, interval = pair.kpi.counter_target, pair.counter.interval
    if bound is None or interval is None:
        return False
    is_above = bound.at_most is not None and interval[0] > bound.at_most
    return is_above or (bound.at_least is not None and interval[1] < bound.at_least)
