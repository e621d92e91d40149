"""What a log hides or gets wrong, told without being asked: a sentence, its figures, the cases behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.quality.closing import bulk_closing, closing_timer
from firstfix.engines.scorecard.quality.foresight import told_too_early
from firstfix.engines.scorecard.quality.orders import (
    impossible_orders,
    negative_responses,
    stamps_against_events,
    times_far_off,
)
from firstfix.engines.scorecard.quality.shares import (
    hardly_met_priorities,
    one_priority_rules,
    row_weighted_targets,
)
from firstfix.engines.scorecard.quality.spread import means_far_from_medians
from firstfix.engines.scorecard.quality.stamps import coarse_times, missing_stamps, unknown_priorities
from firstfix.engines.scorecard.reading_findings import reading_findings
from firstfix.engines.scorecard.scoring import Cases

__all__ = ["quality_findings"]

_CHECKS: Final[tuple[Callable[[Cases], Iterator[Finding]], ...]] = (
    row_weighted_targets,
    hardly_met_priorities,
    one_priority_rules,
    closing_timer,
    bulk_closing,
    missing_stamps,
    impossible_orders,
    negative_responses,
    times_far_off,
    stamps_against_events,
    told_too_early,
    means_far_from_medians,
    unknown_priorities,
    coarse_times,
)


def quality_findings(cases: Cases) -> list[Finding]:
    """Give everything that a reader of the figures has to know about the log, most misleading first.

    What happened while reading (rows left out, times in mixed ways, unknown states) comes at the end.
    """
    found = [finding for check in _CHECKS for finding in check(cases)] if cases.histories else []
    return found + reading_findings(cases.log)
