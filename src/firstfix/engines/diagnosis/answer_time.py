"""How long what a check asked took to answer, and whether that is longer than the check allows."""

from __future__ import annotations

from typing import Any

from firstfix.engines.diagnosis.facts import Facts, number_at, objects_at
from firstfix.engines.diagnosis.spec import Check

__all__ = ["answer_ms", "answer_path", "is_slow", "overrun"]


def answer_path(check: Check) -> str:
    """Give where the facts of a check that asks one server hold the milliseconds of its answer."""
    return "connect.took_ms" if check.kind == "tcp" else "http.took_ms"


def answer_ms(check: Check, facts: Facts) -> float | None:
    """Give the milliseconds of the answer, of the slowest where several were asked; None where none came."""
    if check.kind == "dns":
        times = [number_at(answer, "took_ms") for answer in objects_at(facts, "dns.answers")]
        return max((took for took in times if took is not None), default=None)
    return number_at(facts, answer_path(check))


def is_slow(check: Check, facts: Facts) -> bool:
    """Tell whether the answer took longer than the ``max_ms`` of a check, where it has one."""
    return bool(overrun(check, answer_ms(check, facts)))


def overrun(check: Check, took: float | None) -> dict[str, Any]:
    """Give the milliseconds that an answer took and may take, where these are fewer; else nothing."""
    most = check.number("max_ms")
    if took is None or most is None or took <= most:
        return {}
    return {"took": round(took, 1), "most": most}
