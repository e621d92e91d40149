"""Whom to send to one visit: every engineer, best first, each with the terms and the words behind it.

The score is a plain sum of minutes, so that a dispatcher can add it up: travel, the wait until the
engineer can be there, load, and what speaks against a choice. Whoever may not go is listed too, last
and with the rule that stands in the way, because "why not Dana?" is asked more often than "why Kim?".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from firstfix.engines.verdict import Missing, Scalar, mark

__all__ = ["NEXT_BEST_V1", "Candidate", "Suggestion", "Term", "VisitNeed", "Weights", "rank_engineers"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a minute or a fact costs, in minutes of travel; a change is a new version."""

    version: str = "next-best-1"
    # A customer's minute of waiting weighs half a minute of driving: the clock is priced elsewhere.
    wait: float = 0.5
    # An hour already planned that day makes an engineer 6 minutes "farther": spreads the load.
    load: float = 0.1
    # Knowing the asset saves about a quarter of an hour of finding one's way.
    familiarity_minutes: int = 15
    # S0-P16: the worst jobs must not pile up on one person.
    unpopular_minutes: int = 20


NEXT_BEST_V1 = Weights()


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """The visit: when it may start, how long it takes, and whether it is unpopular (night, far, dirty)."""

    earliest_start_at: datetime
    duration_minutes: int
    is_unpopular: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One engineer as of now; ``blocks`` are the rules that stand in the way, empty if none.

    ``free_at`` is the earliest time at which the engineer could start the visit, travel included;
    ``None`` where there is no time in the horizon. ``planned_minutes`` is the load of that day.
    """

    engineer_id: str
    name: str
    travel_minutes: int
    free_at: datetime | None
    planned_minutes: int = 0
    unpopular_count: int = 0
    knows_asset: bool = False
    is_travel_estimated: bool = True
    blocks: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of a score in minutes, with its sentence."""

    code: str
    minutes: float
    sentence: str
    params: Mapping[str, Scalar]

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One engineer's place in the ranking: the sum of the terms, or why the engineer may not go."""

    candidate: Candidate
    terms: tuple[Term, ...]
    blocks: tuple[Missing, ...]

    @property
    def minutes(self) -> float:
        """Give the sum of the terms; less is better."""
        return sum(term.minutes for term in self.terms)

    @property
    def may_go(self) -> bool:
        """Tell whether no rule stands in the way."""
        return not self.blocks


def rank_engineers(
    need: VisitNeed, candidates: Iterable[Candidate], weights: Weights = NEXT_BEST_V1
) -> tuple[Suggestion, ...]:
    """Give all candidates, those who may go first, by their sum; ties by name, then id."""
    suggestions = [
        Suggestion(candidate, _terms(need, candidate, weights), _blocks(candidate))
        for candidate in candidates
    ]
    return tuple(sorted(suggestions, key=_order))


def _order(suggestion: Suggestion) -> tuple[bool, float, str, str]:
    candidate = suggestion.candidate
    return not suggestion.may_go, suggestion.minutes, candidate.name, candidate.engineer_id


def _blocks(candidate: Candidate) -> tuple[Missing, ...]:
    if candidate.free_at is not None or candidate.blocks:
        return candidate.blocks
    return (
        Missing(
            "no_free_time",
            mark("{name} has no free time in the window."),
            {"name": candidate.name},
            ("dispatcher",),
            "reassign_visit",
        ),
    )


def _terms(need: VisitNeed, candidate: Candidate, weights: Weights) -> tuple[Term, ...]:
    found = [_travel(candidate), _wait(need, candidate, weights), _load(candidate, weights)]
    if candidate.knows_asset:
        found.append(
            Term(
                "familiarity",
                -weights.familiarity_minutes,
                mark("{name} worked on this asset before."),
                {"name": candidate.name},
            )
        )
    if need.is_unpopular and candidate.unpopular_count:
        found.append(
            Term(
                "fairness",
                weights.unpopular_minutes * candidate.unpopular_count,
                mark("{name} had {count} unpopular jobs lately."),
                {"name": candidate.name, "count": candidate.unpopular_count},
            )
        )
    return tuple(found)


def _travel(candidate: Candidate) -> Term:
    sentence = (
        mark("About {minutes} minutes of travel (estimated).")
        if candidate.is_travel_estimated
        else mark("{minutes} minutes of travel.")
    )
    return Term("travel", candidate.travel_minutes, sentence, {"minutes": candidate.travel_minutes})


def _wait(need: VisitNeed, candidate: Candidate, weights: Weights) -> Term:
    if candidate.free_at is None:
        return Term("wait", 0.0, mark("No free time in the window."), {})
    waiting = max(0, int((candidate.free_at - need.earliest_start_at).total_seconds() // 60))
    sentence = (
        mark("Can start {minutes} minutes after the earliest time.")
        if waiting
        else mark("Can start at once.")
    )
    return Term("wait", waiting * weights.wait, sentence, {"minutes": waiting})


def _load(candidate: Candidate, weights: Weights) -> Term:
    return Term(
        "load",
        candidate.planned_minutes * weights.load,
        mark("{minutes} minutes are planned that day."),
        {"minutes": candidate.planned_minutes},
    )
