"""Write the next version of a policy; it is in force only once the council approved it (S2-R06, S2-R07)."""

from __future__ import annotations

import json
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from firstfix.apps.cases.models import (
    BUILT_IN_NUMBER,
    BrokenDefinition,
    PolicyArea,
    PolicyVersion,
    check_definition,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Line, Words
from firstfix.kernel.locks import lock_too
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["PolicyWords", "StagedPolicy", "revise_policy", "stage_policy", "withdraw_policy"]


class PolicyWords(Input):
    """What it is called, what people read, and what the system reads: JSON, in areas that have it."""

    title: Line
    wording: Words
    definition: Words | Literal[""] = ""


class StagedPolicy(PolicyWords):
    """The words, and the area that they are for."""

    area: PolicyArea


@command(
    on="policy_version",
    creates=True,
    says=mark("{actor} staged version {number} of a policy ({area}): {title}"),
)
def stage_policy(work: Work, given: StagedPolicy) -> PolicyVersion:
    """Write a version of a policy; nothing changes until the council approves and somebody enacts it."""
    definition = _definition(given.area, given.definition)
    number = _next_number(given.area)
    work.note(number=number)
    work.result["number"] = number
    return PolicyVersion.objects.create(
        id=work.subject_id,
        version=1,
        area=given.area,
        number=number,
        title=given.title,
        wording=given.wording,
        definition=definition,
        staged_by_id=work.actor.person_id,
        staged_at=work.at,
    )


@command(
    on="policy_version",
    edits=("title", "wording", "definition"),
    says=mark("{actor} revised the staged version: {title}"),
)
def revise_policy(work: Work, policy_version: PolicyVersion, given: PolicyWords) -> None:
    """Change the words of a staged version; what the council approved before counts for nothing then."""
    policy_version.definition = _definition(PolicyArea(policy_version.area), given.definition)
    policy_version.title, policy_version.wording = given.title, given.wording
    policy_version.staged_by_id = work.actor.person_id


@command(on="policy_version", says=mark("{actor} withdrew the staged version: {because}"))
def withdraw_policy(work: Work, policy_version: PolicyVersion, *, because: Words) -> None:
    """Withdraw a staged version, with the reason."""


def _next_number(area: PolicyArea) -> int:
    """Give the number after the last of the area; the lock lets two who stage at once have two numbers."""
    lock_too([("policy_area", uuid5(NAMESPACE_URL, f"firstfix:policy_area:{area.value}"))])
    of_area = PolicyVersion.objects.filter(area=area).order_by("number").values_list("number", flat=True)
    return max(of_area.last() or 0, BUILT_IN_NUMBER) + 1


def _definition(area: PolicyArea, text: str) -> dict[str, Any]:
    try:
        definition = _read(text or "{}")
        check_definition(area, definition)
    except BrokenDefinition as error:
        raise Refused(_broken(str(error))) from error
    return dict(definition)


def _read(text: str) -> Any:
    """Give what the JSON text says; raises BrokenDefinition for what no database keeps as JSON."""
    try:
        definition = json.loads(text, parse_constant=_refuse_constant)
        said = json.dumps(definition, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise BrokenDefinition(f"it is no JSON: {error.msg}, line {error.lineno}") from error
    except UnicodeEncodeError as error:
        raise BrokenDefinition("it holds half a character (a lone surrogate)") from error
    except RecursionError as error:
        raise BrokenDefinition("it is nested too deeply") from error
    if b"\\u0000" in said:
        raise BrokenDefinition("it holds a NUL character; remove it")
    return definition


def _refuse_constant(name: str) -> Any:
    raise BrokenDefinition(f"{name} is no number that JSON knows")


def _broken(problem: str) -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field definition: {problem}."),
        {"problem": problem},
        fields={"definition": problem},
    )
