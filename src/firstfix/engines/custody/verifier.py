"""Check a Firstfix ledger export with nothing but Python: one file, no packages, no network.

    python verifier.py export.jsonl key.pub [checkpoint-you-kept.txt ...]

``key.pub`` holds the log's public key on a line ``name+id+base64`` (several lines after a change of key).
Checkpoints you put aside earlier also reveal a history that was cut short or rewritten and signed again.
Says what it found, one sentence a line. Ends with 0: nothing found, 1: something found, 2: could not check.

This file is written apart from the server's own verification, on purpose: two writings of the same rules
(docs/explanation/proof.md) do not share a mistake. It needs Python 3.9 or newer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["Audit", "ed25519_verifies", "main"]

FORMAT = "firstfix-ledger-export/1"
MAX_LINE_BYTES = 16 * 1024 * 1024
MAX_INTEGER = 2**53 - 1
MAX_SHOWN = 1000
ZEROS = "0" * 64
DASH = "\N{EM DASH} "

HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
HEX = re.compile(r"(?:[0-9a-f]{2})*", re.ASCII)
SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
KEY_NAME = re.compile(r"[^\s+\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,255}")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Key = tuple[str, bytes, bytes]  # name, id, 32 public bytes
Checkpoint = tuple[str, int, bytes]  # origin, size, root


def main(arguments: list[str]) -> int:
    """Check the export named in ``arguments``, print what was found, and give the exit code."""
    if len(arguments) < 2:
        sys.stdout.write(str(__doc__))
        return 2
    try:
        keys = [read_key(line) for line in read_text(arguments[1]).splitlines() if line.strip()]
        audit = Audit(keys, [read_text(path) for path in arguments[2:]])
        with Path(arguments[0]).open("rb") as export:
            audit.read(export)
    except (OSError, ValueError) as fault:
        sys.stdout.write(f"Could not check: {fault}\n")
        return 2
    for sentence in audit.summary():
        sys.stdout.write(sentence + "\n")
    return 1 if audit.finding_count else 0


def read_text(path: str) -> str:
    """Give the text of a small file; line ends that a mail changed become newlines again."""
    with Path(path).open(encoding="utf-8") as file:
        return file.read(MAX_LINE_BYTES)


class Audit:
    """Reads an export line by line and collects what is wrong: ``findings`` of (line, code, sentence)."""

    def __init__(self, keys: Iterable[Key], kept: Iterable[str] = ()) -> None:
        """Take the trusted keys and the checkpoints put aside earlier (signed notes)."""
        self.keys = list(keys)
        self.findings: list[tuple[int, str, str]] = []
        self.finding_count = 0
        self.counts: dict[str, int] = Counter()
        self.line = 0
        self.origin: str | None = None
        self.row_hash: str | None = None
        self.row_links = 0
        self.mentioned: set[str] = set()
        self.erased_count = 0
        self.heads: dict[bytes, tuple[int, str]] = {}
        self.size = 0  # entries so far, by their own numbers
        self.leaf_count = 0
        self.edge: list[bytes] = []
        self.is_in_step = True
        self.signed_size: int | None = None
        self.good: Checkpoint | None = None
        self.has_ended = False
        trusted = [checkpoint for checkpoint in map(self.trusted, kept) if checkpoint]
        self.kept = sorted(trusted, key=lambda checkpoint: -checkpoint[1])

    def read(self, export: BinaryIO) -> None:
        """Judge every line of an export, then its end."""
        for line in iter(lambda: export.readline(MAX_LINE_BYTES + 1), b""):
            self.line += 1
            try:
                self.take(parse(line))
            except Unusable as fault:
                self.report("line_malformed", f"This line cannot be used: {fault}.")
        self.line = 0
        if not self.has_ended:
            self.report("export_cut", "The export has no last line: it was cut off. Fetch it again.")
            self.close_row()
        self.judge_end()

    def summary(self) -> list[str]:
        """Give the report: one sentence a finding, then what was read."""
        lines = [f"Line {line}: {text}" if line else text for line, _, text in self.findings]
        if self.finding_count > len(self.findings):
            lines.append(f"And {self.finding_count - len(self.findings)} more findings.")
        lines.append(
            f"Read {self.counts['row']} rows, {self.counts['link']} links of {len(self.heads)} subjects, "
            f"{self.counts['text']} texts ({self.erased_count} erased) "
            f"and {self.counts['checkpoint']} checkpoints."
        )
        if self.good:
            lines.append(
                f"The newest checkpoint that holds is over {self.good[1]} entries of {self.good[0]}."
            )
        lines.append(
            f"Findings: {self.finding_count}." if self.finding_count else "Nothing was found: it holds."
        )
        return lines

    def report(self, code: str, sentence: str) -> None:
        """Add a finding; beyond the first thousand they are only counted."""
        self.finding_count += 1
        if len(self.findings) < MAX_SHOWN:
            self.findings.append((self.line, code, sentence))

    def take(self, content: dict[str, Any]) -> None:
        """Judge one parsed line."""
        kind = content["kind"]
        if self.has_ended or (self.line == 1) != (kind == "header"):
            self.report("line_unexpected", f"A line of kind {kind} cannot stand here.")
            return
        self.counts[kind] += kind not in ("header", "end")
        if kind in ("text", "link") and self.row_hash is None:
            self.report("line_unexpected", f"A line of kind {kind} cannot stand here: it follows no row.")
        getattr(self, f"take_{kind}")(content)

    def take_header(self, header: dict[str, Any]) -> None:
        """Note which log this is."""
        self.origin = header["origin"]
        if self.origin not in [key[0] for key in self.keys]:
            self.report(
                "origin_unknown", f"The export is of the log {self.origin}, which your key is not for."
            )
        self.compare_with_kept()

    def take_row(self, row: dict[str, Any]) -> None:
        """Check a row's body against its hash and note the texts it mentions."""
        self.close_row()
        body = row["body"]
        if sha256(b"firstfix/row/1\n", body.encode("utf-8")).hex() != row["hash"]:
            self.report(
                "row_altered", "The body of this row does not have its hash: one of the two was changed."
            )
        self.row_hash, self.row_links, self.mentioned = row["hash"], 0, set()
        try:
            content = json.loads(body, object_pairs_hook=unique_object, parse_constant=refuse_constant)
            if not isinstance(content, dict):
                raise ValueError(body)
            collect_digests(content, self.mentioned)
        except (ValueError, RecursionError):
            self.report("row_unreadable", "The body of this row is not a JSON object with each name once.")

    def take_text(self, text: dict[str, Any]) -> None:
        """Check an erasable text against the digest in the row above."""
        if self.row_hash is None:
            return
        if text["digest"] not in self.mentioned:
            self.report("text_foreign", "The row above does not mention this text, or has it already.")
            return
        self.mentioned.discard(text["digest"])
        salt, content = bytes.fromhex(text["salt"]), text["text"].encode("utf-8")
        digest = sha256(b"firstfix/text/1\n", prefixed(salt), prefixed(content)).hex()
        if digest != text["digest"] or len(salt) < 16:
            self.report("text_altered", "This text is not the one the row above was written with.")

    def take_link(self, link: dict[str, Any]) -> None:
        """Check a link against its row, its hash, its subject's chain and its place in the log."""
        name = f"{link['subject_type']} {link['subject_id']}"
        if self.row_hash is not None:
            self.row_links += 1
            if link["row_hash"] != self.row_hash:
                self.report(
                    "link_of_other_row", f"A link of {name} belongs to another row than the one above it."
                )
        fault = self.chain_fault(link)
        if fault:
            self.report(fault[0], f"Version {link['version']} of {name} {fault[1]}.")
        self.grow(link["leaf_index"], bytes.fromhex(link["hash"]))

    def chain_fault(self, link: dict[str, Any]) -> tuple[str, str] | None:
        """Follow the subject's chain to this link; give what is wrong with it."""
        kind, subject = link["subject_type"].encode("utf-8"), link["subject_id"].encode("utf-8")
        key, version = sha256(prefixed(kind), subject), link["version"]
        after, head = self.heads.get(key, (0, ZEROS))
        self.heads[key] = (max(after, version), link["hash"])
        hashes = [bytes.fromhex(link["previous_hash"]), bytes.fromhex(link["row_hash"])]
        fields = [kind, subject, version.to_bytes(8, "big"), *hashes]
        if sha256(b"firstfix/link/1\n", *map(prefixed, fields)).hex() != link["hash"]:
            return "link_altered", "does not have the hash it claims: it was changed after it was written"
        if version > after + 1:
            return "version_missing", f"follows version {after}: the links between them were removed"
        if version <= after:
            return "version_repeated", f"follows version {after}: it is a copy or out of order"
        if link["previous_hash"] != head:
            return "chain_broken", f"does not continue version {after}: one of the two was replaced"
        return None

    def grow(self, index: int, entry: bytes) -> None:
        """Add the entry to the tree (RFC 9162, 2.1.1), unless it is a copy."""
        if index < self.size:
            self.report("leaf_repeated", f"Entry {index} stands where entry {self.size} belongs.")
            return
        if index > self.size:
            self.report(
                "leaf_missing", f"Entry {index} stands where entry {self.size} belongs: some were removed."
            )
            self.is_in_step = False
        node, position = sha256(b"\x00", entry), self.leaf_count
        while position % 2:
            node, position = sha256(b"\x01", self.edge.pop(), node), position // 2
        self.edge.append(node)
        self.leaf_count += 1
        self.size = index + 1
        self.compare_with_kept()

    def root(self) -> bytes:
        """Give the root of the tree so far."""
        if not self.edge:
            return sha256()
        root = self.edge[-1]
        for node in self.edge[-2::-1]:
            root = sha256(b"\x01", node, root)
        return root

    def take_checkpoint(self, line: dict[str, Any]) -> None:
        """Check a checkpoint's signature, place and root."""
        checkpoint = self.trusted(line["note"])
        if checkpoint is None:
            return
        origin, size, root = checkpoint
        self.signed_size = max(self.signed_size or 0, size)
        covers = f"The checkpoint covers {size} entries"
        if origin != self.origin:
            self.report("checkpoint_foreign", f"The checkpoint is of the log {origin}, not of this one.")
        elif size > self.size:
            self.report(
                "checkpoint_ahead", f"{covers}, but only {self.size} stand above it: entries were removed."
            )
        elif size < self.size:
            self.report(
                "checkpoint_behind", f"{covers}, but {self.size} stand above it: moved or rolled back."
            )
        elif self.is_in_step and root != self.root():
            self.is_in_step = False
            since = self.good[1] if self.good else 0
            self.report(
                "checkpoint_inconsistent", f"{covers} of another history, changed after entry {since}."
            )
        elif self.is_in_step:
            self.good = checkpoint

    def trusted(self, note: str) -> Checkpoint | None:
        """Give what a signed note says as a checkpoint, once the log's own key signed it."""
        try:
            text, signatures = parse_note(note)
            checkpoint = parse_checkpoint(text)
        except Unusable as fault:
            code, thing = (
                ("note_malformed", "signed note") if fault.of_note else ("checkpoint_malformed", "checkpoint")
            )
            self.report(code, f"The {thing} cannot be read: {fault}.")
            return None
        trusted = {key[:2]: key[2] for key in self.keys}
        known = [line for line in signatures if line[:2] in trusted]
        for line in known:
            if not ed25519_verifies(trusted[line[:2]], line[2], text.encode("utf-8")):
                self.report("note_forged", f"The signature of {line[0]} does not fit: changed or forged.")
                return None
        if checkpoint[0] not in [line[0] for line in known]:
            self.report("note_unsigned", "No key you trust signed the checkpoint in the log's name.")
            return None
        return checkpoint

    def compare_with_kept(self) -> None:
        """Compare the tree with each checkpoint the auditor kept, when it reaches that size."""
        while self.kept and self.kept[-1][1] <= self.size:
            origin, size, root = self.kept.pop()
            if origin != self.origin:
                self.report(
                    "checkpoint_foreign", f"You keep a checkpoint of the log {origin}, not of this one."
                )
            elif self.is_in_step and root != self.root():
                self.report(
                    "kept_inconsistent", f"You keep a checkpoint over {size} entries of another history."
                )

    def take_end(self, end: dict[str, Any]) -> None:
        """Compare the counts of the last line with what was read."""
        self.close_row()
        self.has_ended = True
        for kind in ("checkpoint", "link", "row", "text"):
            told, found = end[kind + "s"], self.counts[kind]
            if told != found:
                self.report("count_wrong", f"The last line speaks of {told} {kind}s, the export has {found}.")

    def close_row(self) -> None:
        """Count what the last row's texts lack, and want a link of it."""
        if self.row_hash is not None:
            if not self.row_links:
                self.report(
                    "row_unlinked", "The row in front of this line has no link: the log does not cover it."
                )
            self.erased_count += len(self.mentioned)
            self.row_hash = None

    def judge_end(self) -> None:
        """Report what is missing at the end of the log."""
        for _, size, _ in self.kept:
            self.report(
                "kept_ahead", f"You keep a checkpoint over {size} entries, the export has {self.size}."
            )
        if self.signed_size is None:
            self.report(
                "checkpoint_missing", "No checkpoint vouches for this export: nothing in it is signed."
            )
        elif self.signed_size < self.size:
            rest = self.size - self.signed_size
            self.report(
                "tail_unsigned", f"The last {rest} entries come after the newest checkpoint: unsigned."
            )


