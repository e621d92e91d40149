"""Priority = impact x urgency, read from a versioned table (domain.md, "Words"; ITIL 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from firstfix.engines.triage.reason import Reason
from firstfix.engines.verdict import Scalar, mark

__all__ = [
    "MATRIX_V1",
    "Level",
    "Matrix",
    "Priority",
    "TimeCriticality",
    "explain_priority",
    "impact_of",
    "priority",
    "urgency_of",
]

# A restoration within 4 h is asked for the most critical work, within 8 h for the next (S1-K03).
_CRITICAL_WITHIN = timedelta(hours=4)
_HIGH_WITHIN = timedelta(hours=8)
# What is due within a day cannot wait for tomorrow's plan (S1-K08 asks for a schedule within the hour).
_MEDIUM_WITHIN = timedelta(days=1)


class Level(IntEnum):
    """A level of impact or of urgency; 1 is the highest, as in severities and priorities."""

    CRITICAL = 1
    HIGH = 2
    MEDIUM = 3
    LOW = 4


class Priority(IntEnum):
    """What drives the clocks; P1 comes first."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


@dataclass(frozen=True)
class Matrix:
    """One version of the table: a row for each impact, a column for each urgency, highest first.

    Raises :class:`ValueError` for a table that is not 4 x 4, or in which more impact or more urgency
    would mean less priority.
    """

    version: str
    rows: tuple[tuple[Priority, ...], ...]

    def __post_init__(self) -> None:
        """Refuse a table that is incomplete or turns back on itself."""
        if [len(row) for row in self.rows] != [len(Level)] * len(Level):
            raise ValueError(f"{self.version}: a priority matrix has 4 rows of 4")
        lines = (*self.rows, *zip(*self.rows, strict=True))
        if any(list(line) != sorted(line) for line in lines):
            raise ValueError(f"{self.version}: less impact or urgency cannot mean more priority")


_P1, _P2, _P3, _P4 = Priority

# Our own policy (a symmetric table of the ITIL form); a change is a new version (S2-R06).
MATRIX_V1 = Matrix(
    version="priority-1",
    rows=(
        (_P1, _P1, _P2, _P3),
        (_P1, _P2, _P3, _P3),
        (_P2, _P3, _P3, _P4),
        (_P3, _P3, _P4, _P4),
    ),
)


@dataclass(frozen=True, slots=True)
class TimeCriticality:
    """What time does to the case: when it must be over, and whether waiting makes it worse.

    ``must_be_over_at`` is a UTC time the customer named, ``None`` if none is. ``is_growing`` is ``None``
    where nobody said.
    """

    must_be_over_at: datetime | None = None
    is_growing: bool | None = None
    has_workaround: bool | None = None


def priority(impact: int, urgency: int, matrix: Matrix = MATRIX_V1) -> Priority:
    """Give P1 to P4. Raises :class:`ValueError` for a level outside 1 to 4."""
    return matrix.rows[Level(impact) - 1][Level(urgency) - 1]


def explain_priority(impact: int, urgency: int, matrix: Matrix = MATRIX_V1) -> Reason:
    """Give the priority in words, with the table it was read from."""
    found = priority(impact, urgency, matrix)
    params: dict[str, Scalar] = {
        "priority": found.name,
        "impact": impact,
        "urgency": urgency,
        "version": matrix.version,
    }
    return Reason(
        "priority", mark("{priority}: impact {impact} and urgency {urgency} (1 is highest)."), params
    )


def impact_of(severity: int, *, serves_critical_service: bool = False) -> Level:
    """Give the impact: the severity, one level higher where a critical service hangs on it.

    Severity is the customer's impact by criteria (domain.md, "Words").
    Raises :class:`ValueError` for a severity outside 1 to 4.
    """
    level = Level(severity)
    return Level(max(Level.CRITICAL, level - serves_critical_service))


def urgency_of(facts: TimeCriticality, now: datetime) -> tuple[Level, Reason]:
    """Give the urgency by time criticality, and why.

    What grows while one waits is one level more urgent, unless there is a way to work meanwhile; where
    nobody said whether it grows, it is not assumed, but said.
    """
    level, reason = _by_deadline(facts.must_be_over_at, now)
    if facts.is_growing and not facts.has_workaround:
        raised = Level(max(Level.CRITICAL, level - 1))
        return raised, Reason("growing", mark("It gets worse while it waits, and nobody can work round it."))
    return level, reason


def _by_deadline(must_be_over_at: datetime | None, now: datetime) -> tuple[Level, Reason]:
    if must_be_over_at is None:
        return Level.LOW, Reason("no_deadline", mark("Nobody named a time by which it must be over."))
    left = must_be_over_at - now
    reason = Reason(
        "deadline",
        mark("It must be over at {must_be_over_at}; minutes left: {left_minutes}."),
        {"must_be_over_at": must_be_over_at.isoformat(), "left_minutes": int(left.total_seconds() // 60)},
    )
    for within, level in (
        (_CRITICAL_WITHIN, Level.CRITICAL),
        (_HIGH_WITHIN, Level.HIGH),
        (_MEDIUM_WITHIN, Level.MEDIUM),
    ):
        if left <= within:
            return level, reason
    return Level.LOW, reason
