"""What pages draw of site checks: cause first, its proof, whose it is, what to ask, and what came of that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from firstfix.apps.cases.models import Case, Hypothesis
from firstfix.apps.cases.queries import visible_hypotheses
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun, Remediation
from firstfix.apps.diagnosis.queries import (
    bearing_links,
    customers_people,
    findings_of,
    visible_diagnostic_runs,
    visible_remediations,
)
from firstfix.apps.visits.models import WorkOrder
from firstfix.engines.diagnosis import CODES, Who
from firstfix.engines.diagnosis.ticket import Ticket, ticket_text
from firstfix.engines.diagnosis.wording import ask_text, domain_text, finding_text
from firstfix.engines.verdict import mark
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["remediation_cards", "site_check_page", "site_check_summary"]

# Runs that a page names; the rest is evidence of the case.
RUNS_SHOWN = 20

_TONES: Mapping[str, str] = {
    "pass": "good", "warn": "warn", "fail": "bad", "blocked": "wait", "unknown": "idle", "skipped": "idle",
}  # fmt: skip
_STATES: Mapping[str, tuple[str, str]] = {
    "draft": (mark("Not asked for yet"), "warn"),
    "asked": (mark("Asked for"), "wait"),
    "answered": (mark("Said to be done, not shown yet"), "move"),
    "closed": (mark("Shown to be mended"), "good"),
    "withdrawn": (mark("Withdrawn"), "idle"),
}
# Where somebody would look for a cause of this domain (cases.FaultLayer).
_LAYERS: Mapping[str, str] = {
    "physical": "physical", "network": "network", "time": "system", "certificates": "configuration",
    "os": "system", "application": "application", "customer-environment": "outside",
}  # fmt: skip
# What the customer's people are called where they read it themselves.
_YOURS: Mapping[str, str] = {
    "the customer's network team": mark("your network team"),
    "the customer's firewall team": mark("your firewall team"),
    "the customer's DNS team": mark("your DNS team"),
    "the customer's time service team": mark("your time service team"),
    "the customer's proxy team": mark("your proxy team"),
}
_ERASED = mark("What was seen was erased with the content of the case.")
_SEEN = mark("Seen by {check} at {at} UTC.")
_ROUTE = (("from", mark("From")), ("to", mark("To")), ("address", mark("Address")), ("port", mark("Port")))


def site_check_page(actor: Actor, order: WorkOrder, run: DiagnosticRun | None) -> dict[str, Any]:
    """Give what the page about the site checks of one order shows; ``run`` is the one that is looked at."""
    runs = visible_diagnostic_runs(actor).filter(work_order=order).select_related("withdrawal")
    return {
        "run": run,
        "is_elsewhere": run is not None and _is_elsewhere(run, order),
        "runs": [_named(row) for row in runs.order_by("-ended_at", "-id")[:RUNS_SHOWN]],
        "people": [(person.pk, person.name) for person in customers_people(order)],
        "policy": order.site.policy_in_force(),
        "remediations": remediation_cards(actor, work_order=order),
        **(_shown(actor, order, run) if run else {}),
    }


def _is_elsewhere(run: DiagnosticRun, order: WorkOrder) -> bool:
    """Tell whether a run names its site in words that this order's site does not share."""
    named, known = run.site.casefold(), f"{order.site.name} {order.site.locality}".casefold()
    return bool(named) and named not in known and order.site.name.casefold() not in named


def site_check_summary(run: DiagnosticRun) -> dict[str, Any]:
    """Give how a run ended, in one badge."""
    counts = dict.fromkeys(_TONES, 0)
    for verdict in run.verdicts:
        counts[verdict["status"]] = counts.get(verdict["status"], 0) + 1
    worst = next((status for status in ("fail", "warn", "unknown") if counts[status]), "pass")
    return {"status": worst, "words": gettext(worst), "tone": _TONES[worst], "counts": counts}


def remediation_cards(actor: Actor, **about: WorkOrder | Case) -> list[dict[str, Any]]:
    """Give what a customer has to put right, what is open first; each as this reader may see it.

    ``about`` says for what: ``work_order=order``, or ``work_order__case=case``.
    """
    rows = (
        visible_remediations(actor)
        .filter(**about)
        .select_related("owner", "found_in", "work_order__site", "work_order__case")
    )
    near = rows.prefetch_related("steps__taken_by")
    return [_card(row) for row in sorted(near, key=_place)]


_OVER = ("closed", "withdrawn")


def _place(row: Remediation) -> tuple[bool, Any, int, Any]:
    """Give where a card stands: what is open first, and of one run the lowest layer, as causes stand."""
    code = CODES.get(row.code)
    return row.state in _OVER, row.raised_at, code.layer if code else len(CODES), row.pk