class Unusable(ValueError):
    """Raised for a line, note or key that cannot be read."""

    def __init__(self, reason: str, *, of_note: bool = False) -> None:
        """Take the reason, and whether it is the note around the content that is unreadable."""
        self.of_note = of_note
        super().__init__(reason)


def sha256(*parts: bytes) -> bytes:
    """Give the SHA-256 over the parts one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def prefixed(content: bytes) -> bytes:
    """Give the content with its length in front, so that fields cannot run into each other."""
    return len(content).to_bytes(8, "big") + content


def parse(line: bytes) -> dict[str, Any]:
    """Give the fields of a line; refuses any but the one canonical spelling (RFC 8785)."""
    if len(line) > MAX_LINE_BYTES:
        raise Unusable("it is too long")
    try:
        text = line.decode("utf-8")
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise Unusable("it is not JSON in UTF-8") from None
    if not isinstance(content, dict):
        raise Unusable("it is not a JSON object")
    if json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n" != text:
        raise Unusable("it is not in canonical form")
    shape = SHAPES.get(content["kind"]) if isinstance(content.get("kind"), str) else None
    if shape is None or content.keys() != shape.keys() | {"kind"}:
        raise Unusable("its kind or its fields are unknown")
    for name, is_right in shape.items():
        if not is_right(content[name]):
            raise Unusable(f"its field {name} is not what belongs there")
    return content


def is_text(value: object) -> bool:
    """Tell whether it is a string."""
    return isinstance(value, str)


def is_hash(value: object) -> bool:
    """Tell whether it is a SHA-256 in lower-case hexadecimal."""
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def is_name(value: object) -> bool:
    """Tell whether it can be shown: 1 to 255 characters, none of control."""
    return isinstance(value, str) and 0 < len(value) <= 255 and not CONTROL.search(value)


def is_count(value: object) -> bool:
    """Tell whether it is a whole number from 0."""
    return type(value) is int and 0 <= value <= MAX_INTEGER


SHAPES: dict[str, dict[str, Callable[[Any], bool]]] = {
    "header": {
        "format": lambda value: value == FORMAT,
        "origin": lambda value: is_text(value) and KEY_NAME.fullmatch(value) is not None,
    },
    "row": {"body": is_text, "hash": is_hash},
    "text": {
        "digest": is_hash,
        "salt": lambda value: is_text(value) and HEX.fullmatch(value) is not None,
        "text": is_text,
    },
    "link": {
        "hash": is_hash,
        "leaf_index": is_count,
        "previous_hash": is_hash,
        "row_hash": is_hash,
        "subject_id": is_name,
        "subject_type": is_name,
        "version": lambda value: is_count(value) and value > 0,
    },
    "checkpoint": {"note": is_text},
    "end": {"checkpoints": is_count, "links": is_count, "rows": is_count, "texts": is_count},
}


def unique_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Give an object from its pairs; refuses one that names something twice."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("A name stands twice.")
    return dict(pairs)


def refuse_constant(name: str) -> None:
    """Refuse NaN and infinity, which are not JSON."""
    raise ValueError(name)


def collect_digests(content: object, found: set[str]) -> None:
    """Add to ``found`` the digest of every erasable text that ``content`` mentions at any depth."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if is_hash(value.get("salted_sha256")):
                found.add(value["salted_sha256"])
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def parse_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Give text and signatures (name, key id, signature) of a signed note (C2SP signed-note)."""
    text, gap, below = note.rpartition("\n\n")
    if not gap or not below.endswith("\n") or re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff]", note):
        raise Unusable("it is not a text, an empty line and signatures", of_note=True)
    lines = below[:-1].split("\n")
    if len(lines) > 100:
        raise Unusable("it has too many signatures", of_note=True)
    return text + "\n", [parse_signature(line) for line in lines]


def parse_signature(line: str) -> tuple[str, bytes, bytes]:
    """Give name, key id and signature of a signature line."""
    name, _, encoded = line[len(DASH) :].partition(" ")
    content = decode(encoded)
    if not line.startswith(DASH) or not KEY_NAME.fullmatch(name) or content is None or len(content) < 5:
        raise Unusable("a signature line has another form", of_note=True)
    return name, content[:4], content[4:]


def parse_checkpoint(text: str) -> Checkpoint:
    """Give origin, size and root of a checkpoint's text (C2SP tlog-checkpoint)."""
    lines = text[:-1].split("\n")
    root = decode(lines[2]) if len(lines) >= 3 else None
    if not all(lines) or root is None or len(root) != 32 or not SIZE.fullmatch(lines[1]):
        raise Unusable("it has no origin, size and root")
    for line in lines[3:]:
        if line.startswith("at ") and not is_time(line[3:]):
            raise Unusable("its time is not UTC to the second")
    return lines[0], int(lines[1]), root


