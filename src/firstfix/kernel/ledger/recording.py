"""Write one command into the ledger: its row, its texts, and a link in each touched chain."""

from __future__ import annotations

import secrets
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal
from uuid import UUID

from django.db.models import CharField, IntegerField, UUIDField
from pydantic import BaseModel

from firstfix.engines.custody import (
    COMMITMENT_KEY,
    GENESIS,
    canonical_bytes,
    link_hash,
    row_hash,
    salted_hash,
)
from firstfix.kernel.ledger.models import LedgerLink, LedgerRow, LedgerText
from firstfix.kernel.statements import Question, Slot, insert

__all__ = ["Happening", "LinkTo", "Plain", "append"]


class Plain:
    """Marks a text type whose values are codes and may stand in the ledger as they are."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One carried-out command as the ledger tells it.

    ``at`` is the time that counts, ``received_at`` the server's; ``besides`` holds what not every row
    has, such as the new state, overrides and the device. It holds ids and codes only.
    """

    command: str
    command_id: UUID
    actor_id: UUID
    actor_kind: str
    channel: str
    at: datetime
    received_at: datetime
    subject_type: str
    subject_id: UUID
    besides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A chain that the row goes into: the subject, its new version, and which fields changed."""

    subject_type: str
    subject_id: UUID
    version: int
    edited: tuple[str, ...] = ()


_Chain = tuple[str, UUID]

# Up to so many chains, a composed question each costs less than composing one for all.
_FEW = 6


def append(happening: Happening, given: BaseModel, links: Iterable[LinkTo]) -> LedgerRow:
    """Give the ledger row of a carried-out command, linked into the chain of each of ``links``."""
    texts: list[LedgerText] = []
    body = canonical_bytes(_body(happening, _hidden(given, "", texts)))
    row = LedgerRow(
        command_id=happening.command_id,
        command=happening.command,
        actor_id=happening.actor_id,
        channel=happening.channel,
        at=happening.at,
        body=body.decode("utf-8"),
        hash=row_hash(body),
    )
    insert([row])
    for text in texts:
        text.row = row
    insert(texts)
    wanted = list(links)
    heads = _heads(wanted)
    insert([_link(row, link, heads) for link in wanted])
    return row


def _link(row: LedgerRow, to: LinkTo, heads: Mapping[_Chain, str]) -> LedgerLink:
    previous = heads[to.subject_type, to.subject_id] if to.version > 1 else GENESIS
    return LedgerLink(
        row=row,
        subject_type=to.subject_type,
        subject_id=to.subject_id,
        version=to.version,
        previous_hash=previous,
        hash=link_hash(to.subject_type, str(to.subject_id), to.version, previous, row.hash),
        edited=list(to.edited),
    )


def _heads(links: Sequence[LinkTo]) -> dict[_Chain, str]:
    """Give the hash that each chain ends with: asked one by one for a few, at once where there are many."""
    standing = [link for link in links if link.version > 1]
    if len(standing) > _FEW:
        return _heads_at_once(standing)
    return {(link.subject_type, link.subject_id): _head_hash(link) for link in standing}


def _heads_at_once(links: Sequence[LinkTo]) -> dict[_Chain, str]:
    before = {(link.subject_type, link.subject_id): link.version - 1 for link in links}
    found: dict[_Chain, str] = {}
    for noun in sorted({link.subject_type for link in links}):
        ids = [other_id for kind, other_id in before if kind == noun]
        versions = {before[noun, other_id] for other_id in ids}
        rows = LedgerLink.objects.filter(subject_type=noun, subject_id__in=ids, version__in=versions)
        for subject_id, version, digest in rows.values_list("subject_id", "version", "hash"):
            if before[noun, subject_id] == version:
                found[noun, subject_id] = str(digest)
    for link in links:
        if (link.subject_type, link.subject_id) not in found:
            raise _broken(link)
    return found


def _head_hash(to: LinkTo) -> str:
    head = _HEAD.first(noun=to.subject_type, id=to.subject_id, version=to.version - 1)
    if head is None:
        raise _broken(to)
    return str(head[0])


def _broken(to: LinkTo) -> LookupError:
    return LookupError(f"The chain of {to.subject_type} {to.subject_id} ends before {to.version - 1}.")


_HEAD = Question(
    lambda: LedgerLink.objects.filter(
        subject_type=Slot("noun", CharField()),
        subject_id=Slot("id", UUIDField()),
        version=Slot("version", IntegerField()),
    ).values_list("hash")
)


def _body(happening: Happening, given: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "command": happening.command,
        "command_id": str(happening.command_id),
        "actor": str(happening.actor_id),
        "actor_kind": happening.actor_kind,
        "channel": happening.channel,
        "at": happening.at.isoformat(),
        "received_at": happening.received_at.isoformat(),
        "subject": [happening.subject_type, str(happening.subject_id)],
        "given": given,
    }
    return body | {key: value for key, value in happening.besides.items() if value}


def _hidden(given: BaseModel, prefix: str, texts: list[LedgerText]) -> dict[str, Any]:
    """Give the input as JSON with every free text replaced by its salted hash."""
    shown = {}
    for name, info in type(given).model_fields.items():
        value = getattr(given, name)
        if value is None:
            continue
        is_plain = _is_plain(info.annotation) or any(isinstance(mark, Plain) for mark in info.metadata)
        shown[name] = _hide(value, f"{prefix}{name}", is_plain, texts)
    return shown


def _hide(value: Any, path: str, is_plain: bool, texts: list[LedgerText]) -> Any:
    if isinstance(value, BaseModel):
        return _hidden(value, f"{path}.", texts)
    if isinstance(value, Mapping):
        return {str(key): _hide(part, f"{path}.{key}", is_plain, texts) for key, part in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [_hide(part, f"{path}.{index}", is_plain, texts) for index, part in enumerate(value)]
    if isinstance(value, str) and not isinstance(value, Enum) and not is_plain:
        salt = secrets.token_hex(16)
        digest = salted_hash(bytes.fromhex(salt), value)
        texts.append(LedgerText(field=path[:120], salt=salt, digest=digest, text=value))
        return {COMMITMENT_KEY: digest}
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _is_plain(annotation: Any) -> bool:
    """Tell whether the type holds only codes: a Plain mark or a Literal anywhere inside."""
    if typing.get_origin(annotation) is Literal:
        return True
    if any(isinstance(mark, Plain) for mark in getattr(annotation, "__metadata__", ())):
        return True
    return any(_is_plain(part) for part in typing.get_args(annotation))
