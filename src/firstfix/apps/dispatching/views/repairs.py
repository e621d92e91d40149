"""What happened: the form that asks for a repair, as a page and as the part that the board fetches."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.forms import day_at
from firstfix.apps.dispatching.models import PlanCause
from firstfix.apps.dispatching.queries import BoardSpan, repair_subjects
from firstfix.apps.dispatching.views.chosen import asked_day
from firstfix.kernel.identity import Actor

__all__ = ["ask_repair"]

_MOST_DAYS = 14


@require_safe
def ask_repair(request: HttpRequest) -> HttpResponse:
    """Ask what happened, with the visits and absences of the days to choose from."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not sees_internal(actor):
        raise Http404
    span = BoardSpan(asked_day(request), _day_count(request), timezone.get_current_timezone_name())
    shown = {**_asked(actor, span), "chosen_visit": request.GET.get("visit", "")}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, f"dispatching/repair{'_part' if is_part else ''}.html", shown)


def _asked(actor: Actor, span: BoardSpan) -> dict[str, Any]:
    return {
        "subjects": repair_subjects(actor, span.start_at, span.end_at),
        "causes": [(value, words) for value, words in PlanCause.choices if value != PlanCause.PLAN],
        "span": span,
        "local": timezone.localtime,
        "day_at": day_at,
    }


def _day_count(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return min(int(asked), _MOST_DAYS) if asked.isascii() and asked.isdigit() and int(asked) > 0 else 1
