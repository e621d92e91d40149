"""One byte form of a document, its hash, and the way back: what a signature binds to.

The form is JSON with sorted keys, no spaces and ASCII escapes, so that it is total on any text,
lone surrogates included. The content hash leaves out the English templates and what belongs to a copy
(when prepared, ledger head): rewording a sentence or printing again must not void a signature.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from firstfix.engines.documents import model, texts

SCHEMA = "firstfix.document/1"
_COPY_ONLY = frozenset({"prepared_at", "ledger_head", "template", "tone", "share"})
_KINDS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        texts.Said,
        texts.Written,
        texts.Identifier,
        texts.Moment,
        model.Paragraph,
        model.KeyValues,
        model.Column,
        model.Table,
        model.Step,
        model.Steps,
        model.EvidenceEntry,
        model.EvidenceList,
        model.Image,
        model.Waiver,
        model.Section,
        model.DocumentMeta,
        model.Document,
    )
}


def canonical_json(document: model.Document) -> bytes:
    """Give the whole document as canonical bytes: what is stored when a customer signs."""
    return _dump({"schema": SCHEMA, "document": _plain(document, frozenset())})


def content_hash(document: model.Document) -> str:
    """Give the SHA-256 (hex) of what the document says, whatever its wording or date of printing."""
    return hashlib.sha256(_dump({"schema": SCHEMA, "document": _plain(document, _COPY_ONLY)})).hexdigest()


def load_document(stored: bytes) -> model.Document:
    """Give the document back from :func:`canonical_json`; raises ``ValueError`` for anything else."""
    parsed = json.loads(stored)
    if not isinstance(parsed, dict) or parsed.get("schema") != SCHEMA:
        raise ValueError(f"These bytes are not a document of schema {SCHEMA}.")
    document = _lift(parsed["document"])
    if not isinstance(document, model.Document):
        raise ValueError("The stored value is a part of a document, not a document.")
    return document


def _dump(value: object) -> bytes:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


def _plain(value: object, left_out: frozenset[str]) -> object:
    if isinstance(value, datetime):
        return {"at": value.astimezone(UTC).isoformat(timespec="microseconds")}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value, left_out)
    if isinstance(value, tuple):
        return [_plain(part, left_out) for part in value]
    if isinstance(value, Mapping):
        return {"map": {key: _plain(part, left_out) for key, part in value.items()}}
    return value


def _fields(value: object, left_out: frozenset[str]) -> dict[str, object]:
    names = [field.name for field in dataclasses.fields(value) if field.name not in left_out]  # type: ignore[arg-type]
    return {"is": type(value).__name__} | {name: _plain(getattr(value, name), left_out) for name in names}


def _lift(value: object) -> object:
    if isinstance(value, list):
        return tuple(_lift(part) for part in value)
    if not isinstance(value, dict):
        return value
    if "map" in value:
        return {key: _lift(part) for key, part in value["map"].items()}
    if "is" not in value:
        return datetime.fromisoformat(value["at"])
    return _KINDS[value["is"]](**{name: _lift(part) for name, part in value.items() if name != "is"})
