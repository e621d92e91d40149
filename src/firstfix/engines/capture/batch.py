"""A batch: some packets of a capture, where each lies among the octets, and when it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["MARGIN", "Batch", "Bits", "Numbers"]

Numbers = NDArray[np.int64]
Bits = NDArray[np.bool_]

# Zeros behind the last packet, so that a header that was cut off can be looked at without leaving the octets.
MARGIN: Final = 64


@dataclass(frozen=True)
class Batch:
    """Packets in the order of the file. ``octets`` ends with ``MARGIN`` zeros; others take their place when
    the next batch is read.

    ``start`` and ``captured`` say where a packet lies, ``length`` how long it was on the wire, ``at_ns``
    when it was seen (nanoseconds since 1970 UTC), ``link`` its link type (the registry of tcpdump.org).
    """

    octets: memoryview
    start: Numbers
    captured: Numbers
    length: Numbers
    at_ns: Numbers
    link: Numbers
    first_number: int

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def number(self) -> Numbers:
        """Give the packet numbers, from 1 at the beginning of the file."""
        return np.arange(self.first_number, self.first_number + len(self), dtype=np.int64)

    def u8(self, at: Numbers) -> Numbers:
        """Give the octet at each place."""
        return self._views[0][np.minimum(at, self._last)].astype(np.int64)

    def u16(self, at: Numbers) -> Numbers:
        """Give the 16 bits at each place, in the order of the network."""
        return self._views[1][np.minimum(at, self._last)].astype(np.int64)

    def u32(self, at: Numbers) -> Numbers:
        """Give the 32 bits at each place, in the order of the network."""
        return self._views[2][np.minimum(at, self._last)].astype(np.int64)

    def u64(self, at: Numbers) -> NDArray[np.uint64]:
        """Give the 64 bits at each place, in the order of the network."""
        return self._views[3][np.minimum(at, self._last)].astype(np.uint64)

    def heads(self, at: Numbers, form: np.dtype[np.void]) -> NDArray[np.void]:
        """Give the octets at each place as fields: one look at memory for all of them."""
        count = len(self.octets) - form.itemsize + 1
        view = np.ndarray((count,), f"V{form.itemsize}", self.octets, 0, (1,))
        return view[np.minimum(at, count - 1)].view(form)

    @cached_property
    def _last(self) -> int:
        return len(self.octets) - 8

    @cached_property
    def _views(self) -> tuple[NDArray[Any], ...]:
        """Give the octets as words that begin at every octet."""
        count = self._last + 1
        return tuple(
            np.ndarray((count,), kind, self.octets, 0, (1,)) for kind in (">u1", ">u2", ">u4", ">u8")
        )
