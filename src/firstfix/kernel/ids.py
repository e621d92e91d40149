"""Identifiers: time-ordered UUIDs for rows, derived UUIDs for consequences.

New rows get a version 7 UUID (RFC 9562, section 5.7), so that primary keys grow with time and
index pages stay warm. A consequence of something gets a version 5 UUID derived from its cause
(architecture.md, "Events"), so that doing it twice gives the same id and is noticed.
"""

from __future__ import annotations

import os
import time
from uuid import UUID, uuid5

__all__ = ["derived_id", "new_id"]


def new_id() -> UUID:
    """Give a new version 7 UUID: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | noise & 0xFFFFFFFFFFFFFFFFFFFF
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def derived_id(cause: UUID, name: str) -> UUID:
    """Give the version 5 UUID of the consequence ``name`` of ``cause``: same cause, same id."""
    return uuid5(cause, name)
