"""Give commands as the demo's people, and stop with the refusal's own words where one is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from firstfix.apps.directory.commands import change_reference
from firstfix.kernel.commands import Channel, Command, CommandContext, Done
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.refusal import Refusal

__all__ = ["FOUNDER", "Refusing", "demo_id", "done", "give", "put", "table"]


class Refusing(RuntimeError):
    """A command of the demo was refused; the demo and the rules have come apart."""


FOUNDER = Actor(
    id=uuid5(NAMESPACE_URL, "firstfix:demo:founder"),
    kind=ActorKind.PERSON,
    name="Set-up",
    roles=frozenset({"administrator", "manager", "logistics", "dispatcher", "lead_specialist"}),
    organization_ids=None,
    has_mfa=True,
)


def demo_id(*parts: object) -> UUID:
    """Give the id of something of the demo; building it again finds it instead of making it twice."""
    return uuid5(NAMESPACE_URL, ":".join(["firstfix", "demo", *map(str, parts)]))


def give(command: Command, actor: Actor, name: object, *subject: UUID, **given: Any) -> Done:
    """Carry out a command of the demo under an id derived from ``name``; raises Refusing."""
    context = CommandContext(
        actor=actor, command_id=demo_id("command", command.spec.name, name), channel=Channel.JOB
    )
    return done(command(context, *subject, **given), command.spec.name)


def done(answer: Done | Refusal, what: str) -> Done:
    """Give the receipt; raises Refusing with all that is missing."""
    if isinstance(answer, Done):
        return answer
    missing = "; ".join(lack.text() for lack in answer.missing)
    raise Refusing(f"{what}: {answer.text()} {missing} {dict(answer.fields) or ''}")


def put(noun: str, code: object, **fields: Any) -> UUID:
    """Give the id of a row of reference data, made now or made before."""
    row_id = demo_id(noun, code)
    give(change_reference, FOUNDER, (noun, code), noun=noun, reference_id=row_id, fields=fields)
    return row_id


@cache
def table(name: str) -> Mapping[str, Any]:
    """Give one of the demo's tables, such as the places."""
    content = resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(content)
    return loaded
