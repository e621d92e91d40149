"""Come in by an external link: look at what it is for, then open it; a session for one subject."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstfix.kernel import clock
from firstfix.kernel.identity.access import ExternalLink
from firstfix.kernel.identity.actor import ActorKind
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.identity.models import User
from firstfix.server.accounts.joining import link_over_page
from firstfix.server.security import (
    EXTERNAL_LINK_KEY,
    actor_of,
    forget_known,
    open_to_external_parties,
    public,
    user_of,
)

__all__ = ["external_home", "external_landing", "show_subject_at"]

_pages: dict[str, str] = {}


def show_subject_at(subject_type: str, url_name: str) -> None:
    """Register the page that shows this kind of subject to an external party; it takes the id.

    Mark the view with :func:`firstfix.server.security.open_to_external_parties`.
    """
    _pages[subject_type] = url_name


@public("The link is the authority: it shows one subject until it expires or is revoked.")
@require_http_methods(["GET", "HEAD", "POST"])
def external_landing(request: HttpRequest, secret: str) -> HttpResponse:
    """Say what the link is for; opening it needs a press, so that a mail scanner opens nothing."""
    link = ExternalLink.objects.usable(clock.now()).filter(token_hash=hash_of(secret)).first()
    if link is None:
        return link_over_page(request)
    if request.method == "POST":
        request.session.flush()
        request.session[EXTERNAL_LINK_KEY] = str(link.pk)
        forget_known(request)
        return HttpResponseRedirect(reverse("external_home"))
    user = user_of(request)
    shown = {"link": link, "leaving": user.name if isinstance(user, User) else ""}
    response = render(request, "account/external_landing.html", shown)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@open_to_external_parties
@require_safe
def external_home(request: HttpRequest) -> HttpResponse:
    """Lead an external party to their subject."""
    actor = actor_of(request)
    if actor is None or actor.kind is not ActorKind.EXTERNAL or actor.subject is None:
        raise Http404
    noun, subject_id = actor.subject
    if noun in _pages:
        return HttpResponseRedirect(reverse(_pages[noun], args=[subject_id]))
    return render(request, "account/external_home.html", {"link": ExternalLink.objects.get(pk=actor.id)})
