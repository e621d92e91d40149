"""Look through the ledger as a whole for what its figures hide; the body of a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.commands.keeping import MUTEX, keeping
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, KINDS, CaseChain, chains_of
from firstfix.apps.scorecards.queries.live_ground import log_of
from firstfix.engines.scorecard import Cases, Finding, Trace, gaming_traces, quality_findings
from firstfix.kernel.locks import mutex

__all__ = ["look_through"]

_LOOKED_BACK: Final = timedelta(days=365)
# All of them are held in memory with their events, about 10 kB a case.
_MOST_CASES: Final = 50_000
_CASES_AT_ONCE: Final = 500
# The other traces look at what our ledger does not tell at each event: due dates as they then were, steps
# of checklists with their least time, surveys. An accepted trip rests until its day, which is no idleness.
_TOLD: Final = frozenset({"heaped_ends", "new_instead_of_reopened", "unproved_ends"})
_OF_MERGED: Final = "merged_into_ended"


def look_through(now: datetime, *, beat: Callable[[int, int], None]) -> int:
    """Give how many cases were looked through; findings and traces of them are kept until the next time."""
    chosen = Case.objects.live().filter(opened_at__gte=now - _LOOKED_BACK).order_by("-opened_at")
    case_ids = list(chosen.values_list("pk", flat=True)[:_MOST_CASES])
    chains: list[CaseChain] = []
    for first in range(0, len(case_ids), _CASES_AT_ONCE):
        chains += chains_of(case_ids[first : first + _CASES_AT_ONCE])
        beat(len(chains), len(case_ids))
    found = {
        "case_count": len(chains),
        "findings": [_finding(one) for one in quality_findings(_cases(chains, now))],
        "traces": [_trace(one) for one in _traces(chains, now)],
    }
    with mutex(MUTEX):
        kept = keeping()
        kept.found, kept.looked_at = found, now
        kept.save(update_fields=["found", "looked_at"])
    return len(chains)


def _cases(chains: Sequence[CaseChain], now: datetime) -> Cases:
    cases = Cases(log_of(chains))
    cases.carried = KINDS | set(ATTRIBUTES)
    cases.ground.__dict__["ends_at"] = int(now.timestamp())
    return cases


def _traces(chains: Sequence[CaseChain], now: datetime) -> Iterator[Trace]:
    if not chains:
        return
    # A cancelled case needs no proof of a fix; a merged one is cancelled as well.
    kept = [chain for chain in chains if chain.events[-1].kind != "cancelled"]
    told = gaming_traces(_cases(kept, now)) if kept else []
    yield from (trace for trace in told if trace.code in _TOLD)
    yield from (trace for trace in gaming_traces(_cases(chains, now)) if trace.code == _OF_MERGED)


def _finding(one: Finding) -> Mapping[str, Any]:
    return {
        "code": one.code,
        "sentence": one.sentence,
        "params": dict(one.params),
        "case_count": len(one.cases),
    }


def _trace(one: Trace) -> Mapping[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "sentence": one.sentence,
        "params": dict(one.params),
        "guards": list(one.guards),
        "baseline": one.baseline,
        "is_flagged": one.is_flagged,
    }
