"""Variables of a spec: ``{site}`` and whatever ``[variables]`` names, filled in before anything is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["MissingVariable", "expanded", "is_variable_name"]

# `{{` and `}}` mean the braces themselves, as in Python's format strings.
_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class MissingVariable(ValueError):
    """A text names a variable that nobody has given."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def is_variable_name(name: str) -> bool:
    """Tell whether a variable may have this name: letters, digits and underscores, no digit first."""
    return _NAME.fullmatch(name) is not None


def expanded(value: Any, variables: Mapping[str, str]) -> Any:
    """Give a parsed value with the variables in its texts filled in. Raises MissingVariable."""
    if isinstance(value, str):
        return _PLACE.sub(lambda found: _filled(found, variables), value)
    if isinstance(value, list):
        return [expanded(each, variables) for each in value]
    if isinstance(value, dict):
        return {name: expanded(each, variables) for name, each in value.items()}
    return value


def _filled(found: re.Match[str], variables: Mapping[str, str]) -> str:
    if found[1] is None:
        return found[0][0]
    name = found[1].strip()
    if name not in variables:
        raise MissingVariable(name)
    return variables[name]
