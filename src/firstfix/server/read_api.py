"""Reading by the API: ``GET /api/v1/<nouns>`` gives a page, ``GET /api/v1/<nouns>/<id>`` one row.

What is given to whom is in :mod:`firstfix.server.reading`; this is only the way there over HTTP, and its
description for OpenAPI. The version is for ``If-Match``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Field
from django.http import HttpRequest, JsonResponse
from ninja import Router

from firstfix.kernel.commands import Subject, all_subjects
from firstfix.kernel.refusal import Refused
from firstfix.server.command_api import plural
from firstfix.server.errors import refusal_response
from firstfix.server.reading import MAX_PAGE_SIZE, page_of, readable_columns, row_of

__all__ = ["read_routers"]


def read_routers() -> Mapping[str, Router]:
    """Give one router per noun with its two read operations."""
    return {plural(subject.noun): _router(subject) for subject in all_subjects()}


def _router(subject: Subject) -> Router:
    router = Router(tags=[subject.noun])

    def give_page(request: HttpRequest) -> JsonResponse:
        return _answer(lambda: page_of(request.actor, subject, request.GET.dict()))  # type: ignore[attr-defined]

    def give_one(request: HttpRequest, subject_id: UUID) -> JsonResponse:
        return _answer(lambda: row_of(request.actor, subject, subject_id))  # type: ignore[attr-defined]

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


def _answer(read: Callable[[], dict[str, Any]]) -> JsonResponse:
    try:
        return JsonResponse(read())
    except Refused as refused:
        return refusal_response(refused.refusal)


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
    columns = readable_columns(subject)
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
