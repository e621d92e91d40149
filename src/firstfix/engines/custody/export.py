"""Write the ledger as a file that an outsider can check, and read its lines back (``export_format.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from firstfix.engines.custody.canonical import MAX_INTEGER, JsonValue, canonical_bytes
from firstfix.engines.custody.chain import Link
from firstfix.engines.custody.checkpoint import parse_checkpoint
from firstfix.engines.custody.export_format import FORMAT, MAX_LINE_BYTES, Leaf, Row, Text
from firstfix.engines.custody.signed_note import parse_note

__all__ = ["Entry", "export_lines", "read_lines"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One command in the export: its row, the texts that still exist, and its links by leaf index."""

    row: Row
    leaves: tuple[Leaf, ...]
    texts: tuple[Text, ...] = ()


def export_lines(origin: str, entries: Iterable[Entry], checkpoints: Iterable[str]) -> Iterator[bytes]:
    """Give the lines of an export; ``entries`` by leaf index, ``checkpoints`` (signed notes) by size.

    Streams: holds one entry and one checkpoint. Raises :class:`ProofError` for a note that is no checkpoint.
    """
    counts = {"checkpoints": 0, "links": 0, "rows": 0, "texts": 0}
    yield _line("header", {"format": FORMAT, "origin": origin})
    waiting = _Checkpoints(checkpoints)
    yield from waiting.up_to(0)
    for entry in entries:
        yield from _row_lines(entry)
        counts["rows"] += 1
        counts["texts"] += len(entry.texts)
        for leaf in entry.leaves:
            yield _link_line(leaf)
            counts["links"] += 1
            yield from waiting.up_to(counts["links"])
    yield from waiting.up_to(MAX_INTEGER)
    yield _line("end", counts | {"checkpoints": waiting.written_count})


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Give the lines of an open file one by one, an endless line in pieces just over the limit."""
    return iter(lambda: stream.readline(MAX_LINE_BYTES + 1), b"")


class _Checkpoints:
    """Hands out checkpoint lines once the log has reached their size."""

    def __init__(self, notes: Iterable[str]) -> None:
        self.written_count = 0
        self._notes = iter(notes)
        self._next = next(self._notes, None)

    def up_to(self, size: int) -> Iterator[bytes]:
        while self._next is not None and parse_checkpoint(parse_note(self._next).text).size <= size:
            yield _line("checkpoint", {"note": self._next})
            self.written_count += 1
            self._next = next(self._notes, None)


def _row_lines(entry: Entry) -> Iterator[bytes]:
    yield _line("row", {"body": entry.row.body, "hash": entry.row.hash})
    for text in entry.texts:
        yield _line("text", {"digest": text.digest, "salt": text.salt, "text": text.text})


def _link_line(leaf: Leaf) -> bytes:
    fields: dict[str, JsonValue] = {name: getattr(leaf.link, name) for name in Link.__slots__}
    return _line("link", fields | {"leaf_index": leaf.leaf_index})


def _line(kind: str, fields: Mapping[str, JsonValue]) -> bytes:
    return canonical_bytes({"kind": kind, **fields}) + b"\n"
