"""A command's fields as a browser would post them, where a form can say them at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict
from pydantic import BaseModel

from firstfix.server.pages.fields import Shape, shape_of
from firstfix.server.pages.typed import given_of

__all__ = ["as_form"]


def as_form(model: type[BaseModel], fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the posted form, or None where the form would say something else than the fields do.

    Raises ValidationError where the fields themselves do not fit the command.
    """
    posted: dict[str, Any] = dict(_posted(model, fields, ""))
    sent = QueryDict(mutable=True)
    for name, value in posted.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    wanted = model.model_validate(dict(fields))
    return posted if model.model_validate(given_of(model, sent)) == wanted else None


def _posted(model: type[BaseModel], fields: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if name in model.model_fields and value is not None:
            yield from _field(f"{prefix}{name}", shape_of(model.model_fields[name]), value)


def _field(path: str, shape: Shape, value: Any) -> Iterator[tuple[str, Any]]:
    if shape.kind == "parts" and shape.parts is not None:
        for index, row in enumerate(value):
            yield from _posted(shape.parts, row, f"{path}.{index}.")
    elif shape.kind in ("several", "several_ids"):
        yield f"{path}[]", [str(part) for part in value]
    elif shape.kind == "mapping":
        yield from ((f"{path}.{key}", str(part)) for key, part in value.items())
    else:
        yield path, _text(shape, value)


def _text(shape: Shape, value: Any) -> str:
    if shape.kind == "lines":
        return "\n".join(value)
    if isinstance(value, bool):
        words = ("yes", "no") if shape.kind == "yes_no" else ("on", "false")
        return words[0] if value else words[1]
    return str(value)
