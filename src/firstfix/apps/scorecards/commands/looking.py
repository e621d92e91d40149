"""Look through the ledger as a whole for what its figures hide; the body of a job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.commands.keeping import MUTEX, keeping
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, KINDS, CaseChain, chains_of
from firstfix.apps.scorecards.queries.live_ground import log_of
from firstfix.apps.scorecards.queries.looked_back import resting_until_their_day, with_past_dues
from firstfix.engines.scorecard import Cases, Finding, Trace, gaming_traces, quality_findings
from firstfix.engines.scorecard.event import CANCELLED, PHASES
from firstfix.engines.scorecard.gaming.work import idle_acknowledgements
from firstfix.kernel.locks import mutex

__all__ = ["look_through"]

_LOOKED_BACK: Final = timedelta(days=365)
# All of them are held in memory with their events, about 10 kB a case.
_MOST_CASES: Final = 50_000
_CASES_AT_ONCE: Final = 500
# The two other traces look at what nobody writes down: the least time of a checklist's step, and surveys.
_OF_ENDED_WORK: Final = frozenset(
    {
        "heaped_ends", "late_pauses", "late_lowerings", "late_moves", "new_instead_of_reopened",
        "unproved_ends",
    }
)  # fmt: skip
_OF_MERGED: Final = "merged_into_ended"


def look_through(now: datetime, *, beat: Callable[[int, int], None]) -> int:
    """Give how many cases were looked through; findings and traces of them are kept until the next time."""
    chosen = Case.objects.live().filter(opened_at__gte=now - _LOOKED_BACK).order_by("-opened_at")
    case_ids = list(chosen.values_list("pk", flat=True)[:_MOST_CASES])
    chains: list[CaseChain] = []
    for first in range(0, len(case_ids), _CASES_AT_ONCE):
        chains += with_past_dues(list(chains_of(case_ids[first : first + _CASES_AT_ONCE])))
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
    whole = _cases(chains, now)
    # A cancelled case needs no proof of a fix, and its end is no target that was met; a merged one is
    # cancelled as well.
    of_work = _cases([chain for chain in chains if not _is_cancelled(chain)], now)
    yield from (trace for trace in gaming_traces(of_work) if trace.code in _OF_ENDED_WORK)
    yield from (trace for trace in gaming_traces(whole) if trace.code == _OF_MERGED)
    idle = idle_acknowledgements(_cases(_rested(chains), now))
    if idle is not None:
        yield idle


def _is_cancelled(chain: CaseChain) -> bool:
    return next((one.kind for one in reversed(chain.events) if one.kind in PHASES), "") == CANCELLED


def _rested(chains: Sequence[CaseChain]) -> list[CaseChain]:
    batches = (chains[first : first + _CASES_AT_ONCE] for first in range(0, len(chains), _CASES_AT_ONCE))
    return [chain for batch in batches for chain in resting_until_their_day(batch)]


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
