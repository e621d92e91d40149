"""How the judgement says what it found: a code, a status, the packets, the parameters of the sentences."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from firstfix.engines.capture.addresses import endpoint_text
from firstfix.engines.capture.codes import CODES
from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.tally import Seen
from firstfix.engines.diagnosis.words import Confidence, Status
from firstfix.engines.verdict import Scalar

__all__ = ["found", "median_of", "of_name", "place_text", "status_of", "tenths"]


def found(
    code: str, grade: Status, seen: Seen, *, confidence: Confidence = Confidence.CERTAIN, **params: Scalar
) -> Finding:
    """Give a finding; ``count`` among its parameters is how often it was seen, unless it says otherwise."""
    return Finding(
        code=CODES[code],
        status=grade,
        params={"count": seen.count, **params},
        packets=tuple(sorted(seen.numbers)),
        count=seen.count,
        confidence=confidence,
        first_ns=seen.first_ns,
    )


def status_of(*, fails: bool) -> Status:
    """Give FAIL or WARN."""
    return Status.FAIL if fails else Status.WARN


def place_text(place: tuple[str, int]) -> str:
    """Give address and port as one text."""
    return endpoint_text(*place)


def of_name(name: str) -> str:
    """Give a name as an addition in brackets, nothing where there is none."""
    return f" ({name})" if name else ""


def median_of(values: Iterable[int]) -> float:
    """Give the median, 0 of nothing."""
    listed = list(values)
    return float(median(listed)) if listed else 0.0


def tenths(value: float) -> float:
    """Give a number as people read it: with one digit behind the point."""
    return round(value, 1)
