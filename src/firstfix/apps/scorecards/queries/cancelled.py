"""What our own ledger says of cancelled and merged cases besides the engine's rule.

The rule itself is ``engines.scorecard.cancelled``: figures of ended work leave them out by that name, and
what had gone wrong before stays.
"""

from __future__ import annotations

from typing import Final

from firstfix.engines.scorecard.cancelled import CANCELLED_CODE, NOT_YET, observe_one
from firstfix.engines.scorecard.event import CANCELLED
from firstfix.engines.scorecard.ground import Ground
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.measure import Measure, Observed

__all__ = ["CANCELLED_CODE", "observed_in"]

_OF_RESPONSES: Final = frozenset({"response_hours", "response_open_hours", "hollow_response"})
# Reasons of our own measures that promise a figure later; of a cancelled case there will never be one.
_NOT_YET_HERE: Final = NOT_YET | {"no_arrival", "no_diagnosis", "no_answer", "no_action"}


def observed_in(measure: Measure, history: History, ground: Ground) -> Observed:
    """Give what ``measure`` observes in one case of the ledger."""
    seen = observe_one(measure, history, ground, not_yet=_NOT_YET_HERE)
    if measure.id in _OF_RESPONSES and history.final_kind == CANCELLED and _was_given_up_unanswered(history):
        return CANCELLED_CODE
    return seen


def _was_given_up_unanswered(history: History) -> bool:
    """Tell whether the customer heard of us only when the case had been given up: that is no answer."""
    given_up = [at for name in ("withdrawn", "merged") if (at := history.acts.get(name)) is not None]
    return history.responded_at is not None and bool(given_up) and history.responded_at >= min(given_up)
