"""The fields of a command as a form shows them, read from the command's own input model.

A command needs no hand-written form: its input says what is asked, whether it must be given, and what
may be chosen. Names on the page are those of the input; a list or a mapping has dotted names
(``skills.0.skill_id``, ``answers.service``).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, override
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input
from firstfix.server.pages.words import code_words, field_help, field_label

__all__ = ["BLANK_ROWS", "Field", "Shape", "code_sentences", "fields_of", "shape_of"]

BLANK_ROWS = 2
"""Empty rows that a list of parts offers; who needs more sends the form and comes back."""

# Up to this length a text is one line; above it a box (kernel.commands.inputs: Line has 300).
_ONE_LINE_AT_MOST = 1000

Options = list[tuple[str, str]]
Chooser = Callable[[str], "Options | None"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of value a field takes.

    ``kind`` is one of text, area, number, decimal, check, yes_no, choice, several, moment, day, id,
    several_ids, lines, parts, answers (the severity questions) or mapping; ``choices`` are the codes of
    a choice with their words, ``parts`` the model of a list's rows.
    """

    kind: str
    is_optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    parts: type[BaseModel] | None = None
    is_number: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One field on a page; ``rows`` are the rows of a list, each a list of fields."""

    name: str
    label: str
    shape: Shape
    is_required: bool
    value: Any = ""
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    error: str = ""
    rows: tuple[tuple[Field, ...], ...] = ()

    @property
    def kind(self) -> str:
        """Give the kind of control."""
        return self.shape.kind


def fields_of(
    model: type[Input],
    choose: Chooser,
    *,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    hidden: frozenset[str],
    command: str = "",
) -> list[Field]:
    """Give the visible fields of an input model, filled with ``values`` (as typed) and ``errors``."""
    known = (choose, values, errors, command)
    return list(_fields(model, known, hidden=hidden, prefix=""))


def shape_of(info: FieldInfo) -> Shape:
    """Give what kind of value a field takes."""
    annotation, metadata = info.annotation, list(info.metadata)
    is_optional = False
    while True:
        annotation, more = _unwrapped(annotation)
        metadata += more
        inner = _without_empty(annotation)
        if inner is annotation:
            break
        annotation, is_optional = inner, True
    return _shape(annotation, is_optional, _limits(metadata))


def code_sentences(info: FieldInfo) -> tuple[str, ...]:
    """Give the English words that a field's codes are shown by, where nobody wrote any."""
    with override(None):
        choices = shape_of(info).choices
        return tuple(
            _code_sentence(code)
            for code, words in choices
            if words == _capital(_code_sentence(code)) and not code.isdecimal()
        )


def _fields(
    model: type[BaseModel], known: tuple[Any, ...], *, hidden: frozenset[str], prefix: str
) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        if name not in hidden:
            yield _field(f"{prefix}{name}", name, info, known)


def _field(path: str, name: str, info: FieldInfo, known: tuple[Any, ...]) -> Field:
    choose, values, errors, command = known
    shape = _QUESTIONS if path == "answers" else shape_of(info)
    rows = _rows(path, shape, known) if shape.kind == "parts" else ()
    return Field(
        name=path,
        label=field_label(name, command),
        shape=shape,
        is_required=info.is_required() and not shape.is_optional,
        value=_as_typed(values.get(path, _default(info))),
        options=_options(name, shape, choose),
        help=field_help(name),
        error=errors.get(path, ""),
        rows=rows,
    )


def _as_typed(value: Any) -> Any:
    """Give a time as a field for date and time takes it, on the reader's clocks; anything else as it is."""
    return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value


def _default(info: FieldInfo) -> Any:
    default = info.default
    if info.is_required() or default is None or default == () or default.__class__.__name__ == "Undefined":
        return ""
    return default.value if isinstance(default, Enum) else default


def _rows(path: str, shape: Shape, known: tuple[Any, ...]) -> tuple[tuple[Field, ...], ...]:
    values = known[1]
    start = f"{path}."
    used = {
        int(step) for name in values if name.startswith(start) and (step := name.split(".")[-2]).isdigit()
    }
    count = max(used, default=-1) + 1 + BLANK_ROWS
    assert shape.parts is not None
    return tuple(
        tuple(_fields(shape.parts, known, hidden=frozenset(), prefix=f"{start}{row}."))
        for row in range(count)
    )


