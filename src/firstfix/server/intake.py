"""Where other systems deliver what becomes cases: the addresses below ``/in/``."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from firstfix.connectors.alertmanager import take_in
from firstfix.kernel.refusal import Refusal, Refused
from firstfix.server.command_api import read_fields
from firstfix.server.errors import refusal_response

__all__ = ["take_in_alerts"]


@require_POST
def take_in_alerts(request: HttpRequest, source_code: str) -> JsonResponse:
    """Take one delivery of Alertmanager in and say which case it belongs to."""
    try:
        answer = take_in(request.actor, source_code, read_fields(request))  # type: ignore[attr-defined]
    except Refused as refused:
        answer = refused.refusal
    return refusal_response(answer) if isinstance(answer, Refusal) else JsonResponse(answer)
