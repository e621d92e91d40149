"""The order of a queue, with the reason for each place: a sum of named terms, in words (S1-F01)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstfix.engines.triage.reason import Reason
from firstfix.engines.verdict import Scalar, mark

__all__ = ["RANKING_V1", "QueueRow", "Ranked", "Term", "Weights", "rank_cases"]


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of the terms. One version is one policy; the numbers are ours and change by a new version.

    They follow from sentences that dispatchers can contest: a priority outweighs everything the lower one
    can collect from age, readiness and travel; a breached target lifts a case by about one priority;
    waiting on somebody else takes it out of the way, but never below its own missed follow-up.
    """

    version: str = "ranking-1"
    by_priority: tuple[int, int, int, int] = (1200, 800, 400, 0)
    clock_used_up: int = 300
    breached: int = 400
    waiting: int = -600
    ready: int = 60
    age_per_day: int = 5
    age_at_most: int = 60
    leave_soon: int = 120


RANKING_V1 = Weights()

# Within two hours of the last moment to leave, a plan is no longer made but done.
_LEAVE_SOON_WITHIN = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What the queue knows about one case.

    ``clock_left_minutes`` and ``clock_allowed_minutes`` are service minutes of the nearest running target,
    ``None`` if none runs; negative minutes are a breach. ``waiting_on`` names the party waited on, empty
    if it is us; ``follow_up_at`` is when we look again. ``missing_count`` is what readiness still lacks,
    ``None`` where no visit is planned. ``last_moved_at`` is the last thing anybody did. ``reach_by_at`` is
    the last useful arrival (window or appointment), ``travel_minutes`` the way of the nearest engineer.
    """

    case_id: str
    priority: int
    created_at: datetime
    last_moved_at: datetime
    clock_left_minutes: int | None = None
    clock_allowed_minutes: int | None = None
    waiting_on: str = ""
    follow_up_at: datetime | None = None
    missing_count: int | None = None
    reach_by_at: datetime | None = None
    travel_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One part of the sum: so many points, for this reason."""

    points: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Ranked:
    """One case in its place; ``points`` is exactly the sum of the terms."""

    row: QueueRow
    rank: int
    points: int
    terms: tuple[Term, ...]


def rank_cases(rows: Iterable[QueueRow], now: datetime, weights: Weights = RANKING_V1) -> tuple[Ranked, ...]:
    """Give the rows from most to least pressing, each with its terms in words.

    The order of the input plays no part. At equal points the older case comes first.
    """
    summed = [(row, _terms(row, now, weights)) for row in rows]
    summed.sort(key=lambda pair: (-_points(pair[1]), pair[0].created_at, pair[0].case_id))
    return tuple(
        Ranked(row, rank, _points(terms), terms) for rank, (row, terms) in enumerate(summed, start=1)
    )


def _points(terms: tuple[Term, ...]) -> int:
    return sum(term.points for term in terms)


def _terms(row: QueueRow, now: datetime, weights: Weights) -> tuple[Term, ...]:
    terms = (
        _priority(row, weights),
        _clock(row, weights),
        _waiting(row, now, weights),
        _readiness(row, weights),
        _age(row, now, weights),
        _travel(row, now, weights),
    )
    return tuple(term for term in terms if term is not None)


def _priority(row: QueueRow, weights: Weights) -> Term:
    reason = Reason("priority", mark("Priority P{priority}"), {"priority": row.priority})
    return Term(weights.by_priority[row.priority - 1], reason)


def _clock(row: QueueRow, weights: Weights) -> Term | None:
    left = row.clock_left_minutes
    if left is None or not row.clock_allowed_minutes:
        return None
    if left < 0:
        reason = Reason(
            "clock_breached", mark("The target was missed {minutes} min ago."), {"minutes": -left}
        )
        return Term(weights.breached, reason)
    used_share = min(1.0, max(0.0, 1 - left / row.clock_allowed_minutes))
    reason = Reason("clock", mark("{minutes} min are left of the target."), {"minutes": left})
    return Term(round(weights.clock_used_up * used_share), reason)


def _waiting(row: QueueRow, now: datetime, weights: Weights) -> Term | None:
    if not row.waiting_on:
        return None
    party = {"party": row.waiting_on}
    if row.follow_up_at is not None and row.follow_up_at <= now:
        return Term(
            0, Reason("follow_up_due", mark("Waiting on {party}, and it is time to ask again."), party)
        )
    return Term(weights.waiting, Reason("waiting", mark("Waiting on {party}."), party))


def _readiness(row: QueueRow, weights: Weights) -> Term | None:
    if row.missing_count is None:
        return None
    if row.missing_count == 0:
        return Term(weights.ready, Reason("ready", mark("Everything for the visit is there.")))
    count = {"count": row.missing_count}
    return Term(0, Reason("not_ready", mark("Still missing for the visit: {count}"), count))


def _age(row: QueueRow, now: datetime, weights: Weights) -> Term | None:
    days = max(0, (now - row.last_moved_at).days)
    if days == 0:
        return None
    reason = Reason("ageing", mark("Nothing moved for {days} d."), {"days": days})
    return Term(min(weights.age_at_most, weights.age_per_day * days), reason)


def _travel(row: QueueRow, now: datetime, weights: Weights) -> Term | None:
    if row.reach_by_at is None or row.travel_minutes is None:
        return None
    leave_by_at = row.reach_by_at - timedelta(minutes=row.travel_minutes)
    params: dict[str, Scalar] = {"leave_by_at": leave_by_at.isoformat(), "minutes": row.travel_minutes}
    if leave_by_at < now:
        sentence = mark(
            "Too late to arrive in time: the way takes {minutes} min, the last start was {leave_by_at}."
        )
        return Term(0, Reason("too_late_to_leave", sentence, params))
    sentence = mark("To arrive in time somebody leaves by {leave_by_at}; the way takes {minutes} min.")
    is_soon = leave_by_at - now <= _LEAVE_SOON_WITHIN
    return Term(weights.leave_soon if is_soon else 0, Reason("leave_by", sentence, params))
