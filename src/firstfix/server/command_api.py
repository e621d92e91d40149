"""Every command as an operation of the API, generated from its declaration.

``POST /api/v1/<nouns>/<id>/<command>`` (a creating command: ``POST /api/v1/<nouns>/<command>``) takes the
command's fields as one flat JSON object. ``Idempotency-Key`` is the command id, ``If-Match`` the version
that was looked at. The command parses its own input, so that every edge refuses in the same words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from ninja import Router

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Channel, Command, CommandContext, Done, all_commands
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Reason, Refusal, Refused
from firstfix.server.errors import refusal_response

__all__ = ["command_routers", "context_of", "done_json", "input_schemas", "plural", "read_fields"]


def command_routers() -> Mapping[str, Router]:
    """Give one router per noun with an operation for each of its commands."""
    routers: dict[str, Router] = {}
    for command in all_commands():
        router = routers.setdefault(plural(command.spec.on), Router(tags=[command.spec.on]))
        _add(router, command)
    return routers


def input_schemas() -> dict[str, Any]:
    """Give the schemas that the bodies of commands refer to, by name."""
    schemas: dict[str, Any] = {}
    for command in all_commands():
        schemas.update(_input_schema(command).get("$defs", {}))
    return schemas


def context_of(request: HttpRequest, channel: Channel = Channel.API) -> CommandContext:
    """Give the command context of a request; raises Refused for a bad id or version."""
    return CommandContext(
        actor=request.actor,  # type: ignore[attr-defined]  # set by the actor middleware
        command_id=_command_id(request.headers.get("Idempotency-Key")),
        channel=channel,
        seen_version=_seen_version(request.headers.get("If-Match")),
    )


def read_fields(request: HttpRequest) -> dict[str, Any]:
    """Give the JSON object in the request's body; raises Refused where it is none."""
    try:
        fields = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refused(_bad_body(f"it is not JSON ({type(error).__name__})")) from error
    if not isinstance(fields, dict):
        raise Refused(_bad_body("it must be one JSON object"))
    return fields


def done_json(done: Done) -> dict[str, Any]:
    """Give the receipt as JSON."""
    return {
        "command": done.command,
        "command_id": str(done.command_id),
        "subject_type": done.subject_type,
        "subject_id": str(done.subject_id),
        "version": done.version,
        "at": done.at.isoformat(),
        "result": done.result,
        "is_replay": done.is_replay,
    }


def plural(noun: str) -> str:
    """Give the address segment of a noun: ``work_order`` is found under ``work-orders``."""
    words = noun.replace("_", "-")
    if words.endswith("y") and words[-2] not in "aeiou":
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("s", "x")) else f"{words}s"


def _add(router: Router, command: Command) -> None:
    if command.spec.creates:

        def give_without_subject(request: HttpRequest) -> JsonResponse:
            return _answer(request, command, None)

        view, path = give_without_subject, f"/{command.spec.name}"
    else:

        def give(request: HttpRequest, subject_id: UUID) -> JsonResponse:
            return _answer(request, command, subject_id)

        view, path = give, f"/{{uuid:subject_id}}/{command.spec.name}"
    router.post(
        path,
        operation_id=command.spec.name,
        summary=command.spec.summary,
        openapi_extra=_described(command),
        response=None,
    )(view)


def _answer(request: HttpRequest, command: Command, subject_id: UUID | None) -> JsonResponse:
    try:
        context, fields = context_of(request), read_fields(request)
    except Refused as refused:
        return refusal_response(refused.refusal)
    answer = command(context, *([] if subject_id is None else [subject_id]), **_named(fields))
    if isinstance(answer, Refusal):
        return refusal_response(answer)
    return JsonResponse(done_json(answer), status=200 if answer.is_replay else 201)


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in fields.items()}


def _command_id(text: str | None) -> UUID:
    if not text:
        return new_id()
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(
            _bad_header("Idempotency-Key", "it must be a UUID, made by you, one for each change")
        ) from error


def _seen_version(text: str | None) -> int | None:
    if not text:
        return None
    digits = text.strip().strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Refused(_bad_header("If-Match", "it must be the version number that you looked at"))
    return int(digits)


def _bad_header(name: str, problem: str) -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Header {field}: {problem}."),
        {"field": name, "problem": problem},
        Reason.REFUSED,
        fields={name: problem},
    )


def _bad_body(problem: str) -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field {field}: {problem}."),
        {"field": "body", "problem": problem},
        fields={"body": problem},
    )


def _described(command: Command) -> dict[str, Any]:
    schema = _input_schema(command)
    schema.pop("$defs", None)
    refused = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    done = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}}
    return {
        "parameters": _HEADERS,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            200: {"description": "Carried out before under this id; the same answer again", **done},
            201: {"description": "Carried out", **done},
            401: {"description": "Nobody is signed in", **refused},
            403: {"description": "Not among your rights", **refused},
            404: {"description": "There is none, or you may not see it", **refused},
            409: {"description": "Stale, or the id was used for something else", **refused},
            413: {"description": "The body is too large", **refused},
            422: {"description": "A field, the state or a gate refuses", **refused},
        },
    }


def _input_schema(command: Command) -> dict[str, Any]:
    return command.spec.input_model.model_json_schema(ref_template="#/components/schemas/{model}")


_HEADERS = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "format": "uuid"},
        "description": "The command id. Sending the same change again under it changes nothing.",
    },
    {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "schema": {"type": "string"},
        "description": "The version that you looked at; the change is refused if its fields changed since.",
    },
]
