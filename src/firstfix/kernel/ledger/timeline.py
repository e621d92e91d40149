"""What happened to a subject, in order and in plain words, straight from its chain.

The sentence of each entry is the command's own ``says`` template; its places are filled from the
row's body and from the texts that are kept apart. A text that was erased reads as such.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from firstfix.engines.custody import COMMITMENT_KEY
from firstfix.engines.verdict import mark
from firstfix.kernel.ledger.models import LedgerLink, LedgerText
from firstfix.kernel.ledger.sentences import sentence_of

__all__ = ["ERASED", "Entry", "timeline"]

ERASED = mark("(erased)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline.

    ``says`` is the untranslated template and ``params`` its values without ``actor``, whose name the
    edge looks up by ``actor_id``. ``body`` is the row's canonical JSON as a mapping.
    """

    row_id: int
    command: str
    command_id: UUID
    actor_id: UUID
    actor_kind: str
    channel: str
    at: datetime
    version: int
    says: str
    is_public: bool
    params: Mapping[str, Any]
    body: Mapping[str, Any]
    hash: str


def timeline(
    noun: str, subject_id: UUID, *, after_version: int = 0, count: int = 500, is_public_only: bool = False
) -> list[Entry]:
    """Give up to ``count`` entries of one subject after ``after_version``, oldest first, in 2 queries."""
    links = list(
        LedgerLink.objects.filter(subject_type=noun, subject_id=subject_id, version__gt=after_version)
        .select_related("row")
        .order_by("version")[:count]
    )
    texts = _texts(link.row_id for link in links)
    entries = [_entry(link, texts[link.row_id]) for link in links]
    return [entry for entry in entries if entry.is_public or not is_public_only]


def _texts(row_ids: Iterable[int]) -> Mapping[int, Mapping[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for text in LedgerText.objects.filter(row__in=list(row_ids)):
        found[text.row_id][text.field] = text.text
    return found


def _entry(link: LedgerLink, texts: Mapping[str, str]) -> Entry:
    row, body = link.row, json.loads(link.row.body)
    sentence = sentence_of(row.command)
    return Entry(
        row_id=row.pk,
        command=row.command,
        command_id=row.command_id,
        actor_id=row.actor_id,
        actor_kind=body["actor_kind"],
        channel=row.channel,
        at=row.at,
        version=link.version,
        says=sentence.says,
        is_public=sentence.is_public,
        params={**_shown(body["given"], "", texts), **body.get("facts", {})},
        body=body,
        hash=row.hash,
    )


def _shown(given: Mapping[str, Any], prefix: str, texts: Mapping[str, str]) -> dict[str, Any]:
    return {name: _value(value, f"{prefix}{name}", texts) for name, value in given.items()}


def _value(value: Any, path: str, texts: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return texts.get(path, ERASED) if set(value) == {COMMITMENT_KEY} else _shown(value, f"{path}.", texts)
    if isinstance(value, list):
        return [_value(part, f"{path}.{index}", texts) for index, part in enumerate(value)]
    return value
