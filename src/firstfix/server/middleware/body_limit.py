"""Refuse a body that is too large before anything reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from firstfix.server.accounts.refusals import body_too_large

__all__ = ["BodyLimitMiddleware", "body_limit_at", "takes_body_up_to"]

View = TypeVar("View", bound=Callable[..., Any])


class BodyLimitMiddleware:
    """Answers 413 with a page (or JSON) where the body is larger than its address takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or refuse its body by the length that it states."""
        refusal = self.refusal(request)
        return refusal or self.get_response(request)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """Give the refusal of a body that is too large, or None."""
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdigit():
            return body_too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        # Most requests have no body, or a small one, which is fine everywhere.
        if int(stated) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        limit = body_limit_at(request.path_info)
        return body_too_large(request, limit) if int(stated) > limit else None


def takes_body_up_to(byte_count: int) -> Callable[[View], View]:
    """Let a view take bodies of up to ``byte_count`` bytes, such as files."""

    def mark(view: View) -> View:
        view.body_limit = byte_count  # type: ignore[attr-defined]
        return view

    return mark


def body_limit_at(path: str) -> int:
    """Give how many bytes a body sent to this path may have."""
    try:
        view = resolve(path).func
    except Resolver404:
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return int(getattr(view, "body_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
