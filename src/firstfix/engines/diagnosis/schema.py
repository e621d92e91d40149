"""The form of a spec as JSON Schema (draft 2020-12), so that editors help while it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds import KINDS
from firstfix.engines.diagnosis.parameter import Parameter, ParameterType
from firstfix.engines.diagnosis.reading_check import OWN_FIELDS

__all__ = ["spec_schema"]

_TYPES: Final[Mapping[ParameterType, Mapping[str, Any]]] = {
    ParameterType.TEXT: {"type": "string"},
    ParameterType.TEXTS: {"type": "array", "items": {"type": "string"}},
    ParameterType.WHOLE: {"type": "integer"},
    ParameterType.WHOLES: {"type": "array", "items": {"type": "integer"}},
    ParameterType.NUMBER: {"type": "number"},
    ParameterType.YES_NO: {"type": "boolean"},
}
_TEXT: Final = {"type": "string"}
_REQUEST: Final = {
    "type": "object",
    "description": "What to ask for, by language; {src}, {dst}, {port} and {evidence} are filled.",
    "additionalProperties": _TEXT,
}


def spec_schema() -> dict[str, Any]:
    """Give the schema of a spec: one form for each kind of check."""
    kinds = [_kind(kind) for kind in KINDS.values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A spec for firstfix preflight",
        "type": "object",
        "required": ["spec", "check"],
        "additionalProperties": False,
        "properties": {
            "spec": _head(),
            "variables": {
                "type": "object",
                "description": "Values for {name} in texts; --set name=value wins over them.",
                "additionalProperties": _TEXT,
            },
            "check": {"type": "array", "minItems": 1, "items": {"oneOf": kinds}},
        },
    }


def _head() -> dict[str, Any]:
    texts = {"name": "What is checked.", "version": "Version of this spec.", "site": "The site, or {site}."}
    return {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {
            **{name: {**_TEXT, "description": words} for name, words in texts.items()},
            "timeout": {
                "type": "number",
                "description": "Seconds that one answer may take.",
                "default": 3.0,
                "minimum": 0.05,
                "maximum": 120,
            },
        },
    }


def _kind(kind: Kind) -> dict[str, Any]:
    own = [each for each in OWN_FIELDS if each.name != "kind"]
    properties: dict[str, Any] = {"kind": {"const": kind.name, "description": kind.summary}}
    parameters = [*own, *kind.parameters]
    properties |= {each.name: _parameter(each) for each in parameters if "." not in each.name}
    properties |= _groups(parameters)
    required = [each.name for each in parameters if each.is_required and "." not in each.name]
    return {
        "title": kind.name,
        "type": "object",
        "required": ["kind", *required],
        "additionalProperties": False,
        "properties": {**properties, "request": _REQUEST},
    }


def _groups(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Give ``expect.private`` and its siblings as one object, as TOML reads a dotted key."""
    groups: dict[str, Any] = {}
    for each in parameters:
        group, _, name = each.name.partition(".")
        if name:
            form = groups.setdefault(
                group, {"type": "object", "additionalProperties": False, "properties": {}}
            )
            form["properties"][name] = _parameter(each)
    return groups


def _parameter(parameter: Parameter) -> dict[str, Any]:
    form: dict[str, Any] = {**_TYPES[parameter.type], "description": parameter.meaning}
    bounds: dict[str, Any] = {}
    if parameter.choices:
        bounds["enum"] = list(parameter.choices)
    if parameter.least is not None:
        bounds["minimum"] = parameter.least
    if parameter.most is not None:
        bounds["maximum"] = parameter.most
    if parameter.type in {ParameterType.TEXTS, ParameterType.WHOLES}:
        form["items"] = {**form["items"], **bounds}
        form |= {"minItems": 1} if parameter.default else {}
    else:
        form |= bounds
    default = parameter.default
    if default is not None:
        form["default"] = list(default) if isinstance(default, tuple) else default
    return form
