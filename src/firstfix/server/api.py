"""The API: one operation per command, reads for every noun, one error envelope, OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from firstfix import __version__
from firstfix.apps.dispatching.api import plan_router, visit_router
from firstfix.apps.dispatching.api import router as suggestion_router
from firstfix.apps.scorecards.api import router as scorecard_router
from firstfix.kernel.refusal import Refused
from firstfix.server.command_api import command_routers, input_schemas
from firstfix.server.errors import error_json, refusal_response
from firstfix.server.read_api import read_routers
from firstfix.server.upload_api import upload_routers

__all__ = ["api"]


class Api(NinjaAPI):
    """The API with the schemas that its operations refer to."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Give the OpenAPI document with the error envelope, the receipt and what inputs are made of."""
        schema = super().get_openapi_schema(**options)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(input_schemas() | _SHARED_SCHEMAS)
        return schema


api = Api(
    title="Firstfix",
    version=__version__,
    description="Every command of Firstfix and everything that may be read. See docs/reference/api.md.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {".".join(str(step) for step in problem["loc"]): problem["msg"] for problem in error.errors}
    words = "; ".join(f"{name}: {problem}" for name, problem in fields.items())
    return JsonResponse({**error_json("invalid_input", words), "fields": fields}, status=422)


@api.exception_handler(HttpError)
def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return JsonResponse(error_json("error", str(error)), status=error.status_code)


@api.exception_handler(Refused)
def _refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal_response(error.refusal)


api.add_router("/work-orders", suggestion_router)
api.add_router("/plan-proposals", plan_router)
api.add_router("/visits", visit_router)
api.add_router("/scorecards", scorecard_router)
for _routers in (upload_routers(), command_routers(), read_routers()):
    for _segment, _router in _routers.items():
        api.add_router(f"/{_segment}", _router)

_TEXT = {"type": "string"}
_SHARED_SCHEMAS = {
    "Error": {
        "type": "object",
        "required": ["code", "reason", "message", "remedy", "missing", "fields"],
        "properties": {
            "code": {**_TEXT, "description": "stable code of the refusal"},
            "reason": {**_TEXT, "enum": ["not_allowed", "not_visible", "conflict", "refused", "error"]},
            "message": {**_TEXT, "description": "what is wrong and what to do, in the reader's language"},
            "remedy": {"type": ["string", "null"], "description": "the command that helps"},
            "remedy_given": {
                "type": "object",
                "additionalProperties": _TEXT,
                "description": "what of that command's input is known already",
            },
            "missing": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "code": _TEXT,
                        "message": _TEXT,
                        "who": {"type": "array", "items": _TEXT},
                        "remedy": {"type": ["string", "null"]},
                        "can_be_overridden": {"type": "boolean"},
                    },
                },
            },
            "fields": {"type": "object", "additionalProperties": _TEXT},
        },
    },
    "Receipt": {
        "type": "object",
        "required": ["command", "command_id", "subject_type", "subject_id", "version", "at", "is_replay"],
        "properties": {
            "command": _TEXT,
            "command_id": {**_TEXT, "format": "uuid"},
            "subject_type": _TEXT,
            "subject_id": {**_TEXT, "format": "uuid"},
            "version": {"type": "integer"},
            "at": {**_TEXT, "format": "date-time"},
            "result": {"type": "object"},
            "is_replay": {"type": "boolean"},
        },
    },
}
