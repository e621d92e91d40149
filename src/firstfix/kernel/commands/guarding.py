"""What stands before a command body: the seen version, the lifecycle, and the gates it needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from firstfix.engines.lifecycle import MACHINES, Machine, judge_transition
from firstfix.engines.lifecycle import Refused as StateRefused
from firstfix.engines.verdict import Verdict, mark
from firstfix.kernel import facts, policy
from firstfix.kernel.commands.spec import Spec
from firstfix.kernel.commands.subjects import subject_of
from firstfix.kernel.commands.work import Override, Work
from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.ledger.models import LedgerLink
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["Asking", "check_lifecycle", "check_seen_version", "gate_verdicts", "take_step"]


class Asking(Protocol):
    """Who asks a gate, and as of when."""

    @property
    def actor(self) -> Actor:
        """Give who asks."""

    @property
    def now(self) -> datetime:
        """Give the time as of which it is judged."""


def check_seen_version(spec: Spec, work: Work, subject: Any) -> None:
    """Refuse an edit of a field that changed after the version that the person looked at."""
    seen = work.context.seen_version
    if seen is None or seen >= subject.version or not spec.edits:
        return
    later = LedgerLink.objects.filter(
        subject_type=spec.on, subject_id=subject.pk, version__gt=seen
    ).values_list("edited", flat=True)
    changed = sorted({name for edited in later for name in edited} & set(spec.edits))
    if changed:
        raise Refused(_stale(changed, seen, subject.version))


def check_lifecycle(spec: Spec, work: Work, subject: Any, given: Mapping[str, Any]) -> None:
    """Refuse a transition that the state or a gate does not allow; note where it leads otherwise."""
    machine = _machine_of(spec)
    if machine is None or spec.name not in machine.commands:
        return
    work.verdicts = gate_verdicts(machine, spec.name, subject, given, work)
    answers = {need: _after_override(verdict, work, given) for need, verdict in work.verdicts.items()}
    answer = judge_transition(machine, subject.state, spec.name, answers)
    if isinstance(answer, StateRefused):
        raise Refused(_from_engine(answer))
    work.target_state = answer.target


def take_step(work: Work, noun: str, subject: Any, command: str, given: Mapping[str, Any]) -> None:
    """Lead another subject the step that ``command`` would: the same right, gates, and new state.

    For a command that decides about many subjects at once. It links the command into the subject's chain;
    the body saves the row. Nothing goes round a gate here: an override is given to one subject, looked at.
    """
    answer = policy.may(command, work.actor, subject, given)
    if answer is not True:
        raise Refused(answer)
    machine = MACHINES[str(subject_of(noun).machine)]
    step = judge_transition(
        machine, subject.state, command, gate_verdicts(machine, command, subject, given, work)
    )
    if isinstance(step, StateRefused):
        raise Refused(_from_engine(step))
    subject.state = step.target
    work.touch(noun, subject.pk, edited=("state",))


def gate_verdicts(
    machine: Machine, command: str, subject: Any, given: Mapping[str, Any], work: Asking
) -> dict[str, Verdict | None]:
    """Give the answer to each need of ``command`` in the subject's present state.

    ``work`` says who asks and as of when: a command's :class:`Work`, or a page that shows the gate
    before anybody presses the button.
    """
    row = machine.find(subject.state, command)
    if row is None:
        return {}
    question = facts.Question(subject, command, work.actor, work.now, given)
    return {need: facts.ask(need, question) for need in row.needs}


def _machine_of(spec: Spec) -> Machine | None:
    name = subject_of(spec.on).machine
    return None if name is None or spec.creates else MACHINES[name]


def _after_override(verdict: Verdict | None, work: Work, given: Mapping[str, Any]) -> Verdict | None:
    """Give the verdict after a recorded override, and note the override.

    What is binding stays missing (S1-R17); the gate then still refuses, naming just that, and the
    refusal undoes the note.
    """
    because = given.get("override_because")
    if verdict is None or verdict.passes or verdict.override is None or not because:
        return verdict
    answer = policy.may(verdict.override, work.actor, None, given)
    if answer is not True:
        raise Refused(answer)
    codes = tuple(dict.fromkeys(lack.code for lack in verdict.missing if lack not in verdict.binding))
    work.overrides.append(Override(verdict.gate, codes, because))
    return verdict.overridden(codes)


def _from_engine(answer: StateRefused) -> Refusal:
    remedy = next((missing.remedy for missing in answer.missing if missing.remedy), None)
    return Refusal(answer.code, answer.sentence, answer.params, Reason.REFUSED, remedy, answer.missing)


def _stale(changed: list[str], seen: int, present: int) -> Refusal:
    return Refusal(
        "stale",
        mark(
            "Somebody changed {fields} after you looked (version {seen}, now {present})."
            " Nothing was changed by you. Reload, look, and decide again."
        ),
        {"fields": ", ".join(changed), "seen": seen, "present": present},
        Reason.CONFLICT,
    )
