"""The one place where refusals become HTTP answers: status, sentence, way out.

=============  ======
reason         status
=============  ======
not_allowed    403
not_visible    404
conflict       409
refused        422
=============  ======
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext

from firstfix.engines.verdict import Missing, Scalar
from firstfix.kernel.refusal import Reason, Refusal
from firstfix.server.wording import own_words

__all__ = ["STATUS", "error_json", "missing_json", "refusal_json", "refusal_response", "sentence"]

STATUS: Mapping[Reason, int] = {
    Reason.NOT_ALLOWED: 403,
    Reason.NOT_VISIBLE: 404,
    Reason.CONFLICT: 409,
    Reason.REFUSED: 422,
}


def sentence(template: str, params: Mapping[str, Scalar]) -> str:
    """Give the template in the reader's language with its places filled."""
    return gettext(template).format(**{name: own_words(name, params[name], gettext) for name in params})


def refusal_json(refusal: Refusal) -> dict[str, Any]:
    """Give the error envelope of a refusal, the same on every edge that speaks JSON."""
    return {
        "code": refusal.code,
        "reason": refusal.reason.value,
        "message": sentence(refusal.template, refusal.params),
        "remedy": refusal.remedy,
        "remedy_given": dict(refusal.remedy_given),
        "missing": [missing_json(missing) for missing in refusal.missing],
        "fields": dict(refusal.fields),
    }


def missing_json(missing: Missing) -> dict[str, Any]:
    """Give one missing thing: what, who can give it, by which command."""
    return {
        "code": missing.code,
        "message": sentence(missing.sentence, missing.params),
        "who": list(missing.who),
        "remedy": missing.remedy,
        "can_be_overridden": missing.waivable,
    }


def refusal_response(refusal: Refusal) -> JsonResponse:
    """Give the HTTP answer of a refusal."""
    return JsonResponse(refusal_json(refusal), status=STATUS[refusal.reason])


def error_json(code: str, message: str) -> dict[str, Any]:
    """Give the same envelope for an error that is not a command's refusal."""
    empty: dict[str, Any] = {"remedy": None, "remedy_given": {}, "missing": [], "fields": {}}
    return {"code": code, "reason": "error", "message": message, **empty}


def is_api(request: HttpRequest) -> bool:
    """Tell whether the caller speaks JSON and not HTML."""
    return request.path.startswith("/api/")
