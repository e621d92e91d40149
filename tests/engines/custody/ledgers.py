"""A small ledger as the kernel would write it, its export, and ways to tamper with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from firstfix.engines.custody.canonical import canonical_bytes
from firstfix.engines.custody.chain import COMMITMENT_KEY, Link, row_hash, salted_hash
from firstfix.engines.custody.checkpoint import sign_checkpoint
from firstfix.engines.custody.export import Entry, export_lines
from firstfix.engines.custody.export_format import Leaf, Row, Text
from firstfix.engines.custody.keys import SigningKey, generate_key
from firstfix.engines.custody.transparency_log import Frontier

ORIGIN = "ledger.example/north"
KEY = generate_key(ORIGIN, seed=bytes(range(32)))
STRANGER = generate_key(ORIGIN, seed=bytes(range(1, 33)))
START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


@dataclass
class Ledger:
    """Rows, chains and the log of one server."""

    key: SigningKey = KEY
    entries: list[Entry] = field(default_factory=list)
    checkpoints: list[str] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    heads: dict[str, Link] = field(default_factory=dict)

    def command(self, name: str, *subjects: str, texts: tuple[str, ...] = ()) -> None:
        """Write the row of a command that touched ``subjects``, with erasable ``texts``."""
        number = len(self.entries)
        salts = [bytes([number, index]) * 8 for index in range(len(texts))]
        hashed = [salted_hash(salt, text) for salt, text in zip(salts, texts, strict=True)]
        notes = [{COMMITMENT_KEY: digest} for digest in hashed]
        body = canonical_bytes({"command": name, "number": number, "notes": notes, "weight": 0.5})
        digest = row_hash(body)
        leaves = tuple(self._leaf(subject, digest) for subject in subjects)
        kept = tuple(
            Text(*fields) for fields in zip(hashed, [salt.hex() for salt in salts], texts, strict=True)
        )
        self.entries.append(Entry(Row(body.decode(), digest), leaves, kept))

    def checkpoint(self) -> str:
        """Sign the log as it is."""
        at = START + timedelta(days=len(self.checkpoints))
        self.checkpoints.append(
            sign_checkpoint(self.key, ORIGIN, self.frontier.size, self.frontier.root(), at)
        )
        return self.checkpoints[-1]

    def export(self) -> list[bytes]:
        """Give the lines of its export."""
        return list(export_lines(ORIGIN, self.entries, self.checkpoints))

    def _leaf(self, subject: str, digest: str) -> Leaf:
        link = Link.of("visit", subject, after=self.heads.get(subject), row_hash=digest)
        self.heads[subject] = link
        return Leaf(self.frontier.append(bytes.fromhex(link.hash)), link)


def ledger_of(
    command_count: int, *, checkpoint_every: int = 3, key: SigningKey = KEY, twist: str = ""
) -> Ledger:
    """Give a ledger of so many commands over five subjects, checkpointed now and at the end."""
    ledger = Ledger(key=key)
    ledger.checkpoint()
    for number in range(command_count):
        subjects = [f"v-{number % 3}"] + (["v-8", "v-9"] if number % 4 == 1 else [])
        texts = (f"Grüße von Dana, {number}{twist}", "Zweiter Satz") if number % 2 else ()
        ledger.command("add_note", *subjects, texts=texts)
        if number % checkpoint_every == checkpoint_every - 1:
            ledger.checkpoint()
    if command_count % checkpoint_every:
        ledger.checkpoint()
    return ledger


def fields(line: bytes) -> dict[str, object]:
    """Give the fields of a line."""
    content: dict[str, object] = json.loads(line)
    return content


def rewritten(line: bytes, **changes: object) -> bytes:
    """Give the line with some fields changed and everything else, and its form, as it was."""
    return canonical_bytes({**fields(line), **changes}) + b"\n"  # type: ignore[dict-item]


def places(lines: list[bytes], kind: str) -> list[int]:
    """Give the positions of the lines of one kind."""
    return [index for index, line in enumerate(lines) if fields(line)["kind"] == kind]


def recounted(lines: list[bytes]) -> list[bytes]:
    """Give the lines with a last line that counts them rightly: a careful forger would do that."""
    counts = {kind + "s": len(places(lines, kind)) for kind in ("checkpoint", "link", "row", "text")}
    return [rewritten(line, **counts) if fields(line)["kind"] == "end" else line for line in lines]


Tampering = Callable[[list[bytes]], list[bytes]]


def at(kind: str, number: int, **changes: Callable[[dict[str, object]], object]) -> Tampering:
    """Give a tampering that changes fields of the ``number``-th line of a kind."""

    def tamper(lines: list[bytes]) -> list[bytes]:
        index = places(lines, kind)[number]
        content = fields(lines[index])
        lines[index] = rewritten(lines[index], **{name: change(content) for name, change in changes.items()})
        return lines

    return tamper


def without(kind: str, number: int) -> Tampering:
    """Give a tampering that removes a line and counts anew."""

    def tamper(lines: list[bytes]) -> list[bytes]:
        del lines[places(lines, kind)[number]]
        return recounted(lines)

    return tamper


def again(kind: str, number: int) -> Tampering:
    """Give a tampering that repeats a line and counts anew."""

    def tamper(lines: list[bytes]) -> list[bytes]:
        index = places(lines, kind)[number]
        return recounted([*lines[: index + 1], *lines[index:]])

    return tamper


def swapped(kind: str, one: int, other: int) -> Tampering:
    """Give a tampering that swaps two lines of a kind."""

    def tamper(lines: list[bytes]) -> list[bytes]:
        first, second = places(lines, kind)[one], places(lines, kind)[other]
        lines[first], lines[second] = lines[second], lines[first]
        return lines

    return tamper


def without_subject(subject: str, *, is_renumbered: bool) -> Tampering:
    """Give a tampering that removes every link of a subject, closing the gaps if asked."""

    def tamper(lines: list[bytes]) -> list[bytes]:
        lines = [line for line in lines if fields(line).get("subject_id") != subject]
        if is_renumbered:
            for leaf_index, index in enumerate(places(lines, "link")):
                lines[index] = rewritten(lines[index], leaf_index=leaf_index)
        return recounted(lines)

    return tamper


def without_tail(row_count: int) -> Tampering:
    """Give a tampering that removes the last rows and what belongs to them, but no checkpoint."""

    def tamper(lines: list[bytes]) -> list[bytes]:
        first = places(lines, "row")[-row_count]
        tail = [line for line in lines[first:] if fields(line)["kind"] in ("checkpoint", "end")]
        return recounted(lines[:first] + tail)

    return tamper
