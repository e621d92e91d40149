"""Checkpoints: a signed statement that a log had this size and this root at this time (C2SP tlog-checkpoint).

The time stands in an extension line ``at 2026-05-01T08:00:00Z``. It is the word of the signer and is proved
by nobody, as C2SP warns of extension lines; who needs the time proved, has the checkpoint time-stamped.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from firstfix.engines.custody.findings import ProofError
from firstfix.engines.custody.keys import SigningKey, VerifierKey, decode_base64, is_key_name
from firstfix.engines.custody.signed_note import Note, note_refusal, parse_note, sign_note

__all__ = ["Checkpoint", "parse_checkpoint", "sign_checkpoint", "stamp", "verify_checkpoint"]

HASH_BYTES = 32
MAX_SIZE_DIGITS = 19  # 2^63 - 1, the largest integer both databases can store, has 19 digits

_SIZE = re.compile(rf"0|[1-9][0-9]{{0,{MAX_SIZE_DIGITS - 1}}}", re.ASCII)
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: the log called ``origin`` had ``size`` entries with the hash ``root``."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime | None = None
    extension: tuple[str, ...] = ()


def sign_checkpoint(key: SigningKey, origin: str, size: int, root: bytes, at: datetime) -> str:
    """Give the signed note that vouches for ``root`` (32 bytes) over ``size`` entries of ``origin``.

    The key bears the log's name (C2SP: "SHOULD match the origin"), so ``origin`` must equal ``key.name``;
    ``at`` is aware. Raises ``ValueError`` for anything else. Never sign a smaller size than before: the
    caller keeps the newest one.
    """
    if origin != key.name or not is_key_name(origin):
        raise ValueError(
            f"The key of {key.name!r} cannot sign for the log {origin!r}; use the log's own key."
        )
    if not 0 <= size < 10**MAX_SIZE_DIGITS or len(root) != HASH_BYTES:
        raise ValueError(f"A checkpoint needs a size of 0 or more and a root of {HASH_BYTES} bytes.")
    text = f"{origin}\n{size}\n{b64encode(root).decode('ascii')}\nat {stamp(at)}\n"
    return sign_note(text, [key])


def stamp(moment: datetime) -> str:
    """Give ``moment`` as RFC 3339 UTC to the second; raises ``ValueError`` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("The time of a signature needs a time zone.")
    return moment.astimezone(UTC).strftime(_STAMP)


def parse_checkpoint(text: str) -> Checkpoint:
    """Give what the text of a note says as a checkpoint; raises :class:`ProofError` with the reason."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise ProofError("checkpoint_malformed", reason="it needs three or more lines, none of them empty")
    origin, size, root, *extension = lines
    decoded = decode_base64(root)
    if not _SIZE.fullmatch(size):
        raise ProofError("checkpoint_malformed", reason="its second line is not a size without leading zeros")
    if decoded is None or len(decoded) != HASH_BYTES:
        raise ProofError("checkpoint_malformed", reason="its third line is not a hash of 32 bytes in base64")
    return Checkpoint(origin, int(size), decoded, _signed_at(extension), tuple(extension))


def verify_checkpoint(note: str, verifier_keys: Iterable[VerifierKey]) -> Checkpoint:
    """Give the checkpoint in ``note`` once a trusted key that bears the origin's name signed it.

    Raises :class:`ProofError` for a note that cannot be read, was forged, or was signed only by others:
    a witness vouches beside the log, never instead of it.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    keys = list(verifier_keys)
    refusal = note_refusal(parsed, keys) or _own_refusal(parsed, checkpoint, keys)
    if refusal:
        raise refusal
    return checkpoint


def _own_refusal(note: Note, checkpoint: Checkpoint, keys: list[VerifierKey]) -> ProofError | None:
    return note_refusal(note, [key for key in keys if key.name == checkpoint.origin])


def _signed_at(extension: list[str]) -> datetime | None:
    for line in extension:
        if line.startswith("at "):
            try:
                return _moment(line[3:])
            except ValueError:
                raise ProofError("checkpoint_malformed", reason="its time is not UTC to the second") from None
    return None


def _moment(text: str) -> datetime:
    if len(text) != len("2026-05-01T08:00:00Z"):  # strptime takes digits left out
        raise ValueError(text)
    return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
