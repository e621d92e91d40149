"""Files by the API: stored under their hash, and added as evidence in the same call.

``PUT /api/v1/files`` stores the request's body and answers with its hash, for senders that name it in a
later ``add_evidence`` (a phone's outbox: the file first, the command after). ``POST
/api/v1/evidence-items/add_evidence_file`` takes both at once: the multipart field ``file``, and the
command's other fields as a JSON object in ``fields``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver
from ninja import Router

from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.evidence.commands.add_evidence import EvidenceInput
from firstfix.engines.verdict import mark
from firstfix.kernel import policy
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refusal, Refused
from firstfix.server.command_api import context_of, done_json
from firstfix.server.errors import refusal_response
from firstfix.server.middleware.body_limit import takes_body_up_to

__all__ = ["let_files_in", "upload_routers"]

# The fields and the multipart envelope around a file.
_ENVELOPE_BYTES = 64 * 1024


def upload_routers() -> Mapping[str, Router]:
    """Give the routers of the operations that take files, by the segment of their address."""
    files, evidence = Router(tags=["evidence_item"]), Router(tags=["evidence_item"])
    files.put(
        "",
        operation_id="store_file",
        summary="Store a file under its hash, to be named by a command.",
        openapi_extra=_FILE_DESCRIBED,
        response=None,
    )(_store_file)
    evidence.post(
        "/add_evidence_file",
        operation_id="add_evidence_file",
        summary="Store a file and add it as evidence.",
        openapi_extra=_EVIDENCE_DESCRIBED,
        response=None,
    )(_add_evidence_file)
    return {"files": files, "evidence-items": evidence}


def let_files_in(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Let the addresses of this module take bodies as large as a file."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name in {"store_file", "add_evidence_file"}:
            takes_body_up_to(settings.EVIDENCE_FILE_BYTES + _ENVELOPE_BYTES)(pattern.callback)


def _store_file(request: HttpRequest) -> JsonResponse:
    return _refusing(lambda: _stored(request))


def _add_evidence_file(request: HttpRequest) -> JsonResponse:
    return _refusing(lambda: _added(request))


def _refusing(answer: Callable[[], JsonResponse]) -> JsonResponse:
    try:
        return answer()
    except Refused as refused:
        return refusal_response(refused.refusal)


def _stored(request: HttpRequest) -> JsonResponse:
    blob = store_blob(request, by=_uploader(request))
    return JsonResponse(
        {
            "sha256": blob.sha256,
            "size_bytes": blob.size_bytes,
            "media_type": blob.media_type_sniffed,
            "redaction_state": str(blob.redaction_state),
        }
    )


def _added(request: HttpRequest) -> JsonResponse:
    uploader, context = _uploader(request), context_of(request)
    fields, file = _fields(request), _file(request)
    blob = store_blob(file, by=uploader)
    named = {"original_name": file.name or "", **fields, "blob_sha256": blob.sha256}
    answer = add_evidence(context, **named)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return JsonResponse(done_json(answer), status=200 if answer.is_replay else 201)


def _uploader(request: HttpRequest) -> Actor:
    """Give who uploads; raises Refused for who may add no evidence, before a byte is kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    answer = policy.may("add_evidence", actor)
    if answer is not True:
        raise Refused(answer)
    return actor


def _file(request: HttpRequest) -> UploadedFile:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refused(_bad("file", mark("Field file: send the file in the multipart field named file.")))
    return file


def _fields(request: HttpRequest) -> dict[str, Any]:
    try:
        fields = json.loads(request.POST.get("fields", "{}"))
    except (ValueError, RecursionError) as error:
        raise Refused(_bad("fields", mark("Field fields: it is not JSON."))) from error
    if not isinstance(fields, dict):
        raise Refused(_bad("fields", mark("Field fields: it must be one JSON object.")))
    return {str(name): value for name, value in fields.items()}


def _bad(field: str, template: str) -> Refusal:
    return Refusal("invalid_input", template, fields={field: "missing or not readable"})


def _json(words: str, name: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
    }


def _fields_schema() -> dict[str, Any]:
    schema = EvidenceInput.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return schema


_BINARY = {"type": "string", "format": "binary"}
_REFUSED = {
    400: _json("The body is no multipart form", "Error"),
    401: _json("Nobody is signed in", "Error"),
    403: _json("Not among your rights", "Error"),
    413: _json("The body is too large", "Error"),
    422: _json("The file or a field is refused", "Error"),
}
_FILE_DESCRIBED: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": _BINARY}}},
    "responses": {
        200: {
            "description": "Stored, now or before",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["sha256", "size_bytes", "media_type", "redaction_state"],
                        "properties": {
                            "sha256": {"type": "string"},
                            "size_bytes": {"type": "integer"},
                            "media_type": {"type": "string", "description": "told from the content"},
                            "redaction_state": {"type": "string"},
                        },
                    }
                }
            },
        },
        **_REFUSED,
    },
}
_EVIDENCE_DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "fields"],
                    "properties": {"file": _BINARY, "fields": _fields_schema()},
                },
                "encoding": {"fields": {"contentType": "application/json"}},
            }
        },
    },
    "responses": {
        200: _json("Carried out before under this id; the same answer again", "Receipt"),
        201: _json("Carried out", "Receipt"),
        404: _json("There is none, or you may not see it", "Error"),
        409: _json("The id was used for something else", "Error"),
        **_REFUSED,
    },
}
