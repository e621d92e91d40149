"""What each possible command on a subject still needs: for pages that show a gate before its button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import checks

from firstfix.engines.lifecycle import MACHINES
from firstfix.engines.lifecycle.words import NEED_WORDS
from firstfix.engines.verdict import Missing, Verdict, mark
from firstfix.kernel import facts, policy
from firstfix.kernel.commands import all_subjects, find_command, subject_of
from firstfix.kernel.commands.guarding import gate_verdicts
from firstfix.kernel.identity import Actor

__all__ = ["check_gates", "gates_of"]


@dataclass(frozen=True, slots=True)
class _Asked:
    actor: Actor
    now: datetime


def gates_of(actor: Actor, noun: str, subject: Any, now: datetime) -> dict[str, tuple[Verdict, ...]]:
    """Give, for each command that the state allows and the actor may give, the verdicts of its gates.

    A command without gates has none. A need that nobody could answer shows as a verdict with that
    missing, because it refuses. Nothing is changed, and the command judges again when it is given.
    """
    machine = MACHINES[subject_of(noun).machine or noun]
    asked = _Asked(actor, now)
    return {
        row.command: tuple(
            verdict or _unanswered(need)
            for need, verdict in gate_verdicts(machine, row.command, subject, {}, asked).items()
        )
        for row in machine.allowed(subject.state)
        if find_command(row.command) is not None and policy.may(row.command, actor, subject) is True
    }


def check_gates(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Give an error for each need of a lifecycle that nobody answers: its commands could never pass."""
    machines = [MACHINES[subject.machine] for subject in all_subjects() if subject.machine]
    unanswered = facts.missing_providers(need for machine in machines for need in machine.needs)
    return [
        checks.Error(
            f"No provider answers the need {need!r}, so every command that asks for it is refused.",
            hint="Name its provider under FACTS in firstfix/wiring.py.",
            id="firstfix.E001",
        )
        for need in unanswered
    ]


def _unanswered(need: str) -> Verdict:
    sentence = mark("Nobody can tell yet: {need}")
    return Verdict(need, missing=(Missing(need, sentence, {"need": NEED_WORDS[need]}, waivable=False),))
