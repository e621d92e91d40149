"""The one next right action of a record, and what is missing for it (interface.md, principle 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstfix.engines.verdict import Verdict
from firstfix.kernel.commands import find_command
from firstfix.kernel.identity import Actor
from firstfix.server.pages.gate_view import gate_before

__all__ = ["NextAction", "next_for_case", "next_for_order"]


@dataclass(frozen=True, slots=True)
class NextAction:
    """The command that leads on; ``href`` instead where the work goes on another page."""

    command: str
    verdict: Verdict | None = None
    href: str = ""


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
_FOR_ORDER: Mapping[str, str] = {
    "draft": "qualify_work_order",
    "qualified": "ready_work_order",
    "blocked": "ready_work_order",
    "ready": "schedule_work_order",
    "scheduled": "dispatch_work_order",
    "dispatched": "complete_work_order",
    "done": "review_work_order",
    "done_partial": "review_work_order",
    "not_done": "review_work_order",
    "reviewed": "close_work_order",
}


def next_for_case(case: Any, facts: Mapping[str, Any], actor: Actor, now: datetime) -> NextAction | None:
    """Give what leads the case on; while work is in progress, what was not tried yet comes first."""
    command = _FOR_CASE.get(case.state)
    if case.state == "in_progress":
        command = _in_progress(facts)
    return None if command is None else _with_gate(command, case, actor, now)


def next_for_order(order: Any, actor: Actor, now: datetime) -> NextAction | None:
    """Give what leads the work order on."""
    command = _FOR_ORDER.get(order.state)
    return None if command is None else _with_gate(command, order, actor, now)


def _in_progress(facts: Mapping[str, Any]) -> str:
    attempts = facts.get("attempts", [])
    if not attempts:
        return "record_remote_attempt"
    if attempts[-1].result == "fixed":
        return "restore_case"
    if not facts.get("hypotheses"):
        return "propose_hypothesis"
    open_orders = [order for order in facts.get("work_orders", []) if order.is_open]
    return "verify_case" if open_orders or facts.get("work_orders") else "create_work_order"


def _with_gate(command: str, subject: Any, actor: Actor, now: datetime) -> NextAction | None:
    found = find_command(command)
    if found is None:
        return None
    verdict = None if found.spec.creates else gate_before(found.spec, subject, actor, now)
    return NextAction(command, verdict)
