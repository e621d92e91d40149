"""The page of one case: its facts, what happened, what is next; customers see its public version."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstfix.apps.cases.models import Case
from firstfix.apps.cases.queries import sees_internal, visible_cases
from firstfix.apps.evidence.models import LegalHold
from firstfix.kernel import clock
from firstfix.kernel.commands import Spec, all_commands
from firstfix.kernel.identity import Actor
from firstfix.server.pages.case_facts import case_facts, shown_case
from firstfix.server.pages.case_together import NOT_NOW, together
from firstfix.server.pages.command_forms import is_for_pages, may_now
from firstfix.server.pages.happened import KINDS, case_timeline
from firstfix.server.pages.next_action import next_for_case
from firstfix.server.security import actor_of

__all__ = ["case", "case_by_number"]

# The other ways on, in the order in which a person looks for them; each only where it may be given now.
_WAYS = (
    "take_case", "start_case", "triage_case", "change_severity", "wait_case", "resume_case", "restore_case",
    "verify_case", "resolve_case", "close_case", "reopen_case", "merge_case", "cancel_case",
    "place_legal_hold", "lift_legal_hold",
)  # fmt: skip
_RECORDS = (
    "answer_basic", "record_remote_attempt", "propose_severity", "recommend_severity", "state_impact",
    "prepare_closure", "link_knowledge", "record_acceptance",
)  # fmt: skip
_HOLDS = ("place_legal_hold", "lift_legal_hold")
# Commands that make something in the case; they carry its id.
_MAKES = (
    "propose_hypothesis", "create_work_order", "make_commitment", "request_approval", "offer_hand_over",
    "add_evidence", "create_escalation", "draft_article",
    "start_swarm", "draft_message",
)  # fmt: skip


@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case."""
    return _page(request, case_id)


@require_safe
def case_by_number(request: HttpRequest, number: int) -> HttpResponse:
    """Lead from the number that people say to the case."""
    actor = actor_of(request)
    assert actor is not None
    found = visible_cases(actor).filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("case", args=[found]))


def _page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    assert actor is not None
    found = shown_case(actor, case_id)
    if found is None:
        raise Http404
    now = clock.now()
    facts = case_facts(actor, found, now)
    kind = request.GET.get("kind", "")
    following = next_for_case(found, facts)
    is_ours = sees_internal(actor)
    beside = together(actor, found, now, facts["approvals"]) if is_ours else {}
    may = _may(actor, found) - {name for name, known in NOT_NOW.items() if beside.get(known)}
    shown = {
        **facts,
        **beside,
        "case": found,
        "is_ours": is_ours,
        "entries": case_timeline(actor, found, kind if kind in KINDS else ""),
        "kind": kind,
        "kinds": KINDS,
        "following": following,
        "may": may,
        "ways": [name for name in _WAYS if name in may and not (following and name == following.command)],
        "records": [name for name in _RECORDS if name in may],
        "makes": [name for name in _MAKES if name in may],
        "prepared": _prepared(facts.get("closure")),
        "local_now": now.astimezone(ZoneInfo(found.site.zone)) if found.site else None,
    }
    return render(request, "pages/case.html", shown)


def _may(actor: Actor, found: Case) -> set[str]:
    """Give the commands that this person may give on the case, or to make something in it."""
    mine = {"take_case"} if found.owner_id == actor.person_id else set()
    on_it, in_it = _offered()
    names = {spec.name for spec in on_it if may_now(spec, actor, found)}
    names |= {spec.name for spec in in_it if may_now(spec, actor, None)}
    return names - mine - _hold_that_does_not_fit(names, found)


@cache
def _offered() -> tuple[tuple[Spec, ...], tuple[Spec, ...]]:
    """Give what pages offer on a case, and what makes something in it; commands are known from the start."""
    specs = [command.spec for command in all_commands() if is_for_pages(command.spec)]
    return (
        tuple(spec for spec in specs if spec.on == "case" and not spec.creates),
        tuple(spec for spec in specs if spec.creates and "case_id" in spec.input_model.model_fields),
    )


def _hold_that_does_not_fit(names: set[str], found: Case) -> set[str]:
    """Give the one of holding and lifting that makes no sense now; asked only for who may do either."""
    if names.isdisjoint(_HOLDS):
        return set()
    is_held = LegalHold.objects.filter(case=found, lifted_at=None).exists()
    return {"place_legal_hold" if is_held else "lift_legal_hold"}


def _prepared(closure: Any) -> dict[str, Any]:
    """Give what is written down of the closure so far, to fill its form."""
    names = ("code", "resolution", "root_cause", "root_cause_unknown_because", "cause_code", "repeat_cause")
    known = {name: getattr(closure, name, "") for name in names}
    return {name: value for name, value in known.items() if value}
