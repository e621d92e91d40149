"""A file that tells on its own line of a terminal how much of it has been read."""

from __future__ import annotations

import io
import sys
from io import BufferedReader
from typing import Self

__all__ = ["Watched"]

# Often enough to see that it moves, seldom enough to cost nothing.
_STEP = 64_000_000


class Watched(io.RawIOBase):
    """Gives the octets of a file; closes it, and leaves nothing behind on the terminal."""

    def __init__(self, file: BufferedReader, name: str, size: int, *, is_shown: bool) -> None:
        super().__init__()
        self._file, self._name, self._size, self._is_shown = file, name, size, is_shown
        self._given = self._told = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, room: memoryview, /) -> int:
        """Fill a room as far as the file goes."""
        count = self._file.readinto(room)
        self._given += count
        if self._is_shown and self._given - self._told >= _STEP:
            self._told = self._given
            words = f"{self._name}: {self._given // 1_000_000:,} of {self._size // 1_000_000:,} MB"
            sys.stderr.write(f"\r\x1b[K{words[:100]}")
            sys.stderr.flush()
        return count

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()
        if self._told:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