def _named(run: DiagnosticRun) -> dict[str, Any]:
    told = {"pk": run.pk, "spec": run.spec_name, "ended_at": run.ended_at, **site_check_summary(run)}
    return told | ({"words": gettext("taken back"), "tone": "idle"} if hasattr(run, "withdrawal") else {})


def _shown(actor: Actor, order: WorkOrder, run: DiagnosticRun) -> dict[str, Any]:
    findings = findings_of(run)
    hypotheses = list(visible_hypotheses(actor).filter(case=order.case_id).order_by("stated_at"))
    links = bearing_links(actor, [row.evidence_id for row in findings])
    return {
        "summary": site_check_summary(run),
        "findings": [_finding(row, hypotheses, links) for row in findings],
        "checks": [_check(verdict) for verdict in run.verdicts],
    }


def _finding(
    row: DiagnosticFinding, hypotheses: list[Hypothesis], links: Mapping[tuple[Any, Any], str]
) -> dict[str, Any]:
    code = CODES.get(row.code)
    return {
        "row": row,
        "sentence": _sentence(row),
        "tone": _TONES[row.status],
        "status": gettext(row.status),
        "confidence": gettext(row.confidence),
        "domain": domain_text(code.domain.value, gettext) if code else "",
        "layer": _LAYERS.get(code.domain.value, "network") if code else "network",
        "who": gettext(code.who.value) if code else "",
        "bears": [
            {"hypothesis": one, "role": links.get((row.evidence_id, one.pk), "")} for one in hypotheses
        ],
    }


def _sentence(row: DiagnosticFinding) -> str:
    if row.run.erased_at is not None:
        return gettext(_ERASED)
    return finding_text(row.code, row.params, gettext)


def _check(verdict: Mapping[str, str]) -> dict[str, str]:
    because = verdict["because"]
    if verdict["blocked_by"]:
        because = gettext("blocked by {check}").format(check=verdict["blocked_by"])
    elif because == "not_observed":
        because = gettext("nothing was observed that decides it")
    return {
        "check": verdict["check"],
        "kind": verdict["kind"],
        "status": gettext(verdict["status"]),
        "tone": _TONES.get(verdict["status"], "idle"),
        "because": because,
    }


def _card(row: Remediation) -> dict[str, Any]:
    words, tone = _STATES[row.state]
    who = row.request["who"]
    is_erased = row.found_in.erased_at is not None
    sentence, ask = (
        gettext(_ERASED) if is_erased else say(row.code, row.params, gettext)
        for say in (finding_text, ask_text)
    )
    route = [(gettext(label), value) for label, value in _route(row.request)]
    return {
        "row": row,
        "sentence": sentence,
        "ask": ask,
        "who": gettext(who),
        "for_whom": gettext(_YOURS.get(who, who)),
        "route": route,
        "proof": row.request.get("proof", []),
        "state_words": gettext(words),
        "tone": tone,
        "is_own": who == Who.SYSTEM.value,
        "is_over": row.state in _OVER,
        "is_late": row.state == "asked" and row.due_at is not None and row.due_at < clock.now(),
        "steps": sorted(row.steps.all(), key=lambda step: (step.taken_at, step.pk)),
        "message": _message(row, ask, sentence, route),
        "machine": json.dumps(row.request, indent=2, ensure_ascii=False, sort_keys=True),
    }


def _route(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give from where to where, each value once; a port with its protocol."""
    for name, label in _ROUTE:
        value = str(request.get(name) or "")
        if name == "port" and value:
            value = f"{request.get('protocol') or ''} {value}".strip()
        if value and not (name == "address" and value == request.get("to")):
            yield label, value


def _message(row: Remediation, ask: str, sentence: str, route: list[tuple[str, Any]]) -> str:
    """Give the request as a text to be sent by whatever means; all of it was released when it was kept."""
    order, run = row.work_order, row.found_in
    seen = gettext(_SEEN).format(check=row.check_id, at=f"{run.ended_at:%Y-%m-%d %H:%M}")
    ticket = Ticket(
        subject=f"{order.site.name}: {sentence}",
        ask=ask,
        route=[(label, str(value)) for label, value in route],
        proof_head=gettext("Proof:"),
        proof=[f"{one['check']}: {one['path']} = {one['value']}" for one in row.request.get("proof", [])],
        looked=f"{order.case.reference} / {order.reference}. {seen}",
        due=gettext("By {day}").format(day=f"{row.due_at:%Y-%m-%d %H:%M} UTC") if row.due_at else "",
    )
    return ticket_text(ticket)
