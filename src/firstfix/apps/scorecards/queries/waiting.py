"""For whom cases waited, over all of them and by segment, read from the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.apps.scorecards.queries.boards import Asked, cells_of, scopes_of, segments_told
from firstfix.apps.scorecards.queries.definitions import MEASURES
from firstfix.apps.scorecards.queries.figures import Cell, value_of
from firstfix.apps.scorecards.queries.waits import WAITS
from firstfix.engines.scorecard import Value
from firstfix.engines.scorecard.event import PARTIES
from firstfix.kernel.identity import Actor

__all__ = ["Waiting", "waiting", "waiting_by"]

# Every case is observed by it, so its n is the number of cases.
_EVERY_CASE: Final = "handed_over"
_READ: Final = frozenset({_EVERY_CASE, *(one.id for one in WAITS)})
# As for KPIs (Kpi.minimum_n): below so many cases a value says that it is small.
_MINIMUM_N: Final = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """For whom some cases waited: by party the hours of those that did, and how many cases there are."""

    case_count: int
    hours: Mapping[str, Value]

    def hours_share(self, party: str) -> float | None:
        """Give the party's part of all hours waited, None where nobody was waited for."""
        total = sum(map(_sum, self.hours.values()))
        return _sum(self.hours[party]) / total if total else None

    @property
    def has_waits(self) -> bool:
        """Tell whether any case waited for anybody."""
        return any(one.n for one in self.hours.values())


def waiting(actor: Actor, asked: Asked) -> Waiting:
    """Give for whom the asked cases waited."""
    scopes = scopes_of(actor, asked.customer)
    if asked.job_type:
        return _over(cells_of(scopes, asked.months, ("job_type",), _READ, asked.job_type))
    return _over(cells_of(scopes, asked.months, ("",), _READ))


def waiting_by(actor: Actor, asked: Asked) -> Mapping[str, Mapping[str, Waiting]]:
    """Give the same for each kind of case, priority and team, by the codes of these; never by person."""
    names = segments_told(actor)
    found: dict[str, dict[str, list[Cell]]] = {name: defaultdict(list) for name in names}
    for cell in cells_of(scopes_of(actor, asked.customer), asked.months, tuple(names), _READ):
        told = names[cell.segment]
        if told is None or cell.value in told:
            found[cell.segment][cell.value].append(cell)
    return {
        name: {value: _over(cells) for value, cells in sorted(values.items())}
        for name, values in found.items()
    }


def _over(cells: Sequence[Cell]) -> Waiting:
    hours = {party: value_of(MEASURES[f"waited_{party}"], cells, minimum_n=_MINIMUM_N) for party in PARTIES}
    return Waiting(value_of(MEASURES[_EVERY_CASE], cells, minimum_n=_MINIMUM_N).n, hours)


def _sum(hours: Value) -> float:
    return (hours.mean or 0.0) * hours.n
