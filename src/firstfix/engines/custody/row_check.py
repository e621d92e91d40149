"""Check the rows of an export: bodies, the erasable texts they mention, and that links belong to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from firstfix.engines.custody.chain import COMMITMENT_KEY, Link, is_hash, redeem, row_hash
from firstfix.engines.custody.export_format import Row, Text
from firstfix.engines.custody.findings import Finding

__all__ = ["RowCheck", "commitments"]


@dataclass(slots=True)
class RowCheck:
    """Follows rows, texts and links in export order; remembers the open row only."""

    erased_text_count: int = 0
    _hash: str | None = None
    _unredeemed: set[str] = field(default_factory=set)
    _link_count: int = 0

    def open(self, row: Row) -> Iterator[Finding]:
        """Close the row before and judge this one's body."""
        yield from self.close()
        if row_hash(row.body.encode("utf-8")) != row.hash:
            yield Finding("row_altered", {"hash": row.hash})
        mentioned = commitments(row.body)
        if mentioned is None:
            yield Finding("row_unreadable")
        self._hash, self._unredeemed, self._link_count = row.hash, set(mentioned or ()), 0

    def text(self, text: Text) -> Iterator[Finding]:
        """Judge a text against the digests that the open row mentions."""
        if self._hash is None:
            yield Finding("line_unexpected", {"kind": "text"})
        elif text.digest not in self._unredeemed:
            yield Finding("text_foreign")
        else:
            self._unredeemed.remove(text.digest)
            if not redeem(text.digest, salt=bytes.fromhex(text.salt), text=text.text):
                yield Finding("text_altered")

    def link(self, link: Link) -> Iterator[Finding]:
        """Judge whether a link is one of the open row."""
        self._link_count += 1
        if self._hash is None:
            yield Finding("line_unexpected", {"kind": "link"})
        elif link.row_hash != self._hash:
            yield Finding("link_of_other_row", {"subject": link.subject, "version": link.version})

    def close(self) -> Iterator[Finding]:
        """Count the texts that the open row still lacks, and want a link of it."""
        if self._hash is not None and self._link_count == 0:
            yield Finding("row_unlinked")
        self.erased_text_count += len(self._unredeemed)
        self._hash, self._unredeemed = None, set()


def commitments(body: str) -> frozenset[str] | None:
    """Give the digests of the erasable texts that a row's body mentions, ``None`` for an unreadable body."""
    try:
        content = json.loads(body, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    digests = (inner.get(COMMITMENT_KEY) for inner in _objects(content))
    return frozenset(digest for digest in digests if isinstance(digest, str) and is_hash(digest))


def _objects(content: object) -> Iterator[dict[str, object]]:
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("A name stands twice.")
    return content


def _refuse_constant(name: str) -> None:
    raise ValueError(f"JSON has no {name}.")
