"""Which events something follows from: only they have to wait for the worker."""

from __future__ import annotations

__all__ = ["await_event", "is_awaited"]

_awaited: set[str] = set()


def await_event(name: str) -> None:
    """Let events of this name wait in the outbox until the worker has carried out what follows."""
    _awaited.add(name)


def is_awaited(name: str) -> bool:
    """Tell whether anything follows from events of this name; the others are on record at once."""
    return name in _awaited
