"""The fields of the planning files as tables, from the JSON Schemas that the forms give."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from firstfix.cli.reference_planning_words import UNITS
from firstfix.engines.dispatch.day_files.form_types import (
    Clock,
    Count,
    Day,
    Minutes,
    Moment,
    Name,
    Points,
    Priority,
)

__all__ = ["Schema", "cell", "field_table", "fields_of", "type_words", "unit_table"]

Schema = Mapping[str, Any]

_ALIASES: Final[Mapping[str, Any]] = {
    "name": Name,
    "moment": Moment,
    "time of day": Clock,
    "date": Day,
    "minutes": Minutes,
    "count": Count,
    "points": Points,
    "priority": Priority,
}
_UNIT_SCHEMAS: Final = {word: TypeAdapter(alias).json_schema() for word, alias in _ALIASES.items()}


def unit_table() -> Iterator[str]:
    """Give the lines of the table of units, with their bounds."""
    yield from ("| word | meaning | example |", "|---|---|---|")
    for word, schema in _UNIT_SCHEMAS.items():
        examples = " or ".join(f"`{each}`" for each in schema.get("examples", ()))
        yield f"| {word} | {UNITS[word].format(**schema)} | {examples} |"


def field_table(schema: Schema, becomes: Callable[[str], str] | None = None) -> Iterator[str]:
    """Give the lines of a form's table; ``becomes`` tells for a field what it is in the model."""
    more = " in the model |" if becomes else ""
    yield f"| field | type | default | meaning |{more}"
    yield f"|---|---|---|---|{'---|' if becomes else ''}"
    for name, field in fields_of(schema).items():
        last = f" {becomes(name)} |" if becomes else ""
        default = _default(field, is_required=name in schema.get("required", ()))
        yield f"| `{name}` | {type_words(field)} | {default} | {cell(field.get('description', ''))} |{last}"


def fields_of(schema: Schema) -> Mapping[str, Schema]:
    """Give the fields of a form by name."""
    fields: Mapping[str, Schema] = schema["properties"]
    return fields


def type_words(part: Schema) -> str:
    """Give what a field holds in words, with a link where it is a form of its own."""
    for word, schema in _UNIT_SCHEMAS.items():
        if _bare(part) == _bare(schema):
            return word
    for key, told in _KINDS.items():
        if key in part:
            return told(part)
    return _SIMPLE[part["type"]](part)


def cell(text: str) -> str:
    """Give a text as it may stand in a cell of a table."""
    return text.replace("|", "\\|")


def _bare(part: Schema) -> Schema:
    """Give what is demanded of a value, without what is said about it."""
    return {key: value for key, value in part.items() if key not in {"description", "default", "examples"}}


def _default(field: Schema, *, is_required: bool) -> str:
    if is_required:
        return "required"
    value = field.get("default")
    return "–" if value in (None, [], "") else f"`{json.dumps(value)}`"


def _link(part: Schema) -> str:
    name = part["$ref"].rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def _choices(part: Schema) -> str:
    choices = part.get("anyOf") or part.get("oneOf") or ()
    return " or ".join(type_words(each) for each in choices if each.get("type") != "null")


def _grouped(words: str) -> str:
    return f"({words})" if " or " in words and not words.startswith("list of ") else words


def _number(kind: str) -> Callable[[Schema], str]:
    def words(part: Schema) -> str:
        lowest, highest = part.get("minimum"), part.get("maximum")
        if lowest is None:
            return kind
        return f"{kind} from {lowest}" if highest is None else f"{kind}, {lowest:,} to {highest:,}"

    return words


_KINDS: Final[Mapping[str, Callable[[Schema], str]]] = {
    "$ref": _link,
    "const": lambda part: f'`"{part["const"]}"`',
    "enum": lambda part: " or ".join(f'`"{each}"`' for each in part["enum"]),
    "anyOf": _choices,
    "oneOf": _choices,
}
_SIMPLE: Final[Mapping[str, Callable[[Schema], str]]] = {
    "string": lambda part: (
        f"text of {part['maxLength']} characters at most" if "maxLength" in part else "text"
    ),
    "boolean": lambda _part: "true or false",
    "integer": _number("whole number"),
    "number": _number("number"),
    "array": lambda part: f"list of {_grouped(type_words(part['items']))}",
    "object": lambda part: f"by name: {type_words(part['additionalProperties'])}",
}
