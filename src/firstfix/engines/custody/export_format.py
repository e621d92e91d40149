"""The lines of a ledger export: JSON Lines, one canonical object (RFC 8785) a line.

Order of lines:

    header                                   which format, which log
    checkpoint*                              those over 0 entries
    ( row  text*  ( link  checkpoint* )+ )*  by leaf index; a checkpoint stands behind the last link it covers
    end                                      how many lines of each kind

The links of one row follow each other in the log, so whoever folds the ledger folds row after row. An erased
text simply has no line. Each line ends with one newline; no line has a second spelling, so that a changed
byte is always a change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from firstfix.engines.custody.canonical import MAX_INTEGER
from firstfix.engines.custody.chain import Link, is_hash
from firstfix.engines.custody.findings import ProofError
from firstfix.engines.custody.keys import is_key_name

__all__ = [
    "FORMAT",
    "MAX_LINE_BYTES",
    "End",
    "ExportLine",
    "Header",
    "Leaf",
    "Row",
    "Signed",
    "Text",
    "parse_line",
]

FORMAT = "firstfix-ledger-export/1"
# Ours, to bound a reader's memory: a body carries ids and codes, a text is what one person wrote.
MAX_LINE_BYTES = 16 * 1024 * 1024
MAX_NAME_LENGTH = 255  # ours: subject types and ids are shown in sentences

_HEX = re.compile(r"(?:[0-9a-f]{2})*", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: the format and the name of the log."""

    format: str
    origin: str


@dataclass(frozen=True, slots=True)
class Row:
    """A ledger row: its body as the exact stored text, and the hash of that."""

    body: str
    hash: str


@dataclass(frozen=True, slots=True)
class Text:
    """An erasable text of the row above: the digest that stands in the body, the salt in hexadecimal."""

    digest: str
    salt: str
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A link and its place in the log, counted from 0."""

    leaf_index: int
    link: Link


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as the signed note it was published as."""

    note: str


@dataclass(frozen=True, slots=True)
class End:
    """The last line: how many lines of each kind stand above it."""

    checkpoints: int
    links: int
    rows: int
    texts: int


ExportLine = Header | Row | Text | Leaf | Signed | End


def parse_line(line: bytes) -> ExportLine:
    """Give what one line says; raises :class:`ProofError` (``line_malformed``) with the reason.

    A line that spells the same content in another way is refused too: whoever wrote it, we did not.
    """
    content = _json_object(line)
    kind = content.pop("kind", None)
    if not isinstance(kind, str) or kind not in _SHAPES:
        raise _malformed("its kind is unknown")
    shape, build = _SHAPES[kind]
    if content.keys() != shape.keys():
        raise _malformed(f"a {kind} has the fields {', '.join(sorted(shape))}")
    for name, is_right in shape.items():
        if not is_right(content[name]):
            raise _malformed(f"its field {name} is not what a {kind} has there")
    return build(**content)


def _json_object(line: bytes) -> dict[str, object]:
    if len(line) > MAX_LINE_BYTES:
        raise _malformed(f"it is longer than {MAX_LINE_BYTES} bytes")
    try:
        text = line.decode("utf-8")
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise _malformed("it is not JSON in UTF-8") from None
    if not isinstance(content, dict):
        raise _malformed("it is not a JSON object")
    # For strings and whole numbers under ASCII names this is what RFC 8785 writes, at the speed of C.
    if json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n" != text:
        raise _malformed("it is not written in canonical form (RFC 8785) with one newline at its end")
    return content


def _malformed(reason: str) -> ProofError:
    return ProofError("line_malformed", reason=reason)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_NAME_LENGTH and not _CONTROL.search(value)


def _is_origin(value: object) -> bool:
    return isinstance(value, str) and is_key_name(value)


def _is_format(value: object) -> bool:
    return value == FORMAT


def _is_salt(value: object) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def _is_version(value: object) -> bool:
    return type(value) is int and 1 <= value <= MAX_INTEGER


def _leaf(leaf_index: int, **fields: Any) -> Leaf:
    return Leaf(leaf_index, Link(**fields))


_SHAPES: Mapping[str, tuple[Mapping[str, Callable[[object], bool]], Callable[..., ExportLine]]] = {
    "header": ({"format": _is_format, "origin": _is_origin}, Header),
    "row": ({"body": _is_text, "hash": is_hash}, Row),
    "text": ({"digest": is_hash, "salt": _is_salt, "text": _is_text}, Text),
    "link": (
        {
            "hash": is_hash,
            "leaf_index": _is_count,
            "previous_hash": is_hash,
            "row_hash": is_hash,
            "subject_id": _is_name,
            "subject_type": _is_name,
            "version": _is_version,
        },
        _leaf,
    ),
    "checkpoint": ({"note": _is_text}, Signed),
    "end": (
        {"checkpoints": _is_count, "links": _is_count, "rows": _is_count, "texts": _is_count},
        End,
    ),
}
