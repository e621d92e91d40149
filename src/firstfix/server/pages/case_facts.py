"""What the page of a case shows: each part asked for once, through what the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, UUIDField
from django.utils.translation import gettext as _

from firstfix.apps.assets.models import Asset
from firstfix.apps.cases.commands.clock_keeping import reading_of
from firstfix.apps.cases.models import BASICS, Case, ClockEvent, ImpactStatement
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
from firstfix.apps.directory.models import Site
from firstfix.apps.evidence.forms import drawn_evidence
from firstfix.apps.evidence.queries import visible_evidence_items, visible_evidence_links
from firstfix.apps.visits.queries import visible_work_orders
from firstfix.engines.service_clock import explain
from firstfix.kernel.identity import Actor
from firstfix.kernel.statements import Question, Slot
from firstfix.server.pages.clocks import by_what_is_due, drawn_reading, kind_words, party_words

__all__ = ["case_facts", "shown_case"]

# The earlier cases of an asset that a page names; the rest is one search away.
PREVIOUS_CASES = 5
EVIDENCE_SHOWN = 24
_MOST = {"evidence": EVIDENCE_SHOWN, "impact": 1, "proposal": 1, "hand_over": 1}


def shown_case(actor: Actor, case_id: UUID) -> Case | None:
    """Give the case with what its heading names, if the actor may see it: one query, and few more."""
    found: Case | None = _heading(actor).first(case_id=case_id)
    if found is not None:
        for name, question in _NAMED_BY_FEW.items():
            key = getattr(found, f"{name}_id")
            if key is not None:
                setattr(found, name, question.first(key=key))
    return found


@lru_cache(maxsize=64)
def _heading(actor: Actor) -> Question[Case]:
    named = ("organization", "contact", "owner", "team")
    return Question(
        lambda: (
            visible_cases(actor).select_related(*named).filter(pk=Slot("case_id", UUIDField())).order_by("pk")
        )
    )


# Not joined to the heading: PostgreSQL takes 2 ms to plan nine tables, and 0.3 ms for these five.
_KEY = Slot("key", UUIDField())
_NAMED_BY_FEW: Mapping[str, Question[Any]] = {
    "site": Question(lambda: Site.objects.filter(pk=_KEY)),
    "asset": Question(lambda: Asset.objects.select_related("product").filter(pk=_KEY)),
    "merged_into": Question(lambda: Case.objects.filter(pk=_KEY)),
}


def case_facts(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    """Give the parts of the page."""
    parts = _Parts(actor, case)
    facts = _for_everybody(parts, now)
    return facts | _for_our_side(parts) if sees_internal(actor) else facts


def _for_everybody(parts: _Parts, now: datetime) -> dict[str, Any]:
    closures = parts.rows("closures")
    return {
        "clocks": _clocks(parts, now),
        "evidence": [drawn_evidence(piece) for piece in parts.rows("evidence")],
        "work_orders": parts.rows("work_orders"),
        "commitments": parts.rows("commitments"),
        "approvals": parts.rows("approvals"),
        "impact": parts.first("impact"),
        "previous": _previous(parts.actor, parts.case),
        "closures": [one for one in closures if one.closed_at is not None],
        # What is written down of an end that has not come; from outside it is not visible.
        "closure": next((one for one in closures if one.closed_at is None), None),
    }


def _for_our_side(parts: _Parts) -> dict[str, Any]:
    return {
        "hypotheses": _hypotheses(parts),
        "basics": _basics(parts),
        "attempts": parts.rows("attempts"),
        "proposal": parts.first("proposal"),
        "hand_over": parts.first("hand_over"),
    }


class _Parts:
    """The parts of one case: one question says which there are, and only those are asked for."""

    def __init__(self, actor: Actor, case: Case) -> None:
        self.actor, self.case = actor, case
        self._asked, held = _asked(actor)
        self._held = dict(zip(self._asked, held.first(case_id=case.pk) or (), strict=False))

    def rows(self, name: str) -> list[Any]:
        """Give the rows of a part, in its order."""
        return self._asked[name].rows(case_id=self.case.pk) if self._held.get(name) else []

    def first(self, name: str) -> Any:
        """Give the first row of a part, or None."""
        return next(iter(self.rows(name)), None)


# What an actor may see depends on nothing but the actor, so each question is composed once for each; the
# engineers and dispatchers who work at the same time in one web process fit in.
@lru_cache(maxsize=64)
def _asked(actor: Actor) -> tuple[Mapping[str, Question[Any]], Question[Any]]:
    """Give the question for each part of a case that ``actor`` may see, and one that says which there are."""
    parts = {name: partial(rows, actor) for name, rows in _PARTS.items()}
    held = Question(
        lambda: Case.objects.filter(pk=Slot("case_id", UUIDField())).values_list(
            *(Exists(rows().filter(case_id=OuterRef("pk"))) for rows in parts.values())
        )
    )
    return {name: _of_case(rows, _MOST.get(name)) for name, rows in parts.items()}, held


_PARTS: Mapping[str, Callable[[Actor], Any]] = {
    "clocks": lambda actor: visible_target_clocks(actor).order_by("agreement", "kind"),
    "evidence": lambda actor: (
        visible_evidence_items(actor).select_related("collected_by", "blob").order_by("-collected_at")
    ),
    "work_orders": lambda actor: (
        visible_work_orders(actor).select_related("case", "site").order_by("sequence")
    ),
    "commitments": lambda actor: (
        visible_commitments(actor).select_related("to_person", "owner").order_by("due_at")
    ),
    "approvals": lambda actor: (
        visible_approval_requests(actor).select_related("requested_by", "decided_by").order_by("requested_at")
    ),
    "impact": lambda _actor: ImpactStatement.objects.order_by("-stated_at"),
    "closures": lambda actor: visible_closures(actor).order_by("closed_at", "pk"),
    "hypotheses": lambda actor: visible_hypotheses(actor).select_related("stated_by").order_by("stated_at"),
    # Oldest first, so that the newest answer of each basic is the one that stays.
    "basics": lambda actor: visible_basics_answers(actor).order_by("answered_at", "id"),
    "attempts": lambda actor: (
        visible_remote_attempts(actor).select_related("attempted_by").order_by("attempted_at")
    ),
    "proposal": lambda actor: visible_severity_proposals(actor).order_by("-proposed_at"),
    "hand_over": lambda actor: (
        visible_hand_overs(actor)
        .filter(answer=None)
        .select_related("to_person", "to_team", "from_person")
        .order_by("pk")
    ),
}


def _of_case(rows: Callable[[], Any], most: int | None) -> Question[Any]:
    return Question(lambda: rows().filter(case_id=Slot("case_id", UUIDField()))[:most])


_EVENTS = _of_case(ClockEvent.objects.all, None)


def _clocks(parts: _Parts, now: datetime) -> list[dict[str, Any]]:
    clocks = parts.rows("clocks")
    events = _EVENTS.rows(case_id=parts.case.pk) if clocks else []
    drawn = []
    for clock in clocks:
        reading, reason_id = reading_of(clock, events, now), f"why-{clock.agreement}-{clock.kind}"
        said = [_sentence(sentence) for sentence in explain(reading)]
        words = drawn_reading(reading, reason_id)
        if clock.agreement != "sla":
            words["name"] = f"{kind_words(clock.kind)} ({clock.agreement.upper()})"
        drawn.append(words | {"said": said, "title": reading.target.name})
    return sorted(drawn, key=by_what_is_due)


def _sentence(sentence: Any) -> str:
    names = {
        name: party_words(str(value)) for name, value in sentence.params.items() if name in ("by", "reason")
    }
    return _(sentence.template).format(**{**sentence.params, **names})


def _previous(actor: Actor, case: Case) -> list[Case]:
    if case.asset_id is None:
        return []
    rows = visible_cases(actor).filter(asset=case.asset_id).exclude(pk=case.pk).order_by("-opened_at")
    return list(rows.only("id", "number", "title", "state", "opened_at")[:PREVIOUS_CASES])


def _hypotheses(parts: _Parts) -> list[dict[str, Any]]:
    rows = parts.rows("hypotheses")
    linked = _linked(parts.actor, [row.pk for row in rows])
    return [{"row": row, "for": linked[row.pk]["for"], "against": linked[row.pk]["against"]} for row in rows]


def _linked(actor: Actor, ids: list[UUID]) -> Mapping[UUID, Mapping[str, list[Any]]]:
    found: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: {"for": [], "against": []})
    if ids:
        links = visible_evidence_links(actor).filter(subject_type="hypothesis", subject_id__in=ids)
        for link in links.select_related("evidence"):
            found[link.subject_id].setdefault(link.role, []).append(link.evidence)
    return found


def _basics(parts: _Parts) -> list[dict[str, Any]]:
    answers = {answer.basic: answer for answer in parts.rows("basics")}
    return [{"code": code, "label": label, "answer": answers.get(code)} for code, label in BASICS]
