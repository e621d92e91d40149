"""Where bodies and answers wait: in memory while they are small, else on disk."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO

__all__ = ["MEMORY_BYTES", "new_spool"]

# 40 phones may upload at once.
MEMORY_BYTES = 256 * 1024


def new_spool() -> IO[bytes]:
    """Give an empty file that moves to disk over :data:`MEMORY_BYTES`; who reads it closes it."""
    return SpooledTemporaryFile(MEMORY_BYTES)
