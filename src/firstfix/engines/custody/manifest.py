"""What belonged to a piece of evidence when it was sealed: each file's name, size and SHA-256, signed.

A sealed manifest is a signed note that a person can read:

    evidence.example/north
    firstfix-manifest/1
    at 2026-05-01T08:00:00Z
    <sha256> <size> <name>      one line a file, sorted by name

The second line keeps it apart from a checkpoint, whose second line is a number: no signature over one can
be passed off as one over the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from firstfix.engines.custody.checkpoint import stamp
from firstfix.engines.custody.findings import Finding, ProofError
from firstfix.engines.custody.keys import SigningKey, VerifierKey
from firstfix.engines.custody.signed_note import sign_note, verify_note

__all__ = ["ManifestFile", "describe", "read_manifest", "seal", "verify_manifest"]

FORMAT = "firstfix-manifest/1"

_LINE = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,18}) (.+)", re.ASCII)
_UNSAFE = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\\\\:*?"<>|]')
MAX_NAME_BYTES = 1024  # ours: below the path limits of the systems we run on once a folder stands in front


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file of a piece of evidence."""

    name: str
    size: int
    sha256: str


def describe(name: str, chunks: Iterable[bytes]) -> ManifestFile:
    """Give the entry for a file from its name and its content, read piece by piece."""
    digest, size = sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return ManifestFile(name, size, digest.hexdigest())


def seal(key: SigningKey, files: Iterable[ManifestFile], *, at: datetime) -> str:
    """Give the signed manifest of ``files``, sealed at ``at`` (aware).

    Raises :class:`ProofError` (``manifest_malformed``) for a name that some system cannot keep or that leads
    out of its folder, and for two names that some system takes for one.
    """
    ordered = sorted(files, key=lambda file: file.name)
    _check_names([file.name for file in ordered])
    lines = [key.name, FORMAT, f"at {stamp(at)}"]
    lines += [f"{file.sha256} {file.size} {file.name}" for file in ordered]
    return sign_note("\n".join(lines) + "\n", [key])


def read_manifest(note: str, verifier_keys: Iterable[VerifierKey]) -> tuple[ManifestFile, ...]:
    """Give the files of a sealed manifest once a trusted key signed it; raises :class:`ProofError`."""
    name = note.partition("\n")[0]
    text = verify_note(note, [key for key in verifier_keys if key.name == name])
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or lines[1] != FORMAT or not lines[2].startswith("at "):
        raise ProofError("manifest_malformed", reason="its first three lines are not those of a manifest")
    files = tuple(map(_parse_line, lines[3:]))
    _check_names([file.name for file in files])
    return files


def verify_manifest(
    note: str, verifier_keys: Iterable[VerifierKey], found: Iterable[ManifestFile]
) -> tuple[Finding, ...]:
    """Give how the files ``found`` differ from those that were sealed; also an extra file is a difference."""
    try:
        sealed = {file.name: file for file in read_manifest(note, verifier_keys)}
    except ProofError as refusal:
        return (refusal.finding,)
    return tuple(_differences(sealed, found))


def _differences(sealed: dict[str, ManifestFile], found: Iterable[ManifestFile]) -> Iterator[Finding]:
    seen = set()
    for file in found:
        seen.add(file.name)
        was = sealed.get(file.name)
        if was is None:
            yield Finding("file_extra", {"name": file.name})
        elif file.size != was.size:
            yield Finding("file_resized", {"name": file.name, "size": file.size, "sealed": was.size})
        elif file.sha256 != was.sha256:
            yield Finding("file_altered", {"name": file.name})
    for name in sealed:
        if name not in seen:
            yield Finding("file_missing", {"name": name})


def _parse_line(line: str) -> ManifestFile:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ProofError("manifest_malformed", reason="a line is not of the form 'sha256 size name'")
    return ManifestFile(match[3], int(match[2]), match[1])


def _check_names(names: list[str]) -> None:
    for name in names:
        if not _is_safe(name):
            raise ProofError("manifest_malformed", reason=f"the file name {name[:80]!r} is unsafe")
    # Two names that differ only in case or in the spelling of accents are one file on some systems.
    folded = {unicodedata.normalize("NFC", name).casefold() for name in names}
    if len(folded) != len(names):
        raise ProofError("manifest_malformed", reason="two file names are the same on some systems")


def _is_safe(name: str) -> bool:
    if not name or _UNSAFE.search(name) or len(name.encode("utf-8")) > MAX_NAME_BYTES:
        return False
    # No empty, ".", ".." or absolute part; Windows drops spaces and dots at the end of a name.
    return all(part and part == part.strip() and not part.endswith(".") for part in name.split("/"))
