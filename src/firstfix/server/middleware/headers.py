"""Headers that tell browsers what a page may do: nothing, save what is named here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase

__all__ = ["HeadersMiddleware", "content_security_policy"]

Respond = Callable[[HttpRequest], HttpResponseBase]

# The camera is for evidence and part labels. There is no location: no page may ask for it (S0-P02).
_PERMISSIONS = (
    "camera=(self), geolocation=(), microphone=(), display-capture=(), usb=(), serial=(),"
    " payment=(), midi=(), accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()"
)
_HEADERS: Mapping[str, str] = {
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # Nothing that a page said may be shown again after signing out (ASVS 5.0 7.4.1, 14.3.2).
    "Cache-Control": "no-store",
}


class HeadersMiddleware:
    """Puts the headers on every response; what a view or the static files set themselves stays."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with a fresh nonce and the headers."""
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy(request.csp_nonce))  # type: ignore[attr-defined]
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def content_security_policy(nonce: str) -> str:
    """Give the policy: everything from here only, scripts by nonce or from our files, no frames."""
    return "; ".join([
        "default-src 'none'",
        f"script-src 'nonce-{nonce}' 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ])  # fmt: skip
