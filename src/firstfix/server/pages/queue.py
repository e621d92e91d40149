"""The queue: cases in the order in which they need somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firstfix.apps.cases.models.queue import QueuePlace
from firstfix.apps.cases.queries import sees_internal, visible_cases
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.policy import roles_for
from firstfix.server.addresses import address_of
from firstfix.server.pages.bulk import BULK_COMMANDS
from firstfix.server.pages.queue_rows import FILTERS, QueueQuestion, QueueRowShown, queue_rows, ranked_case
from firstfix.server.pages.words import command_label
from firstfix.server.security import actor_of

__all__ = ["queue", "rank"]

# Stands in an address that is made once and filled fifty times.
NOBODY = str(UUID(int=0))

# What a customer's list is filtered by: theirs is a list of their cases, not of our work.
_OUTSIDE = ("all", "waiting", "closed")


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show one page of the queue."""
    actor = actor_of(request)
    assert actor is not None
    if actor.subject is not None:
        return HttpResponseRedirect(reverse("external_home"))
    now = clock.now()
    question = _question(request, actor)
    rows = queue_rows(actor, question, now)
    shown = {
        "rows": rows,
        "question": question,
        "is_ours": sees_internal(actor),
        "filters": _filters(actor, question),
        "older": _older(question, rows),
        "bulk": _bulk(actor),
        "nobody": NOBODY,
    }
    return render(request, "pages/queue.html", shown)


@require_safe
def rank(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Explain the place of one case in the queue: the terms and the numbers."""
    actor = actor_of(request)
    assert actor is not None
    case = visible_cases(actor).filter(pk=case_id).first()
    if case is None or not sees_internal(actor):
        raise Http404
    return render(request, "pages/rank.html", {"case": case, "ranked": ranked_case(actor, case, clock.now())})


def _question(request: HttpRequest, actor: Actor) -> QueueQuestion:
    asked = request.GET
    chosen = asked.get("show", "")
    severity = asked.get("severity", "")
    order = asked.get("order", "")
    return QueueQuestion(
        chosen=chosen if chosen in FILTERS else _default(actor),
        words=asked.get("q", "").replace("\x00", "").strip()[:200],
        severity=int(severity) if severity in ("1", "2", "3", "4") else None,
        order="pressing" if order == "pressing" else "changed",
        after=_place(asked.get("after", "")),
    )


def _default(actor: Actor) -> str:
    # Only who works a support queue starts in it; a dispatcher or an engineer looks across all of them.
    works_a_queue = actor.has_role("support_specialist", "lead_specialist")
    return "team" if actor.team_ids and works_a_queue and sees_internal(actor) else "all"


def _place(text: str) -> QueuePlace | None:
    at, _separator, case_id = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(case_id)) if moment.tzinfo else None
    except (ValueError, ValidationError):
        return None


def _older(question: QueueQuestion, rows: list[QueueRowShown]) -> str:
    is_paged = question.order == "changed" and question.chosen not in ("due", "late")
    if not is_paged or len(rows) < question.size:
        return ""
    last = rows[-1]
    return _address(question, after=f"{last.updated_at.isoformat()}~{last.pk}")


def _address(question: QueueQuestion, **changed: str) -> str:
    asked = {
        "show": question.chosen,
        "q": question.words,
        "severity": str(question.severity or ""),
        "order": question.order if question.order != "changed" else "",
    } | changed
    return f"{address_of('queue')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _filters(actor: Actor, question: QueueQuestion) -> list[dict[str, Any]]:
    names = [name for name in FILTERS if _fits(name, actor)]
    plain, words = QueueQuestion(order=question.order, severity=question.severity), _filter_words()
    return [
        {
            "label": words[name],
            "href": _address(plain, show=name),
            "current": name == question.chosen and not question.words,
        }
        for name in names
    ]


def _fits(name: str, actor: Actor) -> bool:
    if not sees_internal(actor):
        return name in _OUTSIDE
    return name != "team" or bool(actor.team_ids)


def _filter_words() -> dict[str, str]:
    return {
        "mine": _("Mine"),
        "team": _("My team"),
        "untaken": _("Not taken yet"),
        "due": _("Due soon"),
        "late": _("Late"),
        "waiting": _("Waiting"),
        "new": _("New"),
        "in_progress": _("In progress"),
        "verifying": _("Being verified"),
        "all": _("All open"),
        "closed": _("Closed"),
    }


def _bulk(actor: Actor) -> list[dict[str, str]]:
    return [
        {"name": command.spec.name, "label": command_label(command.spec)}
        for command in BULK_COMMANDS
        if actor.has_role(*roles_for(command.spec.name))
    ]
