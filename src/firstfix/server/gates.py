"""What stands before a command, asked before anybody presses; and the check that somebody answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import checks

from firstfix.engines.lifecycle import MACHINES
from firstfix.engines.lifecycle.words import NEED_WORDS
from firstfix.engines.verdict import Missing, Verdict, mark
from firstfix.kernel import facts
from firstfix.kernel.commands import Spec, all_subjects, subject_of
from firstfix.kernel.commands.guarding import gate_verdicts
from firstfix.kernel.identity import Actor

__all__ = ["check_gates", "gate_before"]


@dataclass(frozen=True, slots=True)
class _Look:
    """Who looks at a gate without giving the command, and when."""

    actor: Actor
    now: datetime


def gate_before(spec: Spec, subject: Any, actor: Actor, now: datetime) -> Verdict | None:
    """Give all that the gates of ``spec`` say in the subject's state as one verdict; None without gates.

    A need that nobody could answer shows as missing, because it refuses. Nothing is changed, and the
    command judges again when it is given.
    """
    machine_name = subject_of(spec.on).machine
    if machine_name is None or spec.creates:
        return None
    verdicts = gate_verdicts(MACHINES[machine_name], spec.name, subject, {}, _Look(actor, now))
    if not verdicts:
        return None
    known = [verdict for verdict in verdicts.values() if verdict is not None]
    return Verdict(
        gate=known[0].gate if known else spec.name,
        holds=tuple(held for verdict in known for held in verdict.holds),
        missing=tuple(
            lack
            for need, verdict in verdicts.items()
            for lack in (_unanswered(need) if verdict is None else verdict.missing)
        ),
        override=known[0].override if len(known) == 1 else None,
    )


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


def _unanswered(need: str) -> tuple[Missing, ...]:
    return (
        Missing(
            "need_unanswered",
            mark("Nothing in the system could say how it stands with {need}. Ask an administrator to look."),
            {"need": NEED_WORDS.get(need, need)},
            who=("administrator",),
            waivable=False,
        ),
    )
