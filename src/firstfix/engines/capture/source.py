"""The bytes of a capture, piece by piece, unpacked where they are compressed with gzip."""

from __future__ import annotations

import io
import zlib
from typing import IO, Final

from firstfix.engines.capture.damage import Damage
from firstfix.engines.verdict import mark

__all__ = ["Source"]

# RFC 1952: the two octets that a gzip member begins with.
_GZIP: Final = b"\x1f\x8b"
# zlib's manual: 16 added to the window size asks for a gzip header and trailer.
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_PIECE: Final = 1 << 20


class Source:
    """Gives as many octets as are asked for, fewer only at the end; ``damage`` says why it ended early."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.damage: Damage | None = None
        self._stream = stream
        self._ahead = stream.read(len(_GZIP))
        self._unpacker = zlib.decompressobj(_GZIP_WINDOW) if self._ahead == _GZIP else None
        self._given = 0

    def read(self, count: int) -> bytes:
        """Give up to ``count`` octets."""
        room = bytearray(count)
        return bytes(room[: self.fill(memoryview(room))])

    def fill(self, room: memoryview) -> int:
        """Fill a room with octets, less than all of it only at the end; give how many they are."""
        filled = 0
        while filled < len(room) and self.damage is None:
            count = self._put(room[filled:])
            if not count:
                break
            filled += count
            self._given += count
        return filled

    def _put(self, room: memoryview) -> int:
        is_plain = self._unpacker is None and not self._ahead
        if is_plain and isinstance(self._stream, io.RawIOBase | io.BufferedIOBase):
            return self._stream.readinto(room) or 0
        piece = self._piece(len(room))
        room[: len(piece)] = piece
        return len(piece)

    def _piece(self, count: int) -> bytes:
        if self._unpacker is None:
            ahead, self._ahead = self._ahead[:count], self._ahead[count:]
            return ahead or self._stream.read(count)
        return self._unpacked(self._unpacker, count)

    def _unpacked(self, unpacker: zlib._Decompress, count: int) -> bytes:
        while True:
            if unpacker.eof:
                # Members may follow each other (RFC 1952, 2.2); what else follows is padding.
                packed = (unpacker.unused_data or self._packed()).lstrip(b"\0")
                if not packed.startswith(_GZIP[:1]):
                    return b""
                self._unpacker = unpacker = zlib.decompressobj(_GZIP_WINDOW)
            else:
                packed = unpacker.unconsumed_tail or self._packed()
                if not packed:
                    return self._ended(mark("the compressed file ends in the middle"))
            try:
                piece = unpacker.decompress(packed, count)
            except zlib.error:
                return self._ended(mark("the compressed file is damaged"))
            if piece:
                return piece

    def _ended(self, sentence: str) -> bytes:
        self.damage = Damage(sentence, self._given)
        return b""

    def _packed(self) -> bytes:
        ahead, self._ahead = self._ahead, b""
        return ahead + self._stream.read(_PIECE)
