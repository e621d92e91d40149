"""How well the lab was judged: what was expected beside what was found, and the shares that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["figures", "lines", "outcome_of"]

Outcome = Mapping[str, Any]


def outcome_of(
    kind: str, name: str, expected: Sequence[Mapping[str, str]], document: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the outcome of one look: ``kind`` is fault, pair or healthy."""
    found = [
        {"code": one["code"], "domain": one["domain"], "check": one["check"]} for one in document["findings"]
    ]
    unknown = [one["check"] for one in document["verdicts"] if one["status"] == "unknown"]
    return {
        "kind": kind,
        "name": name,
        "expected": [*expected],
        "found": found,
        "unknown": unknown,
        "took_ms": document["took_ms"],
    }


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Give the shares: causes and domains right, both roots of pairs, unknown, false alarms, requests."""
    faults, pairs, healthy = (
        [one for one in outcomes if one["kind"] == kind] for kind in ("fault", "pair", "healthy")
    )
    granted = [one["is_green"] for one in outcomes if "is_green" in one]
    return {
        "faults": len(faults),
        "root_cause_right_percent": _percent([is_right(one, "code") for one in faults]),
        "domain_right_percent": _percent([is_right(one, "domain") for one in faults]),
        "pairs": len(pairs),
        "both_roots_percent": _percent([_has_all(one) for one in pairs]),
        "nothing_beside_percent": _percent([is_right(one, "code") for one in pairs]),
        "unknown_percent": _percent([bool(one["unknown"]) for one in (*faults, *pairs)]),
        "healthy_runs": len(healthy),
        "false_alarms": sum(bool(one["found"] or one["unknown"]) for one in healthy),
        "requests": len(granted),
        "requests_green_percent": _percent(granted),
        "slowest_fault_ms": max((one["took_ms"] for one in (*faults, *pairs)), default=None),
    }


def lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Give the confusion table, codes as rows, and the figures below."""
    yield f"{'expected':<26} {'times':>5} {'right':>5}   found instead"
    table: dict[str, list[Outcome]] = {}
    for one in outcomes:
        if one["kind"] == "fault":
            table.setdefault(" + ".join(each["code"] for each in one["expected"]) or "nothing", []).append(
                one
            )
    for code, rows in sorted(table.items()):
        right = sum(is_right(one, "code") for one in rows)
        wrong = Counter(_told(one) for one in rows if not is_right(one, "code"))
        said = "; ".join(f"{told} x {count}" for told, count in wrong.items())
        yield f"{code:<26} {len(rows):>5} {right:>5}   {said}".rstrip()
    for one in outcomes:
        if one["kind"] == "pair" and not _has_all(one):
            yield f"pair {one['name']}: found {_told(one)}"
    for name, value in figures(outcomes).items():
        yield f"{name.replace('_', ' '):<26} {value}"


def is_right(outcome: Outcome, word: str) -> bool:
    """Tell whether what was found is what was expected, nothing less and nothing more."""
    return sorted({one[word] for one in outcome["expected"]}) == sorted(
        {one[word] for one in outcome["found"]}
    )


def _has_all(outcome: Outcome) -> bool:
    return {one["code"] for one in outcome["expected"]} <= {one["code"] for one in outcome["found"]}


def _told(outcome: Outcome) -> str:
    found = ", ".join(f"{one['code']} at {one['check']}" for one in outcome["found"]) or "nothing"
    return found + (f" (unknown: {', '.join(outcome['unknown'])})" if outcome["unknown"] else "")


def _percent(hits: Sequence[bool]) -> float | None:
    return round(100 * sum(hits) / len(hits), 2) if hits else None
