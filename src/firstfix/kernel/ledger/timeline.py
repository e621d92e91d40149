"""What happened to a subject, in order and in plain words, straight from its chain.

The sentence of each entry is the command's own ``says`` template; its places are filled from the
row's body and from the texts that are kept apart. A text that was erased reads as such.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, PositiveIntegerField, UUIDField

from firstfix.engines.custody import COMMITMENT_KEY
from firstfix.engines.verdict import mark
from firstfix.kernel.ledger.models import LedgerLink, LedgerText
from firstfix.kernel.ledger.sentences import sentence_of
from firstfix.kernel.statements import Question, Slot

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
    asked = {"noun": noun, "subject_id": subject_id, "after": after_version}
    links = _links(count).rows(**asked)
    texts = _texts(**asked, until=links[-1].version) if links else {}
    entries = [_entry(link, texts.get(link.row_id, {})) for link in links]
    return [entry for entry in entries if entry.is_public or not is_public_only]


@lru_cache(maxsize=8)
def _links(count: int) -> Question[LedgerLink]:
    chain = LedgerLink.objects.filter(
        subject_type=Slot("noun", CharField()),
        subject_id=Slot("subject_id", UUIDField()),
        version__gt=Slot("after", PositiveIntegerField()),
    )
    return Question(lambda: chain.select_related("row").order_by("version")[:count])


_TEXTS = Question(
    lambda: LedgerText.objects.filter(
        row__links__subject_type=Slot("noun", CharField()),
        row__links__subject_id=Slot("subject_id", UUIDField()),
        row__links__version__gt=Slot("after", PositiveIntegerField()),
        row__links__version__lte=Slot("until", PositiveIntegerField()),
    ).values_list("row_id", "field", "text")
)


def _texts(**asked: Any) -> Mapping[int, Mapping[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row_id, field, text in _TEXTS.rows(**asked):
        found[row_id][field] = text
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