def _options(name: str, shape: Shape, choose: Chooser) -> tuple[tuple[str, str], ...]:
    if shape.kind == "id":
        return tuple(choose(name) or ())
    if shape.choices is _LEVELS and name in _LEVEL_WORDS:
        return tuple(zip(_CODES_OF_LEVELS, map(gettext, _LEVEL_WORDS[name]), strict=True))
    return shape.choices


def _unwrapped(annotation: Any) -> tuple[Any, list[Any]]:
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *metadata = typing.get_args(annotation)
        return inner, metadata
    return annotation, []


def _without_empty(annotation: Any) -> Any:
    """Give ``X`` for ``X | None`` and for ``X | Literal[""]``; anything else as it is."""
    if typing.get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    filled = [
        part
        for part in typing.get_args(annotation)
        if part is not type(None) and typing.get_args(part) != ("",)
    ]
    return filled[0] if len(filled) == 1 else annotation


def _limits(metadata: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in metadata:
        for part in (entry, *getattr(entry, "metadata", ())):
            for name in ("ge", "le", "min_length", "max_length"):
                if getattr(part, name, None) is not None:
                    found[name] = getattr(part, name)
    return found


_CODES_OF_LEVELS = ("1", "2", "3", "4")
_LEVELS = tuple((code, code) for code in _CODES_OF_LEVELS)
# The words of engines.triage.Level; those of a severity are its badge's (components/badges.html).
_OF_A_LEVEL = (mark("1, critical"), mark("2, high"), mark("3, medium"), mark("4, low"))
_LEVEL_WORDS: Mapping[str, tuple[str, ...]] = {
    "severity": (mark("Sev1, critical"), mark("Sev2, major"), mark("Sev3, minor"), mark("Sev4, low")),
    "impact": _OF_A_LEVEL,
    "urgency": _OF_A_LEVEL,
}
_BY_TYPE: tuple[tuple[type, str], ...] = (
    (int, "number"),
    (float, "decimal"),
    (Decimal, "decimal"),
    (datetime, "moment"),
    (date, "day"),
    (UUID, "id"),
)


def _shape(annotation: Any, is_optional: bool, limits: dict[str, Any]) -> Shape:
    origin = typing.get_origin(annotation)
    if origin is Literal:
        return Shape("choice", is_optional, _literal_choices(typing.get_args(annotation)))
    if origin in (tuple, list, set, frozenset):
        return _listed(typing.get_args(annotation)[0], is_optional)
    if origin is dict:
        return Shape("mapping", is_optional)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Shape("choice", is_optional, _enum_choices(annotation), is_number=issubclass(annotation, int))
    if annotation is AwareDatetime:
        return Shape("moment", is_optional)
    return _plain_shape(annotation, is_optional, limits)


def _plain_shape(annotation: Any, is_optional: bool, limits: dict[str, Any]) -> Shape:
    if annotation is int and limits.get("ge") == 1 and limits.get("le") == 4:
        return Shape("choice", is_optional, _LEVELS, is_number=True)
    if annotation is bool:
        return Shape("yes_no" if is_optional else "check", is_optional)
    for known, kind in _BY_TYPE:
        if isinstance(annotation, type) and issubclass(annotation, known):
            return Shape(kind, is_optional, limits=limits, is_number=kind == "number")
    is_area = limits.get("max_length", 0) > _ONE_LINE_AT_MOST
    return Shape("area" if is_area else "text", is_optional, limits=limits)


def _listed(inner: Any, is_optional: bool) -> Shape:
    part, _metadata = _unwrapped(inner)
    if isinstance(part, type) and issubclass(part, BaseModel):
        return Shape("parts", is_optional, parts=part)
    if isinstance(part, type) and issubclass(part, Enum):
        return Shape("several", is_optional, _enum_choices(part))
    return Shape("several_ids" if part is UUID else "lines", is_optional)


def _enum_choices(kind: type[Enum]) -> tuple[tuple[str, str], ...]:
    if issubclass(kind, models.Choices):
        return tuple((str(value), _capital(str(label))) for value, label in kind.choices)
    return _literal_choices(tuple(member.value for member in kind))


def _literal_choices(codes: tuple[Any, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), _capital(gettext(_code_sentence(code)))) for code in codes)


def _code_sentence(code: Any) -> str:
    return code_words(code)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


_QUESTIONS = Shape("answers")
