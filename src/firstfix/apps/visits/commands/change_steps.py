"""The plan of a change and its steps: for the commands that write, revise and settle them."""

from __future__ import annotations

from typing import Literal, Protocol

from firstfix.apps.visits.models import Change, ChangeStep, ChangeStepPhase, ChangeStepResult
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work
from firstfix.kernel.commands.inputs import Line, Words
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal

__all__ = ["ChangePlan", "Difference", "Settled", "keep_plan", "reopen_checks", "settle_step"]

# When a step of each phase may be settled: a check before it counts only for the window that is set.
_SETTLED_IN = {
    ChangeStepPhase.PRE_CHECK: ("draft", "assessed", "approved", "scheduled"),
    ChangeStepPhase.EXECUTE: ("executing",),
    ChangeStepPhase.POST_CHECK: ("executing", "post_checked"),
    ChangeStepPhase.ROLL_BACK: ("rolled_back",),
}


class Difference(Input):
    """One setting that will differ; ``before`` and ``after`` may be left open."""

    path: Line
    before: Line | Literal[""] = ""
    after: Line | Literal[""] = ""


class ChangePlan(Input):
    """What will be altered, what will differ afterwards, the way back, and the steps in their order."""

    title: Line
    plan: Words
    rollback_plan: Words | Literal[""] = ""
    expected_difference: tuple[Difference, ...] = ()
    pre_checks: tuple[Line, ...] = ()
    steps: tuple[Line, ...] = ()
    post_checks: tuple[Line, ...] = ()


class Settled(Protocol):
    """What is said of a step: which, how it went, and what was seen."""

    wording: str
    result: str
    observed: str


def keep_plan(change: Change, given: ChangePlan) -> None:
    """Write the plan into the change, and its steps beside it."""
    change.title, change.plan, change.rollback_plan = given.title, given.plan, given.rollback_plan
    change.expected_difference = [difference.model_dump() for difference in given.expected_difference]
    change.save()
    ChangeStep.objects.bulk_create(
        ChangeStep(id=new_id(), change=change, phase=phase, position=position, wording=wording)
        for phase, wordings in (
            (ChangeStepPhase.PRE_CHECK, given.pre_checks),
            (ChangeStepPhase.EXECUTE, given.steps),
            (ChangeStepPhase.POST_CHECK, given.post_checks),
        )
        for position, wording in enumerate(wordings, start=1)
    )


def reopen_checks(change: Change) -> None:
    """Open the checks before the change again: they were made for another window."""
    change.steps.filter(phase=ChangeStepPhase.PRE_CHECK).update(
        result=ChangeStepResult.OPEN, observed="", done_by=None, done_at=None
    )


def settle_step(work: Work, change: Change, phase: ChangeStepPhase, given: Settled) -> Refusal | None:
    """Write how a step went, or say why it cannot be settled now; a step that nobody planned is added."""
    if change.state not in _SETTLED_IN[phase]:
        return Refusal(
            "wrong_state",
            mark("The change is {state}; this step belongs to another time."),
            {"state": change.state.replace("_", " ")},
        )
    of_phase = change.steps.filter(phase=phase)
    step = of_phase.filter(wording=given.wording).first() or ChangeStep(
        id=work.new_id("step"),
        change=change,
        phase=phase,
        position=of_phase.count() + 1,
        wording=given.wording,
    )
    step.result, step.observed = given.result, given.observed
    step.done_by_id, step.done_at = work.actor.person_id, work.at
    step.version += 1
    step.save()
    return None
