"""What is answered before any view is asked: not signed in, forged, too large, unreadable."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _

from firstfix.server.errors import error_json

__all__ = [
    "bad_request",
    "body_too_large",
    "broken",
    "csrf_refused",
    "forbidden",
    "not_found",
    "sign_in_needed",
    "wants_json",
]


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a program asks."""
    return request.path_info.startswith(("/api/", "/in/")) or "HTTP_AUTHORIZATION" in request.META


def sign_in_needed(request: HttpRequest) -> HttpResponse:
    """Give the way to the sign-in page, and back here afterwards; 401 for programs."""
    if wants_json(request):
        answer = _json("not_signed_in", _("Sign in, or send an API token that is still valid."), 401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    place = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    address = f"{reverse('sign_in')}?{urlencode({'next': place})}"
    if request.headers.get("HX-Request") == "true":
        # htmx would put the sign-in page into the part of the page that asked.
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("sign_in")})
    return HttpResponseRedirect(address)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's call
    """Give the refusal of a request that may come from another site."""
    said = _("This page was open for too long, or another site sent this. Reload the page and send it again.")
    if wants_json(request):
        return _json(
            "forgery_check", _("Send the page's token in the X-CSRFToken header, or use an API token."), 403
        )
    return render(request, "errors/403.html", {"said": said}, status=403)


def body_too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """Give the refusal of a body over ``limit`` bytes."""
    if wants_json(request):
        said = _("The body is larger than {limit} bytes, which is the most that this address takes.")
        return _json("body_too_large", said.format(limit=limit), 413)
    return render(request, "errors/413.html", {"limit": limit}, status=413)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's call
    """Give the refusal of a request that cannot be read, such as one for another host name."""
    if wants_json(request):
        return _json("bad_request", _("The request cannot be read."), 400)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Give the refusal of a page that is not for who asks."""
    if wants_json(request):
        return _json("not_allowed", _("This is not for you: ask an administrator for the right."), 403)
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Give the answer for an address where there is nothing, or nothing for who asks."""
    if wants_json(request):
        return _json("not_found", _("There is nothing at this address, or nothing that you may see."), 404)
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Give the page for a mistake of ours; it needs neither database nor session."""
    if wants_json(request):
        return _json("broken", _("The server could not finish this. Nothing was changed."), 500)
    return HttpResponse(loader.render_to_string("errors/500.html"), status=500)


def _json(code: str, said: str, status: int) -> HttpResponse:
    return JsonResponse(error_json(code, said), status=status)
