"""What the page of a case shows: each part asked for once, through what the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firstfix.apps.cases.commands.clock_keeping import reading_of
from firstfix.apps.cases.models import BASICS, Case, ImpactStatement
from firstfix.apps.cases.queries import (
    sees_internal,
    visible_approval_requests,
    visible_basics_answers,
    visible_cases,
    visible_closures,
    visible_commitments,
    visible_hand_overs,
    visible_hypotheses,
    visible_remote_attempts,
    visible_severity_proposals,
    visible_target_clocks,
)
from firstfix.apps.evidence.forms import drawn_evidence
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.evidence.queries import visible_evidence_items, visible_evidence_links
from firstfix.apps.visits.queries import visible_work_orders
from firstfix.engines.service_clock import explain
from firstfix.kernel.identity import Actor
from firstfix.server.pages.clocks import drawn_reading, kind_words, party_words

__all__ = ["case_facts", "shown_case"]

# The earlier cases of an asset that a page names; the rest is one search away.
PREVIOUS_CASES = 5
EVIDENCE_SHOWN = 24


def shown_case(actor: Actor, **which: Any) -> Case | None:
    """Give the case with what its heading names, if the actor may see it. One query."""
    rows = visible_cases(actor).select_related(
        "organization", "site", "asset__product", "contact", "owner", "team", "merged_into"
    )
    return rows.filter(**which).first()


def case_facts(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    """Give the parts of the page."""
    facts = _for_everybody(actor, case, now)
    return facts | _for_our_side(actor, case) if sees_internal(actor) else facts


def _for_everybody(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    return {
        "clocks": _clocks(actor, case, now),
        "evidence": [drawn_evidence(piece) for piece in _evidence(actor, case)],
        "work_orders": list(
            visible_work_orders(actor).filter(case=case).select_related("case", "site").order_by("sequence")
        ),
        "commitments": list(
            visible_commitments(actor)
            .filter(case=case)
            .select_related("to_person", "owner")
            .order_by("due_at")
        ),
        "approvals": list(
            visible_approval_requests(actor)
            .filter(case=case)
            .select_related("requested_by", "decided_by")
            .order_by("requested_at")
        ),
        "impact": ImpactStatement.objects.filter(case=case).order_by("stated_at").last(),
        "previous": _previous(actor, case),
        "closures": list(visible_closures(actor).filter(case=case, closed_at__isnull=False)),
    }


def _for_our_side(actor: Actor, case: Case) -> dict[str, Any]:
    return {
        "hypotheses": _hypotheses(actor, case),
        "basics": _basics(actor, case),
        "attempts": list(
            visible_remote_attempts(actor)
            .filter(case=case)
            .select_related("attempted_by")
            .order_by("attempted_at")
        ),
        "proposal": visible_severity_proposals(actor).filter(case=case).order_by("proposed_at").last(),
        "hand_over": visible_hand_overs(actor)
        .filter(case=case, answer=None)
        .select_related("to_person", "to_team", "from_person")
        .first(),
        "closure": visible_closures(actor).filter(case=case, closed_at=None).first(),
    }


def _clocks(actor: Actor, case: Case, now: datetime) -> list[dict[str, Any]]:
    clocks = list(visible_target_clocks(actor).filter(case=case).order_by("agreement", "kind"))
    events = list(case.clock_events.all()) if clocks else []
    drawn = []
    for clock in clocks:
        reading, reason_id = reading_of(clock, events, now), f"why-{clock.agreement}-{clock.kind}"
        said = [_sentence(sentence) for sentence in explain(reading)]
        words = drawn_reading(reading, reason_id)
        if clock.agreement != "sla":
            words["name"] = f"{kind_words(clock.kind)} ({clock.agreement.upper()})"
        drawn.append(words | {"said": said, "title": reading.target.name})
    return drawn


def _sentence(sentence: Any) -> str:
    names = {
        name: party_words(str(value)) for name, value in sentence.params.items() if name in ("by", "reason")
    }
    return _(sentence.template).format(**{**sentence.params, **names})


def _evidence(actor: Actor, case: Case) -> list[EvidenceItem]:
    rows = visible_evidence_items(actor).filter(case=case).select_related("collected_by", "blob")
    return list(rows.order_by("-collected_at")[:EVIDENCE_SHOWN])


def _previous(actor: Actor, case: Case) -> list[Case]:
    if case.asset_id is None:
        return []
    rows = visible_cases(actor).filter(asset=case.asset_id).exclude(pk=case.pk).order_by("-opened_at")
    return list(rows.only("id", "number", "title", "state", "opened_at")[:PREVIOUS_CASES])


def _hypotheses(actor: Actor, case: Case) -> list[dict[str, Any]]:
    rows = list(visible_hypotheses(actor).filter(case=case).select_related("stated_by").order_by("stated_at"))
    linked = _linked(actor, [row.pk for row in rows])
    return [{"row": row, "for": linked[row.pk]["for"], "against": linked[row.pk]["against"]} for row in rows]


def _linked(actor: Actor, ids: list[UUID]) -> Mapping[UUID, Mapping[str, list[Any]]]:
    found: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: {"for": [], "against": []})
    if ids:
        links = visible_evidence_links(actor).filter(subject_type="hypothesis", subject_id__in=ids)
        for link in links.select_related("evidence"):
            found[link.subject_id].setdefault(link.role, []).append(link.evidence)
    return found


def _basics(actor: Actor, case: Case) -> list[dict[str, Any]]:
    answers = visible_basics_answers(actor).filter(case=case).latest_by_basic()  # type: ignore[attr-defined]
    return [{"code": code, "label": label, "answer": answers.get(code)} for code, label in BASICS]
