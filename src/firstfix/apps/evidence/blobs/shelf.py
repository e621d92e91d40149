"""The shelf: one file per content, under its SHA-256, written so that it is whole or not there.

``ab/cd/<sha256>`` below ``settings.BLOBS``. Every part of a path comes from the hash, so no name that
a sender chose ever reaches the file system. Two folders of two letters each keep a million files at
some fifteen a folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from firstfix.apps.evidence.blobs.sniffing import SNIFFED_BYTE_COUNT
from firstfix.kernel.ids import new_id

__all__ = [
    "ArrivedBytes",
    "TooLarge",
    "arriving",
    "is_kept",
    "keep",
    "kept_path",
    "open_kept",
    "remove_kept",
    "storage_path",
]

# Reads of 1 MiB: beyond that hashing is not measurably faster, and memory stays flat.
_CHUNK_BYTES = 1024 * 1024


class Readable(Protocol):
    """Anything that gives bytes piece by piece: an uploaded file, a request, a mail's attachment."""

    def read(self, size: int, /) -> bytes:
        """Give up to ``size`` bytes, and none at the end."""


class TooLarge(Exception):
    """More bytes came than the limit allows; nothing of them was kept."""


@dataclass(frozen=True, slots=True)
class ArrivedBytes:
    """Bytes that were read and written down, not yet in their place."""

    sha256: str
    size_bytes: int
    head: bytes
    waiting_at: Path


@contextmanager
def arriving(stream: Readable, *, limit_bytes: int) -> Iterator[ArrivedBytes]:
    """Give the stream's bytes, hashed and flushed to disk; what was not kept at the end goes away.

    Raises :class:`TooLarge` beyond ``limit_bytes``, whatever length the sender stated.
    """
    waiting_at = Path(settings.BLOBS) / "incoming" / f"{new_id()}.part"
    waiting_at.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _private_file(waiting_at) as file:
            arrived = _copied(stream, file, waiting_at, limit_bytes)
        yield arrived
    finally:
        waiting_at.unlink(missing_ok=True)


def keep(arrived: ArrivedBytes) -> str:
    """Put arrived bytes in their place and give the path below the shelf; what is there already stays."""
    path = kept_path(arrived.sha256)
    if not is_kept(arrived.sha256, arrived.size_bytes):
        path.parent.mkdir(parents=True, exist_ok=True)
        arrived.waiting_at.replace(path)
        _flush_folder(path.parent)
    return storage_path(arrived.sha256)


def is_kept(sha256: str, size_bytes: int) -> bool:
    """Tell whether the shelf has a file of this hash and of the right length."""
    with suppress(FileNotFoundError):
        return kept_path(sha256).stat().st_size == size_bytes
    return False


def open_kept(sha256: str) -> BinaryIO:
    """Give the file for reading; raises FileNotFoundError where it is not there."""
    return kept_path(sha256).open("rb")


def remove_kept(sha256: str) -> None:
    """Take the file off the shelf; one that is not there is fine."""
    kept_path(sha256).unlink(missing_ok=True)


def kept_path(sha256: str) -> Path:
    """Give where the file of this hash lies, or would lie."""
    return Path(settings.BLOBS) / storage_path(sha256)


def storage_path(sha256: str) -> str:
    """Give the path below the shelf; raises ValueError for what is no lower-case SHA-256."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("A place on the shelf needs 64 lower-case hexadecimal digits.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _private_file(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb")


# Windows translates line ends unless told otherwise; elsewhere the flag does not exist.
_BINARY = getattr(os, "O_BINARY", 0)


def _copied(stream: Readable, file: BinaryIO, waiting_at: Path, limit_bytes: int) -> ArrivedBytes:
    digest, size_bytes, head = hashlib.sha256(), 0, b""
    while chunk := stream.read(_CHUNK_BYTES):
        size_bytes += len(chunk)
        if size_bytes > limit_bytes:
            raise TooLarge
        if len(head) < SNIFFED_BYTE_COUNT:
            head = (head + chunk)[:SNIFFED_BYTE_COUNT]
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return ArrivedBytes(digest.hexdigest(), size_bytes, head, waiting_at)


def _flush_folder(folder: Path) -> None:
    # A rename is only safe from a power cut once its folder is flushed; Windows has no such call.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
