"""Publish a checklist; a change is a new edition, so old runs keep their words."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from firstfix.apps.visits.models import ChecklistPurpose, ChecklistTemplate
from firstfix.engines.readiness import Medium
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Code, Line, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["ChecklistInput", "ChecklistStepInput", "publish_checklist"]

# A list of more lines than this is several lists: nobody reads it on a ladder.
_LARGEST_STEP_COUNT = 200
_CodeOfSixty = Annotated[Code, Field(max_length=60)]


class ChecklistStepInput(Input):
    """One line: what is checked, which kinds of evidence prove it, and within which limits.

    ``min`` and ``max`` are limits of a measured value in ``unit``. A compliance step is neither
    skipped nor waived (S1-R17).
    """

    code: _CodeOfSixty
    wording: Words
    evidence: Annotated[tuple[Medium, ...], Field(min_length=1)]
    unit: Line | Literal[""] = ""
    min: float | None = None
    max: float | None = None
    may_be_skipped: bool = False
    may_be_waived: bool = False


class ChecklistInput(Input):
    """The code under which it is asked for, its title, what it is for, and its lines in order."""

    code: _CodeOfSixty
    title: Line
    purpose: ChecklistPurpose
    product_id: UUID | None = None
    steps: Annotated[tuple[ChecklistStepInput, ...], Field(min_length=1, max_length=_LARGEST_STEP_COUNT)]


@command(on="checklist_template", creates=True, says=mark("{actor} published the checklist {code}."))
def publish_checklist(work: Work, given: ChecklistInput) -> ChecklistTemplate | Refusal:
    """Publish a checklist, or a new edition of one."""
    refusal = _twice(given) or _backwards(given)
    if refusal is not None:
        return refusal
    newest = ChecklistTemplate.objects.newest(given.code)
    work.result["edition"] = newest.edition + 1 if newest else 1
    return ChecklistTemplate.objects.create(
        id=work.subject_id,
        version=1,
        code=given.code,
        edition=work.result["edition"],
        title=given.title,
        purpose=given.purpose,
        product=work.see("product", given.product_id) if given.product_id else None,
        steps=[step.model_dump(mode="json") for step in given.steps],
        published_by_id=work.actor.person_id,
        published_at=work.at,
    )


def _twice(given: ChecklistInput) -> Refusal | None:
    codes = [step.code for step in given.steps]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if not twice:
        return None
    return Refusal(
        "invalid_input",
        mark("Field steps: these codes stand there more than once: {codes}. Give each line its own."),
        {"codes": ", ".join(twice)},
        fields={"steps": "codes repeat"},
    )


def _backwards(given: ChecklistInput) -> Refusal | None:
    for step in given.steps:
        if step.min is not None and step.max is not None and step.min > step.max:
            return Refusal(
                "invalid_input",
                mark("Field steps: in line {code} the lower limit lies above the upper one."),
                {"code": step.code},
                fields={"steps": "limits"},
            )
    return None
