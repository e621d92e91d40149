"""What was typed into a form, as the flat input that a command parses.

Only the form is undone here: names with dots become lists and mappings, what was left empty is left
out, numbers and times get their type. Whether a value is right is the command's to say, so that every
edge refuses in the same words; what cannot be converted is passed on as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone
from pydantic import BaseModel

from firstfix.server.pages.fields import Shape, shape_of

__all__ = ["given_of", "typed_of"]

# Names that belong to the form and not to the command.
_OWN = frozenset({"csrfmiddlewaretoken", "command_id", "seen_version", "next", "fixed"})


def given_of(model: type[BaseModel], post: QueryDict) -> dict[str, Any]:
    """Give the input of a command from a sent form; fields that the command does not know stay in."""
    known = dict(_given(model, post, prefix=""))
    heads = {name.partition(".")[0].removesuffix("[]") for name in post}
    unknown = heads - set(model.model_fields) - _OWN
    return known | {name: post.get(name, "") for name in unknown if not name.startswith("find_")}


def typed_of(post: QueryDict) -> dict[str, Any]:
    """Give what was typed, by field name, to fill the same form again."""
    return {name.removesuffix("[]"): _typed(post, name) for name in post if name not in _OWN}


def _typed(post: QueryDict, name: str) -> Any:
    return post.getlist(name) if name.endswith("[]") else post.get(name)


def _given(model: type[BaseModel], post: QueryDict, *, prefix: str) -> Any:
    for name, info in model.model_fields.items():
        path, shape = f"{prefix}{name}", shape_of(info)
        value = _value(path, shape, post)
        if value is not None:
            yield name, value


def _value(path: str, shape: Shape, post: QueryDict) -> Any:
    if shape.kind == "parts":
        return _rows(path, shape, post) or None
    if shape.kind == "mapping":
        return {name.removeprefix(f"{path}."): text for name, text in _below(path, post).items() if text}
    if shape.kind in ("several", "several_ids"):
        return [text for text in post.getlist(f"{path}[]") if text] or None
    text = post.get(path)
    if shape.kind == "check":
        return (text not in ("", "off", "false")) if text is not None else None
    if text is None or not text.strip():
        return None
    if shape.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    return _converted(text, shape)


def _converted(text: str, shape: Shape) -> Any:
    if shape.kind == "yes_no":
        return {"yes": True, "no": False}.get(text, text)
    if shape.kind == "moment":
        return _moment(text)
    if shape.is_number and text.strip().lstrip("-").isdecimal() and len(text) < 20:
        return int(text)
    return text


def _moment(text: str) -> Any:
    """Give the time with the reader's zone where the form gave it without one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is not None:
        return moment
    zone = timezone.get_current_timezone()
    return moment.replace(tzinfo=zone if isinstance(zone, ZoneInfo) else timezone.get_default_timezone())


def _rows(path: str, shape: Shape, post: QueryDict) -> list[dict[str, Any]]:
    assert shape.parts is not None
    steps = {name.removeprefix(f"{path}.").partition(".")[0] for name in _below(path, post)}
    rows = (_row(f"{path}.{step}.", shape.parts, post) for step in sorted(steps, key=_order))
    return [row for row in rows if row]


def _row(prefix: str, model: type[BaseModel], post: QueryDict) -> dict[str, Any]:
    """Give one row, or nothing where only what stands in an empty row by itself was sent."""
    row = dict(_given(model, post, prefix=prefix))
    needed = [name for name, info in model.model_fields.items() if info.is_required()]
    return row if any(name in row for name in needed) else {}


def _below(path: str, post: QueryDict) -> Mapping[str, str]:
    return {name: post.get(name, "") for name in post if name.startswith(f"{path}.")}


def _order(step: str) -> tuple[int, str]:
    return (int(step), "") if step.isdecimal() else (0, step)
