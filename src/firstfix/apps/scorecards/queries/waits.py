"""For whom cases waited: one measure a party, told by segment beside the time spent waiting (S1-K04)."""

from __future__ import annotations

from functools import partial
from typing import Final

from firstfix.engines.scorecard.event import PARTIES, WAITING
from firstfix.engines.scorecard.ground import Ground
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.measure import OUTSIDE, Measure, Observed, Unit
from firstfix.engines.verdict import mark

__all__ = ["WAITS"]

_HOUR: Final = 3600


def _waited_hours(party: str, history: History, _ground: Ground) -> Observed:
    seconds = history.waited.get(party)
    return OUTSIDE if seconds is None else seconds / _HOUR


_DEFINITION: Final = mark(
    "Hours by the clock that a case waited for this party, of cases that did; a wait that goes on is not"
    " in it."
)
WAITS: Final[tuple[Measure, ...]] = tuple(
    Measure(f"waited_{party}", PARTIES[party], _DEFINITION, Unit.HOURS, partial(_waited_hours, party))
    for party in WAITING.values()
)
"""The measures of waiting. A case that waited for nobody is outside of them, so they cost nothing to keep."""
