"""What the pages about escalations draw: the list, one escalation with its steps, and what leads it on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from firstfix.apps.escalations.models import Escalation, EscalationStep, ReturnReason
from firstfix.apps.escalations.queries import ROWS, listed_escalations
from firstfix.kernel.identity import Actor

__all__ = ["escalation_page", "escalations_page"]

# One command leads on from each state, on the sender's side and on the receiver's.
_NEXT: Mapping[str, str] = {
    "draft": "complete_escalation",
    "incomplete": "complete_escalation",
    "returned": "complete_escalation",
    "complete": "submit_escalation",
    "submitted": "acknowledge_escalation",
    "acknowledged": "accept_escalation",
    "accepted": "answer_escalation",
    "in_action": "answer_escalation",
    "answered": "confirm_escalation",
    "confirmed": "close_escalation",
}
_OTHER_WAYS = (
    "write_escalation", "mark_escalation_incomplete", "act_on_escalation", "return_escalation",
    "reopen_escalation", "withdraw_escalation",
)  # fmt: skip


def escalations_page(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Give the list: what is open, what was sent to the actor's teams, or all of it."""
    show = asked.get("show", "") if asked.get("show") in ("ours", "all") else ""
    found = list(listed_escalations(actor, {"show": show})[: ROWS + 1])
    return {"escalations": found[:ROWS], "is_cut": len(found) > ROWS, "tabs": _tabs(show)}


def escalation_page(escalation: Escalation) -> dict[str, Any]:
    """Give one escalation with the steps that were taken, oldest first, and what may follow."""
    steps = escalation.steps.select_related("taken_by").order_by("taken_at", "id")
    return {
        "escalation": escalation,
        "steps": [{"row": step, "reasons": _reasons(step)} for step in steps],
        "following": _NEXT.get(escalation.state, ""),
        "ways": _OTHER_WAYS,
    }


def _reasons(step: EscalationStep) -> list[str]:
    return [str(ReturnReason(code).label) for code in step.reasons]


def _tabs(show: str) -> list[dict[str, Any]]:
    words = {"": _("Not closed yet"), "ours": _("Sent to my teams"), "all": _("All")}
    return [
        {"label": label, "href": f"?show={code}" if code else "?", "current": code == show}
        for code, label in words.items()
    ]
