"""What evidence may hang on, and how the case of each is found: registered by ``wiring.py``."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Linkable", "linkable_nouns", "linkable_of", "register_linkable"]


@dataclass(frozen=True, slots=True)
class Linkable:
    """A noun that evidence may hang on; ``case_path`` is the field path from its row to its case."""

    noun: str
    case_path: str


_linkables: dict[str, Linkable] = {}


def register_linkable(linkable: Linkable) -> None:
    """Let evidence hang on a noun."""
    _linkables[linkable.noun] = linkable


def linkable_of(noun: str) -> Linkable | None:
    """Give the noun with its path, or None where evidence cannot hang on it."""
    return _linkables.get(noun)


def linkable_nouns() -> tuple[str, ...]:
    """Give every noun that evidence may hang on, sorted."""
    return tuple(sorted(_linkables))
