"""The form of a row of reference data, made from its table: one for all of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db.models import Field, ForeignKey, Model
from django.http import QueryDict
from django.utils import timezone

from firstfix.apps.directory.models.references import Reference, reference_fields
from firstfix.kernel.commands import subject_of
from firstfix.kernel.identity import Actor

__all__ = ["ReferenceField", "fields_of_row", "given_fields", "known_values"]

MOST_OPTIONS = 300
"""Rows that a field names at most; the tables of reference data that others point to are shorter."""


@dataclass(frozen=True)
class ReferenceField:
    """One field of the form: its control, its value as text, and what is wrong with it."""

    name: str
    label: str
    kind: str
    value: Any
    is_required: bool
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    error: str = ""


def fields_of_row(
    actor: Actor,
    reference: Reference,
    row: Model | None,
    *,
    typed: QueryDict | None,
    errors: Mapping[str, str],
) -> list[ReferenceField]:
    """Give the fields of a row, filled with what it holds or with what was typed."""
    return [
        _field(actor, name, field, row, typed, errors)
        for name, field in reference_fields(reference).items()
        if name != "provenance"
    ]


def given_fields(reference: Reference, post: QueryDict) -> dict[str, Any]:
    """Give what was typed as values of the columns; what cannot be read stays text and is refused by name."""
    fields = reference_fields(reference)
    return {name: _value(fields[name], post, name) for name in fields if name in post}


def known_values(names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give what is offered while one types, for the fields among ``names`` whose values are known."""
    known = {"zone": _zones, "language": _languages}
    return {name: values() for name, values in known.items() if name in names}


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def _languages() -> tuple[str, ...]:
    return tuple(code for code, _name in settings.LANGUAGES)


def _field(
    actor: Actor,
    name: str,
    field: Field[Any, Any],
    row: Model | None,
    typed: QueryDict | None,
    errors: Mapping[str, str],
) -> ReferenceField:
    stored = getattr(row, name) if row is not None else field.get_default()
    value = typed[name] if typed is not None and name in typed else _text(stored)
    label = str(field.verbose_name)
    return ReferenceField(
        name=name,
        label=label[:1].upper() + label[1:],
        kind=_kind(field),
        value=value,
        is_required=not (field.blank or field.null or field.has_default()),
        options=_options(actor, field),
        help=str(field.help_text),
        error=errors.get(name, "") or errors.get(field.name, ""),
    )


def _kind(field: Field[Any, Any]) -> str:
    if field.choices or isinstance(field, ForeignKey):
        return "choice"
    known = {
        "BooleanField": "check", "TextField": "area", "JSONField": "json", "DateField": "day",
        "DateTimeField": "moment", "DecimalField": "decimal",
    }  # fmt: skip
    name = field.get_internal_type()
    return "number" if "Integer" in name else known.get(name, "text")


def _options(actor: Actor, field: Field[Any, Any]) -> tuple[tuple[str, str], ...]:
    if field.choices:
        return tuple((str(code), str(words).capitalize()) for code, words in field.flatchoices)  # type: ignore[attr-defined]
    if not isinstance(field, ForeignKey):
        return ()
    noun = _noun(field)
    if noun is None:
        return ()
    rows = subject_of(noun).visible(actor)[:MOST_OPTIONS]
    return tuple(sorted(((str(row.pk), str(row)) for row in rows), key=lambda pair: pair[1]))


def _noun(field: ForeignKey[Any, Any]) -> str | None:
    known = {
        "workcalendar": "work_calendar", "parttype": "part_type", "stocklocation": "stock_location",
        "datapolicy": "data_policy",
    }  # fmt: skip
    name = str(field.related_model._meta.model_name)
    noun = known.get(name, name)
    try:
        subject_of(noun)
    except KeyError:
        return None
    return noun


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, list | dict):
        return json.dumps(value, indent=1, ensure_ascii=False)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else str(value)


def _value(field: Field[Any, Any], post: QueryDict, name: str) -> Any:
    text = post.get(name, "").strip()
    kind = _kind(field)
    if kind == "check":
        return text == "on"
    if not text:
        return None if field.null else ([] if kind == "json" and field.get_default() == [] else "")
    return _READ.get(kind, str)(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _number(text: str) -> Any:
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 19 else text


def _decimal(text: str) -> Any:
    try:
        # A comma is the decimal sign of most who write one; nobody groups the digits of a coordinate.
        return str(Decimal(text.replace(",", ".")))
    except InvalidOperation:
        return text


def _moment(text: str) -> Any:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else timezone.make_aware(moment)).isoformat()


_READ = {"json": _json, "number": _number, "decimal": _decimal, "moment": _moment}
