"""Facts as they were observed: JSON values that nobody can change, read without trusting their types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

__all__ = [
    "NO_FACTS",
    "Fact",
    "Facts",
    "facts_at",
    "flag_at",
    "frozen",
    "list_at",
    "moment_at",
    "number_at",
    "text_at",
    "thawed",
]

Fact = Any
Facts = Mapping[str, Fact]

NO_FACTS: Facts = MappingProxyType({})


def frozen(value: Fact) -> Fact:
    """Give a JSON value in which lists are tuples and objects cannot be changed."""
    if isinstance(value, Mapping):
        return MappingProxyType({str(name): frozen(each) for name, each in value.items()})
    if isinstance(value, list | tuple):
        return tuple(map(frozen, value))
    return value


def thawed(value: Fact) -> Fact:
    """Give a frozen value as plain lists and dicts, for writing."""
    if isinstance(value, Mapping):
        return {name: thawed(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [thawed(each) for each in value]
    return value


def facts_at(facts: Facts, path: str) -> Facts:
    """Give the object at ``tls.chain``, empty where there is none."""
    found = _at(facts, path)
    return found if isinstance(found, Mapping) else NO_FACTS


def list_at(facts: Facts, path: str) -> tuple[Fact, ...]:
    """Give the list at a path, empty where there is none."""
    found = _at(facts, path)
    return found if isinstance(found, tuple) else ()


def objects_at(facts: Facts, path: str) -> list[Facts]:
    """Give the objects in the list at a path; whatever else stands there is left out."""
    return [each for each in list_at(facts, path) if isinstance(each, Mapping)]


def text_at(facts: Facts, path: str) -> str:
    """Give the text at a path, empty where there is none."""
    found = _at(facts, path)
    return found if isinstance(found, str) else ""


def number_at(facts: Facts, path: str) -> float | None:
    """Give the number at a path, None where there is none."""
    found = _at(facts, path)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def moment_at(facts: Facts, path: str) -> datetime | None:
    """Give the moment at a path; None where there is none, or one that does not say in which zone it is."""
    try:
        found = datetime.fromisoformat(text_at(facts, path))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def flag_at(facts: Facts, path: str) -> bool | None:
    """Give the yes or no at a path, None where it was not observed."""
    found = _at(facts, path)
    return found if isinstance(found, bool) else None


def _at(facts: Facts, path: str) -> Fact:
    here: Fact = facts
    for step in path.split("."):
        if not isinstance(here, Mapping):
            return None
        here = here.get(step)
    return here
