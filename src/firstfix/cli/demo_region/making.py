"""Give commands as the demo's people, and stop with the refusal's own words where one is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from firstfix.apps.directory.commands import change_reference
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, Command, CommandContext, Done
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.ledger.models import Receipt
from firstfix.kernel.refusal import Refusal

__all__ = [
    "FOUNDER",
    "HISTORY",
    "Refusing",
    "anchor",
    "command_id",
    "demo_id",
    "done",
    "give",
    "is_given",
    "put",
    "table",
]

HISTORY = timedelta(days=56)
"""How long before the first start the region began to work; its oldest case is a fortnight younger."""


class Refusing(RuntimeError):
    """A command of the demo was refused; the demo and the rules have come apart."""


_ROLES = frozenset({"administrator", "manager", "logistics", "dispatcher", "lead_specialist"})

FOUNDER = Actor(
    id=uuid5(NAMESPACE_URL, "firstfix:demo:founder"),
    kind=ActorKind.PERSON,
    name="Set-up",
    roles=_ROLES,
    organization_ids=None,
    has_mfa=True,
    role_scopes=MappingProxyType(dict.fromkeys(_ROLES)),
)


def demo_id(*parts: object) -> UUID:
    """Give the id of something of the demo; building it again finds it instead of making it twice."""
    return uuid5(NAMESPACE_URL, ":".join(["firstfix", "demo", *map(str, parts)]))


def anchor() -> datetime:
    """Give the time that the demo's history leads up to: its first start, to the minute.

    It is kept nowhere but in the receipt of the first command, so that the worker goes on with the
    same history that the first start began.
    """
    first = Receipt.objects.filter(pk=command_id("change_reference", "organization:own")).first()
    return first.at + HISTORY if first else clock.now().replace(second=0, microsecond=0)


def give(
    command: Command,
    actor: Actor,
    name: object,
    /,
    *subject: UUID,
    channel: Channel = Channel.JOB,
    **given: Any,
) -> Done:
    """Carry out a command of the demo under an id derived from ``name``; raises Refusing."""
    context = CommandContext(actor=actor, command_id=command_id(command.spec.name, name), channel=channel)
    return done(command(context, *subject, **given), f"{name}: {command.spec.name}")


def is_given(command: Command, name: object) -> bool:
    """Tell whether the demo's command of this name was carried out before."""
    return Receipt.objects.filter(pk=command_id(command.spec.name, name)).exists()


def done(answer: Done | Refusal, what: str) -> Done:
    """Give the receipt; raises Refusing with all that is missing."""
    if isinstance(answer, Done):
        return answer
    missing = "; ".join(lack.text() for lack in answer.missing)
    raise Refusing(f"{what}: {answer.text()} {missing} {dict(answer.fields) or ''}")


def put(noun: str, key: object, /, **fields: Any) -> UUID:
    """Give the id of a row of reference data, made now or made before."""
    row_id = demo_id(noun, key)
    give(change_reference, FOUNDER, f"{noun}:{key}", noun=noun, reference_id=row_id, fields=fields)
    return row_id


@cache
def table(name: str) -> Mapping[str, Any]:
    """Give one of the demo's tables, such as the places."""
    content = resources.files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(content)
    return loaded


def command_id(command: str, name: object) -> UUID:
    """Give the id under which the demo gives a command of this name."""
    return demo_id("command", command, name)
