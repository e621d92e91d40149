"""The page of a plan: how far the search is, what it would change and why, and the decision about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from firstfix.apps.dispatching.forms import costs_of, day_at, percent_less, term_rows
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries import plan_difference, visible_plan_proposals
from firstfix.apps.dispatching.queries.planning.told import caution_of
from firstfix.apps.dispatching.views.asked import WORDS_OF_COSTS, why_of
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["plan_proposal"]

_SEARCHING = ("computing", "stopping")
_NOUNS = ("visit", "order")


@require_safe
def plan_proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show a plan: while it is computed its progress, then the difference to what is published."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    around = ("draft", "asked_by", "decided_by", "team", "visit__work_order__case", "visit__work_order__site")
    proposal = visible_plan_proposals(actor).select_related(*around).filter(pk=proposal_id).first()
    if proposal is None:
        raise Http404
    if request.headers.get("HX-Request") == "true":
        return _part(request, proposal)
    return render(request, "dispatching/plan.html", _shown(request, actor, proposal))


def _part(request: HttpRequest, proposal: PlanProposal) -> HttpResponse:
    """Give how far the search is; once it is over the page is to be loaded anew."""
    if proposal.state not in _SEARCHING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "dispatching/plan_progress.html", {"proposal": proposal, **_progress(proposal)})


def _progress(proposal: PlanProposal) -> dict[str, Any]:
    """Give by how much the best plan so far costs less than the published one."""
    draft = proposal.draft
    return {"percent": percent_less(sum(draft.before_terms.values()), draft.points)} if draft.saved_at else {}


def _shown(request: HttpRequest, actor: Actor, proposal: PlanProposal) -> dict[str, Any]:
    words = {"local": timezone.localtime, "day_at": day_at, **WORDS_OF_COSTS}
    problems = [gettext(problem) for problem in proposal.problems]
    shown = {"proposal": proposal, "problems": problems, **words, **_days(proposal), **_progress(proposal)}
    return shown | _compared(request, actor, proposal) if proposal.state == "proposed" else shown


def _compared(request: HttpRequest, actor: Actor, proposal: PlanProposal) -> dict[str, Any]:
    """Give what the proposal would change, and why, where that is asked of a trip."""
    found = plan_difference(actor, proposal, clock.now())
    people = {one.engineer_id: one.person for one in found.engineers}
    compared = {"difference": found, "rows": term_rows(found), "costs": costs_of(found), "people": people}
    compared["caution"] = caution_of(proposal.draft.plan)
    return compared | _why(request, actor, proposal)


def _days(proposal: PlanProposal) -> dict[str, Any]:
    first = timezone.localtime(proposal.horizon_start_at).date()
    last = timezone.localtime(proposal.horizon_end_at - timedelta(minutes=1)).date()
    return {"first_on": first, "last_on": last, "day_count": (last - first).days + 1}


def _why(request: HttpRequest, actor: Actor, proposal: PlanProposal) -> dict[str, Any]:
    """Give why a trip of the plan is with its engineer, or with nobody, where that is asked."""
    trip = _trip(request.GET.get("trip", ""))
    if not trip:
        return {}
    why = why_of(actor, trip, proposal, timezone.get_current_timezone_name())
    return {"why": why, "why_asked": True}


def _trip(text: str) -> str:
    """Give the name of a trip as plans know it; nothing for what is none."""
    noun, _colon, pk = text.partition(":")
    try:
        return f"{noun}:{UUID(pk)}" if noun in _NOUNS else ""
    except ValueError:
        return ""