def is_time(text: str) -> bool:
    """Tell whether it is a time in UTC to the second, such as 2026-05-01T08:00:00Z."""
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007
    except ValueError:
        return False
    return len(text) == 20


def read_key(line: str) -> Key:
    """Give name, id and public bytes of a key line; refuses one whose checksum is wrong."""
    parts = line.strip().split("+", 2)
    content = decode(parts[2]) if len(parts) == 3 else None
    is_key = content is not None and len(content) == 33 and content[:1] == b"\x01"
    if content is None or not is_key or not KEY_NAME.fullmatch(parts[0]):
        raise ValueError("The key is not of the form name+id+base64 with an Ed25519 key.")
    key_id = sha256(parts[0].encode("utf-8"), b"\n", content)[:4]
    if key_id.hex() != parts[1]:
        raise ValueError("The key's id does not fit its name and its bytes; copy the whole line again.")
    return parts[0], key_id, content[1:]


def decode(text: str) -> bytes | None:
    """Give the bytes of base64 in its one right spelling."""
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return content if base64.b64encode(content).decode("ascii") == text else None


# Ed25519 (RFC 8032, section 5.1). Verification handles public values only, so its timing gives nothing away.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # extended coordinates: x = X/Z, y = Y/Z, xy = T/Z
NEUTRAL: Point = (0, 1, 1, 0)


def ed25519_verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether ``signature`` (64 bytes) is ``public``'s (32 bytes) over ``message``."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, scalar = decompress(public), int.from_bytes(signature[32:], "little")
    if key is None or scalar >= L:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    x, y, z, t = multiply(int.from_bytes(challenge, "little") % L, key)
    return compress(add(multiply(scalar, BASE), (-x, y, z, -t))) == signature[:32]


def decompress(encoded: bytes) -> Point | None:
    """Give the point of 32 bytes, or ``None`` where there is none (5.1.3)."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P


def compress(point: Point) -> bytes:
    """Give the 32 bytes of a point (5.1.2)."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add(one: Point, other: Point) -> Point:
    """Give the sum of two points (5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    """Give the point added to itself ``scalar`` times."""
    result = NEUTRAL
    while scalar:
        result = add(result, point) if scalar & 1 else result
        point, scalar = add(point, point), scalar >> 1
    return result


BASE_BYTES = (4 * pow(5, -1, P) % P).to_bytes(32, "little")
BASE: Point = decompress(BASE_BYTES) or NEUTRAL

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # names in any script
    sys.exit(main(sys.argv[1:]))
