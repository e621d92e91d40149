"""What the API gives to read: every noun one by one and in pages, always through its ``visible_`` rule.

``GET /api/v1/<nouns>`` gives a page in a fixed order (by id, which says nothing about age); ``after`` is
the cursor that the page before named as ``next``. ``GET /api/v1/<nouns>/<id>`` gives one with its version,
for ``If-Match``. A customer reads the nouns of :data:`PUBLIC_FIELDS` with those fields only; everything
else is for our side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, JsonResponse
from ninja import Router

from firstfix.apps.directory.queries import sees_our_side
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Subject, all_subjects
from firstfix.kernel.refusal import Reason, Refusal, Refused, not_visible
from firstfix.server.command_api import plural
from firstfix.server.errors import refusal_response

__all__ = ["MAX_PAGE_SIZE", "PUBLIC_FIELDS", "read_routers", "row_json"]

MAX_PAGE_SIZE = 200
DEFAULT_PAGE_SIZE = 50

# What a customer or an external party reads of a noun; nouns that are not named here are ours alone.
PUBLIC_FIELDS: Mapping[str, tuple[str, ...]] = {
    "case": (
        "id", "version", "number", "kind", "state", "waiting_on", "title", "description",
        "organization_id", "site_id", "asset_id", "contact_id", "severity", "priority",
        "opened_at", "updated_at", "reported_at",
    ),
    "organization": ("id", "version", "code", "name"),
    "site": ("id", "version", "organization_id", "code", "name", "locality", "country", "zone"),
    "asset": ("id", "version", "site_id", "product_id", "name", "serial", "firmware", "location"),
    "visit": ("id", "version", "work_order_id", "state", "planned_start_at", "planned_end_at"),
    "work_order": ("id", "version", "case_id", "kind", "state", "title", "site_id"),
    "commitment": ("id", "version", "case_id", "state", "what", "due_at"),
}  # fmt: skip

# Never read through the API by anybody: secrets are hashes here, but still nobody's business.
_HIDDEN = frozenset({"password", "token_hash", "session_epoch", "seed", "raw"})


def read_routers() -> Mapping[str, Router]:
    """Give one router per noun with its two read operations."""
    return {plural(subject.noun): _router(subject) for subject in all_subjects()}


def row_json(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """Give the named columns of a row as plain JSON."""
    return {name: _plain(getattr(row, name)) for name in names}


def _router(subject: Subject) -> Router:
    router = Router(tags=[subject.noun])

    def give_page(request: HttpRequest) -> JsonResponse:
        try:
            return JsonResponse(_page(request, subject))
        except Refused as refused:
            return refusal_response(refused.refusal)

    def give_one(request: HttpRequest, subject_id: UUID) -> JsonResponse:
        try:
            names = _names(request, subject)
        except Refused as refused:
            return refusal_response(refused.refusal)
        visible = subject.visible(request.actor)  # type: ignore[attr-defined]
        row = visible.filter(pk=subject_id).first() if names else None
        return (
            refusal_response(not_visible(subject.noun)) if row is None else JsonResponse(row_json(row, names))
        )

    words = subject.noun.replace("_", " ")
    router.get(
        "",
        operation_id=f"list_{plural(subject.noun).replace('-', '_')}",
        summary=f"A page of {words} rows",
        openapi_extra=_page_described(subject),
        response=None,
    )(give_page)
    router.get(
        "/{uuid:subject_id}",
        operation_id=f"read_{subject.noun}",
        summary=f"One {words} with its version",
        openapi_extra=_one_described(subject),
        response=None,
    )(give_one)
    return router


def _page(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    names = _names(request, subject)
    if not names:
        return {"rows": [], "next": None}
    size = _size(request.GET.get("size"))
    rows = list(_filtered(request, subject, names)[: size + 1])
    shown = rows[:size]
    is_more = len(rows) > size
    return {
        "rows": [row_json(row, names) for row in shown],
        "next": str(shown[-1].pk) if is_more else None,
    }


def _filtered(request: HttpRequest, subject: Subject, names: tuple[str, ...]) -> QuerySet[Any]:
    """Give the visible rows below the cursor, by id, so that a walk loses and repeats none.

    Only what the actor may read may be filtered by: a filter tells what the column holds.
    """
    rows: QuerySet[Any] = subject.visible(request.actor).order_by("-pk")  # type: ignore[attr-defined]
    columns = {field.attname: field for field in _columns(subject) if field.attname in names}
    for name, text in request.GET.items():
        if name == "after":
            rows = rows.filter(pk__lt=_id("after", text))
        elif name in columns and name != "id":
            rows = rows.filter(**{name: _value(columns[name], name, text)})
        elif name != "size":
            raise Refused(_bad(name, f"there is no such filter; known: {', '.join(sorted(columns))}"))
    return rows


def _names(request: HttpRequest, subject: Subject) -> tuple[str, ...]:
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.covers("read"):
        raise Refused(_no_reading())
    if sees_our_side(actor) or actor.is_system:
        return tuple(field.attname for field in _columns(subject))
    return PUBLIC_FIELDS.get(subject.noun, ())


def _columns(subject: Subject) -> list[Field[Any, Any]]:
    return [field for field in subject.model._meta.concrete_fields if field.name not in _HIDDEN]


def _size(text: str | None) -> int:
    if text is None:
        return DEFAULT_PAGE_SIZE
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    if not is_number or not 1 <= int(text) <= MAX_PAGE_SIZE:
        raise Refused(_bad("size", f"it must be a number from 1 to {MAX_PAGE_SIZE}"))
    return int(text)


def _id(name: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(_bad(name, "it is not an id")) from error


def _value(field: Field[Any, Any], name: str, text: str) -> Any:
    try:
        value = field.to_python(text)
        field.run_validators(value)
    except Exception as error:
        # Each kind of column has its own way to reject a text; to the caller they are all one.
        raise Refused(_bad(name, "it does not have the form of this field")) from error
    if "\x00" in text:
        raise Refused(_bad(name, "it holds a NUL character"))
    if isinstance(value, datetime) and value.tzinfo is None:
        raise Refused(_bad(name, "it needs a time zone, for example 2026-01-31T09:00:00Z"))
    return value


def _bad(name: str, problem: str) -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field {field}: {problem}."),
        {"field": name, "problem": problem},
        fields={name: problem},
    )


def _no_reading() -> Refusal:
    return Refusal(
        "not_scoped_to_read",
        mark("This token may not read. Make one with the scope 'read'."),
        reason=Reason.NOT_ALLOWED,
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _page_described(subject: Subject) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["rows", "next"],
        "properties": {
            "rows": {"type": "array", "items": _row_schema(subject)},
            "next": {"type": ["string", "null"], "description": "cursor of the next page"},
        },
    }
    return {
        "parameters": [_AFTER, _SIZE],
        "responses": {200: _json("A page", schema), **_REFUSED},
    }


def _one_described(subject: Subject) -> dict[str, Any]:
    return {"responses": {200: _json("The row", _row_schema(subject)), **_REFUSED}}


def _row_schema(subject: Subject) -> dict[str, Any]:
    columns = _columns(subject)
    return {"type": "object", "properties": {field.attname: _column_schema(field) for field in columns}}


def _column_schema(field: Field[Any, Any]) -> dict[str, Any]:
    known = {
        "BooleanField": "boolean",
        "JSONField": None,
        "IntegerField": "integer",
        "PositiveIntegerField": "integer",
        "PositiveSmallIntegerField": "integer",
        "PositiveBigIntegerField": "integer",
    }
    kind = known.get(field.get_internal_type(), "string")
    schema: dict[str, Any] = {"description": str(field.verbose_name)}
    return schema if kind is None else {**schema, "type": [kind, "null"] if field.null else kind}


def _json(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


_ERROR = {"$ref": "#/components/schemas/Error"}
_REFUSED = {
    401: _json("Nobody is signed in", _ERROR),
    404: _json("There is none, or you may not see it", _ERROR),
    422: _json("A parameter is not understood", _ERROR),
}
_AFTER = {"name": "after", "in": "query", "required": False, "schema": {"type": "string", "format": "uuid"}}
_SIZE = {
    "name": "size",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE},
}
