"""Single moves of a working day: each gives, when it is asked, the command that somebody would send then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.storm.paths import Move
from tests.storm.work import Work

__all__ = [
    "WHY",
    "Step",
    "by_either",
    "check",
    "do",
    "go_round",
    "later",
    "look",
    "needed_parts",
    "of",
    "often",
    "prove",
    "settle",
    "show_failure",
]

Step = Callable[[Work], Move | None]
"""Gives the move that comes now, or None where there is nothing yet to make it on."""

WHY = "The ward cannot wait any longer."
_PURPOSES = {
    "incident": "post_fix_check",
    "remote": "post_fix_check",
    "request": "fulfilment",
    "installation": "acceptance_test",
    "upgrade": "post_check",
    "maintenance": "checklist",
}
_SOURCES = {"request": "request", "installation": "bill_of_materials", "upgrade": "change"}


def do(command: str, who: str, /, **fields: Any) -> Step:
    """Give the step that sends this command; fields that are functions are asked when it is sent."""
    return lambda work: work.move(command, who, **fields)


def by_either(command: str, first: str, second: str, /, **fields: Any) -> Step:
    """Give the step that the first sends, or one time in five the second."""
    return lambda work: work.move(command, first if work.dice.random() < 0.8 else second, **fields)


def of(noun: str) -> Callable[[Work], str | None]:
    """Give the id of what was made last."""
    return lambda work: work.id_of(noun)


def later(**span: float) -> Callable[[Work], str]:
    """Give a time so much later than when it is asked."""
    return lambda work: work.after(**span)


def often(likely: Any, *others: Any) -> Callable[[Work], Any]:
    """Give mostly the first, one time in five another."""
    return lambda work: likely if work.dice.random() < 0.8 else work.dice.choice(others)


def go_round(work: Work) -> str | None:
    return WHY if work.dice.random() < 0.3 else None


def prove(work: Work) -> Move | None:
    """Give evidence that mostly proves the end of the work: else of another kind, purpose, time or result."""
    purpose, chance = _PURPOSES[work.kind], work.dice.random
    return work.move(
        "add_evidence",
        work.dice.choice(["engineer", "support_specialist"]),
        case_id=of("case"),
        title="Link light on port 3",
        kind="value" if chance() < 0.9 else work.dice.choice(["document", "photo", "configuration"]),
        purpose=purpose if chance() < 0.9 else "diagnosis",
        check_name=work.dice.choice(["link", "link", "light"]),
        has_passed=chance() < 0.92 if chance() < 0.95 else None,
        value={"value": -21.5, "unit": "dBm"},
        collected_at=work.after(hours=-3) if chance() < 0.08 else None,
    )


def show_failure(work: Work) -> Move | None:
    return work.move(
        "add_evidence", "engineer", case_id=of("case"), title="No voltage", kind="value",
        has_passed=False, value={"value": 0, "unit": "V"}, check_name="voltage",
    )  # fmt: skip


def check(command: str, code: str, role: str = "engineer", **fields: Any) -> Step:
    return lambda work: (
        work.move(command, role, subject=work.checks[code], **fields) if code in work.checks else None
    )


def look(role: str, value: str) -> Step:
    """Give a snapshot of the configuration on the change; now and then it shows what nobody planned."""
    return lambda work: work.move(
        "add_evidence", "engineer", case_id=of("case"), title="Configuration", kind="configuration",
        value={"value": "snapshot", "details": {"version": value if work.dice.random() < 0.95 else "9"}},
        subject_type="change", subject_id=of("change"), role=role,
    ) if "change" in work.ids else None  # fmt: skip


def settle(command: str, wording: str) -> Step:
    return do(
        command, "engineer", wording=wording, result=often("done", "failed", "skipped"), observed="Seen."
    )


def needed_parts(work: Work) -> tuple[dict[str, Any], ...]:
    kind = str(work.ground.region.part_type.pk)
    return ({"part_type_id": kind, "quantity": 1, "source": _SOURCES.get(work.kind, "hypothesis")},)
