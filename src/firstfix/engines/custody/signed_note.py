"""Signed notes: a readable text with Ed25519 signatures below it (C2SP signed-note).

    text, one or more lines
    <empty line>
    — name base64(key id, signature)

Nothing in a note is to be believed before :func:`verify_note` handed back its text.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firstfix.engines.custody.findings import ProofError
from firstfix.engines.custody.keys import SigningKey, VerifierKey, decode_base64, is_key_name

__all__ = ["Note", "Signature", "note_refusal", "parse_note", "sign_note", "verify_note"]

# C2SP asks verifiers for a limit that allows at least 16 signatures; these are our own, well above our notes
# (a manifest of 10,000 files is near 1.5 MB).
MAX_NOTE_BYTES = 16 * 1024 * 1024
MAX_SIGNATURES = 100

_DASH = "\N{EM DASH} "
_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose it claims to be, and the 64 bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was read but not yet verified; ``text`` ends with a newline."""

    text: str
    signatures: tuple[Signature, ...]


def sign_note(text: str, keys: Sequence[SigningKey]) -> str:
    """Give ``text`` with a signature of each key; raises :class:`ProofError` for text no note can carry."""
    reason = _text_fault(text)
    if reason:
        raise ProofError("note_malformed", reason=reason)
    return text + "\n" + "".join(_signature_line(key, text.encode("utf-8")) for key in keys)


def parse_note(note: str) -> Note:
    """Give the parts of ``note`` without judging its signatures; raises :class:`ProofError`."""
    text, gap, below = note.rpartition("\n\n")
    reason = "it has no empty line before its signatures" if not gap else _text_fault(note)
    if reason:
        raise ProofError("note_malformed", reason=reason)
    lines = below.split("\n")[:-1]
    if not 0 < len(lines) <= MAX_SIGNATURES:
        raise ProofError(
            "note_malformed", reason=f"it has {len(lines)} signature lines, not 1 to {MAX_SIGNATURES}"
        )
    return Note(text + "\n", tuple(map(_parse_signature, lines)))


def verify_note(note: str, verifier_keys: Iterable[VerifierKey]) -> str:
    """Give the text of ``note`` once a trusted key signed it.

    Signatures of unknown keys are passed over, as the format demands; one of a trusted key that does not
    fit refuses the note. Raises :class:`ProofError`: ``note_malformed``, ``note_unsigned``, ``note_forged``.
    """
    parsed = parse_note(note)
    refusal = note_refusal(parsed, verifier_keys)
    if refusal:
        raise refusal
    return parsed.text


def note_refusal(note: Note, verifier_keys: Iterable[VerifierKey]) -> ProofError | None:
    """Give why no trusted key vouches for ``note``, or ``None`` where one does."""
    trusted = {(key.name, key.key_id): key for key in verifier_keys}
    known = [line for line in note.signatures if (line.name, line.key_id) in trusted]
    message = note.text.encode("utf-8")
    for line in known:
        if not trusted[line.name, line.key_id].verifies(line.signature, message):
            return ProofError("note_forged", name=line.name)
    return (
        None
        if known
        else ProofError("note_unsigned", name=", ".join(line.name for line in note.signatures[:3]))
    )


def _text_fault(text: str) -> str | None:
    if not text.endswith("\n"):
        return "it does not end with a newline"
    if any(letter < " " and letter != "\n" for letter in text):
        return "it holds a control character"
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        return "it holds half of a surrogate pair"
    return f"it is longer than {MAX_NOTE_BYTES} bytes" if size > MAX_NOTE_BYTES else None


def _signature_line(key: SigningKey, message: bytes) -> str:
    content = b64encode(key.verifier.key_id + key.sign(message)).decode("ascii")
    return f"{_DASH}{key.name} {content}\n"


def _parse_signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    content = decode_base64(encoded)
    if not line.startswith(_DASH) or not is_key_name(name) or content is None or len(content) <= _ID_BYTES:
        raise ProofError(
            "note_malformed", reason="a signature line is not of the form '\N{EM DASH} name base64'"
        )
    return Signature(name, content[:_ID_BYTES], content[_ID_BYTES:])
