"""Give somebody without an account a link to one case, and end it again: the desk's side of a shared case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from firstfix.apps.cases.models import Case
from firstfix.apps.cases.queries import visible_cases, visible_external_links
from firstfix.kernel import clock, policy
from firstfix.kernel.accounts.issuing import Issued, issue_external_link
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refusal
from firstfix.server.errors import STATUS
from firstfix.server.security import actor_of

__all__ = ["share_case"]

# A visit's planning, a repair with parts, and the longest that a link may live (accounts.lifetimes).
_DAYS = (7, 30, 90)
_USUAL_DAYS = 30
_LINKS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def share_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for whom a link is to be, show it once, and list those that there are."""
    actor = actor_of(request)
    assert actor is not None
    case = visible_cases(actor).select_related("contact").filter(pk=case_id).first()
    if case is None:
        raise Http404
    why_not = policy.may("create_external_link", actor)
    answer = _issue(request, actor, case) if request.method == "POST" else None
    shown = {
        "case": case,
        "typed": request.POST or _usual(case),
        "days": _DAYS,
        "links": _links(actor, case),
        "why_not": None if why_not is True else why_not,
        "issued": answer if isinstance(answer, Issued) else None,
        "refused": answer if isinstance(answer, Refusal) else None,
    }
    status = STATUS[answer.reason] if isinstance(answer, Refusal) else 200
    return render(request, "pages/share_case.html", shown, status=status)


def _issue(request: HttpRequest, actor: Actor, case: Case) -> Issued | Refusal:
    text = request.POST.get("days", "")
    days = int(text) if text in {str(one) for one in _DAYS} else _USUAL_DAYS
    return issue_external_link(
        CommandContext(actor, channel=Channel.PAGE),
        subject_type="case",
        subject_id=case.pk,
        party=request.POST.get("party", ""),
        purpose=request.POST.get("purpose", ""),
        expires_at=clock.now() + timedelta(days=days),
    )


def _usual(case: Case) -> dict[str, Any]:
    party = case.contact.name if case.contact else ""
    return {"party": party, "purpose": f"{case.reference} {case.title}"[:300], "days": str(_USUAL_DAYS)}


def _links(actor: Actor, case: Case) -> list[Any]:
    rows = visible_external_links(actor).filter(subject_type="case", subject_id=case.pk)
    return list(rows.usable(clock.now()).order_by("-created_at")[:_LINKS_SHOWN])  # type: ignore[attr-defined]
