"""Who will be missed today: the list beside the board, early enough to tell the customers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.queries import late_running, local_day
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["late_list"]


@require_safe
def late_list(request: HttpRequest) -> HttpResponse:
    """Show the visits of today that will miss their access or their promise; the board asks for the part."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not sees_internal(actor):
        raise Http404
    now, zone = clock.now(), timezone.get_current_timezone_name()
    start, end = local_day(timezone.localdate(now), zone)
    late = late_running(actor, start, end, now=now, zone=zone)
    is_part = request.headers.get("HX-Request") == "true"
    name = "dispatching/late_part.html" if is_part else "dispatching/late.html"
    return render(request, name, {"late": late, "local": timezone.localtime, "on": start.date()})
