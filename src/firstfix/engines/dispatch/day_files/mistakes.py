"""What a wrong field is called and what helps: sentences for whoever wrote the file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

__all__ = ["plain", "sentence_of", "suggestion"]

# How lists of a file are called when one of their elements is meant.
_KINDS = {"technicians": "Technician", "visits": "Visit", "depots": "Depot"}
_MOST_SHOWN = 60

_WORDS: Mapping[str, str] = {
    "missing": "is missing.",
    "json_invalid": "this is no JSON: {error}.",
    "int_type": "must be a whole number, not {input}.",
    "int_from_float": "must be a whole number, not {input}.",
    "float_type": "must be a number, not {input}.",
    "finite_number": "{input} is no number.",
    "string_type": "must be a text, not {input}.",
    "bool_type": "must be true or false, not {input}.",
    "tuple_type": "must be a list, not {input}.",
    "dict_type": "must be an object with fields, not {input}.",
    "dataclass_type": "must be an object with fields, not {input}.",
    "greater_than_equal": "{input} is too small; {ge} is the least.",
    "less_than_equal": "{input} is too large; {le} is the most.",
    "string_too_short": "must not be empty.",
    "string_too_long": "is longer than {max_length} letters.",
    "literal_error": "{input} is not known; write {expected}.",
    "union_tag_not_found": "says no kind; write {discriminator}.",
    "union_tag_invalid": "{tag!r} is no kind that is known; write one of {expected_tags}.",
}  # fmt: skip


def sentence_of(error: Mapping[str, Any], raw: object, schema: Mapping[str, Any]) -> str:
    """Give the sentence for one mistake that was found in the parsed file ``raw`` of this form."""
    place = tuple(error["loc"])
    if error["type"] == "unexpected_keyword_argument":
        return plain(f"{_named(place[:-1], raw)}{_unknown(place, schema)}")
    return plain(f"{_named(place, raw)}{_said(error)}")


def plain(text: str) -> str:
    """Give a text on one line, without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def suggestion(wrong: str, known: Sequence[str]) -> str:
    """Give ``Did you mean 'x'?`` where something known looks alike, else what is known."""
    alike = get_close_matches(wrong, known, n=1, cutoff=0.6)
    if alike:
        return f"Did you mean {alike[0]!r}?"
    shown = ", ".join(repr(name) for name in known[:8])
    return f"Known: {shown}{', ...' if len(known) > 8 else ''}." if known else "None is known."


def _said(error: Mapping[str, Any]) -> str:
    shown = _shown(error.get("input"))
    if error["type"] == "string_pattern_mismatch":
        return _form_of(str(error["ctx"]["pattern"]), shown)
    words = _WORDS.get(error["type"])
    if words is None:
        return f"{error['msg']} ({shown})."
    return words.format(input=shown, **{name: _whole(value) for name, value in error.get("ctx", {}).items()})


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _form_of(pattern: str, shown: str) -> str:
    if "T" in pattern:
        return f"{shown} is no moment; write it like 2026-11-23T07:30, to the minute."
    if ":" in pattern:
        return f"{shown} is no time on the clock; write it like 07:30."
    return f"{shown} is no day; write it like 2026-12-25."


def _unknown(place: tuple[Any, ...], schema: Mapping[str, Any]) -> str:
    strange = str(place[-1])
    return f"there is no field {strange!r}. {suggestion(strange, _fields_at(place[:-1], schema))}"


def _fields_at(place: tuple[Any, ...], schema: Mapping[str, Any]) -> list[str]:
    """Give the fields that an object may have at this place, by the schema of its file."""
    here: Any = schema
    for step in place:
        here = _inside(here, step, schema)
    return list(_meant(here, schema).get("properties", {}))


def _inside(here: Any, step: Any, schema: Mapping[str, Any]) -> Any:
    mapping = here.get("discriminator", {}).get("mapping", {})
    if step in mapping:
        return {"$ref": mapping[step]}
    here = _meant(here, schema)
    if isinstance(step, int):
        return here.get("items", {})
    return here.get("properties", {}).get(step) or here.get("additionalProperties") or here


def _meant(here: Any, schema: Mapping[str, Any]) -> Any:
    """Give what a part of a schema refers to: of several forms, the one with fields."""
    if "$ref" in here:
        return schema["$defs"][here["$ref"].rpartition("/")[2]]
    for choice in (*here.get("anyOf", ()), *here.get("oneOf", ())):
        if "$ref" in choice:
            return _meant(choice, schema)
    return next((each for each in here.get("anyOf", ()) if each.get("type") == "array"), here)


def _named(place: tuple[Any, ...], raw: object) -> str:
    """Give ``Visit V1, windows[0], opens_at: ``."""
    words: list[str] = []
    here: object = raw
    for step in place:
        if _is_branch(step, here):
            continue
        here = _step(here, step)
        if isinstance(step, int) and words:
            words[-1] = _element(words[-1], step, here)
        else:
            words.append(str(step))
    return f"{', '.join(words)}: " if words else "The file: "


def _element(list_name: str, number: int, element: object) -> str:
    kind = _KINDS.get(list_name)
    name = element.get("id") if isinstance(element, dict) else None
    if not (kind and isinstance(name, str) and name):
        return f"{list_name}[{number}]"
    return f"{kind} {name if len(name) <= _MOST_SHOWN else f'{name[:_MOST_SHOWN]}...'}"


def _is_branch(step: object, here: object) -> bool:
    """Tell whether a step only says which of several forms was read."""
    if isinstance(here, dict):
        return step == "form" or (isinstance(step, str) and here.get("kind") == step)
    return step in {"name", "form"}


def _step(here: object, step: Any) -> object:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


def _shown(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}..."
