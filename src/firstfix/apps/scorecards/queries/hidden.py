"""What was found that the figures hide: for those who see every customer's cases, over which it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstfix.apps.directory.queries import work_scope
from firstfix.apps.scorecards.queries.state import FigureState
from firstfix.engines.scorecard import Trace
from firstfix.engines.scorecard.gaming import Share
from firstfix.kernel.identity import Actor

__all__ = ["Hidden", "hidden_from"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Findings and traces of the last look through the ledger, over so many cases."""

    looked_at: datetime | None = None
    case_count: int = 0
    findings: tuple[Mapping[str, Any], ...] = ()
    traces: tuple[Trace, ...] = ()


def hidden_from(actor: Actor, state: FigureState) -> Hidden:
    """Give what was found, or nothing where the actor sees some customers only: it is of all of them."""
    scope = work_scope(actor)
    if state.looked_at is None or scope.organization_ids is not None or not scope.sees_internal:
        return Hidden()
    return Hidden(
        state.looked_at,
        state.found["case_count"],
        tuple(state.found["findings"]),
        tuple(_trace(one) for one in state.found["traces"]),
    )


def _trace(told: Mapping[str, Any]) -> Trace:
    seen = Share(told["params"]["hits"], told["params"]["n"])
    return Trace(
        told["code"],
        told["name"],
        told["sentence"],
        tuple(told["guards"]),
        seen,
        told["baseline"],
        told["is_flagged"],
    )
