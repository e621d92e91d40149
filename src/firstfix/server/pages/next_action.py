"""The one next right action of a record, and what is missing for it (interface.md, principle 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firstfix.kernel.commands import find_command

__all__ = ["NextAction", "next_for_case"]


@dataclass(frozen=True, slots=True)
class NextAction:
    """The command that leads on, and whether it makes something in the record instead of changing it."""

    command: str
    makes: bool


# One command leads on from each state; what stands beside it are the other ways.
_FOR_CASE: Mapping[str, str] = {
    "new": "triage_case",
    "triaged": "start_case",
    "reopened": "start_case",
    "waiting": "resume_case",
    "restored": "verify_case",
    "verifying": "resolve_case",
    "resolved": "close_case",
    "closed": "reopen_case",
}


def next_for_case(case: Any, facts: Mapping[str, Any]) -> NextAction | None:
    """Give what leads the case on; while work is in progress, what was not tried yet comes first."""
    command = _in_progress(facts) if case.state == "in_progress" else _FOR_CASE.get(case.state)
    found = find_command(command) if command else None
    return None if found is None else NextAction(found.spec.name, found.spec.creates)


def _in_progress(facts: Mapping[str, Any]) -> str:
    attempts = facts.get("attempts", [])
    if not attempts:
        return "record_remote_attempt"
    if attempts[-1].result == "fixed":
        return "restore_case"
    if not facts.get("hypotheses"):
        return "propose_hypothesis"
    orders = facts.get("work_orders", [])
    if any(order.is_open for order in orders):
        return ""  # The page of the order leads on.
    return "verify_case" if orders else "create_work_order"
