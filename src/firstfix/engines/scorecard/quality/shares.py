"""Shares that mislead: counted over rows, or hiding a group that fares otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.intervals import share_interval
from firstfix.engines.scorecard.measures import TARGET_MET
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import Scalar, mark

# Counting rows has to move the share by this much before it is worth a sentence.
_TELLING_GAP: Final = 0.05
# "Hardly ever": the whole interval of the share lies below this.
_HARDLY: Final = 0.10
# One priority in nine of ten cases says nothing about the others in any figure over all.
_RULING_SHARE: Final = 0.90


def row_weighted_targets(cases: Cases) -> Iterator[Finding]:
    """Tell when the share of met targets over rows is another than over cases: rows of one case repeat it."""
    met_rows = sum(history.met_row_count for history in cases.histories)
    rows = sum(history.judged_row_count for history in cases.histories)
    judged = cases.figures(TARGET_MET)
    # Where each case is judged on one row at most, rows repeat nothing.
    if rows <= len(cases.histories) or not judged:
        return
    by_row, by_case = met_rows / rows, sum(judged) / len(judged)
    if abs(by_row - by_case) >= _TELLING_GAP:
        sentence = mark(
            "Counted over rows {by_row:.1%} meet their target, counted over cases {by_case:.1%}. Rows repeat"
            " their case, and most of them were written before the outcome was known: only cases are counted."
        )
        yield Finding("row_weighted_targets", sentence, {"by_row": by_row, "by_case": by_case})


def hardly_met_priorities(cases: Cases) -> Iterator[Finding]:
    """Tell which priorities hardly ever meet their target, whatever the share over all says."""
    if TARGET_MET.lacks(cases.carried) or not cases.can_segment_by("priority"):
        return
    observed = cases.observations(TARGET_MET).observed
    for priority, places in sorted(cases.segments("priority")[1].items()):
        judged = [place for place in places if isinstance(observed[place], float)]
        met = [place for place in judged if observed[place] == 1.0]
        interval = share_interval(len(met), len(judged))
        if priority and interval and interval[1] < _HARDLY:
            sentence = mark("Of {n} cases of priority {priority}, {met} met their target ({share:.1%}).")
            params: dict[str, Scalar] = {
                "n": len(judged),
                "priority": priority,
                "met": len(met),
                "share": len(met) / len(judged),
            }
            missed = sorted(set(judged) - set(met))
            told = tuple(cases.histories[place].case for place in missed)
            yield Finding("hardly_met_priority", sentence, params, told)


def one_priority_rules(cases: Cases) -> Iterator[Finding]:
    """Tell when nearly all cases are of one priority, so that figures over all are figures of that one."""
    if not cases.can_segment_by("priority"):
        return
    sizes = {name: len(places) for name, places in cases.segments("priority")[1].items() if name}
    largest = max(sizes, key=sizes.__getitem__, default="")
    share = sizes.get(largest, 0) / len(cases.histories)
    if len(sizes) > 1 and share >= _RULING_SHARE:
        sentence = mark(
            "{share:.1%} of the cases are of priority {priority}; figures over all are figures of it."
        )
        yield Finding("one_priority", sentence, {"share": share, "priority": largest})
