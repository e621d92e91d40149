"""Whom to send, for other programs: the same ranking that the day list shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.queries import Proposal, suggest_engineers
from firstfix.apps.visits.queries import visible_work_orders
from firstfix.engines.dispatch import Term
from firstfix.engines.verdict import Missing
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refused, not_visible

__all__ = ["router"]

router = Router(tags=["work_order"])


class TermOut(Schema):
    """One summand of the ranking, in minutes; less is better."""

    code: str
    minutes: float
    message: str


class BlockOut(Schema):
    """A rule that stands in the way, and the command that helps."""

    code: str
    message: str
    remedy: str | None
    can_be_overridden: bool


class SuggestionOut(Schema):
    """One engineer: whether they may go, when the visit would fit, and the terms of the place in the list."""

    engineer_id: UUID
    name: str
    may_go: bool
    minutes: float
    leave_at: datetime | None
    start_at: datetime | None
    end_at: datetime | None
    travel_minutes: int | None
    is_travel_known: bool
    terms: list[TermOut]
    blocks: list[BlockOut]


class SuggestionsOut(Schema):
    """Everybody who goes to visits of this customer, the next best first, who may not go last."""

    work_order_id: UUID
    rules: str
    suggestions: list[SuggestionOut]


@router.get(
    "/{uuid:subject_id}/suggestions",
    operation_id="suggest_engineers",
    summary="Whom to send to the work order, with the reasons",
    response=SuggestionsOut,
    openapi_extra={
        "responses": {
            404: {
                "description": "There is none, or you may not see it",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            }
        }
    },
)
def suggestions(request: HttpRequest, subject_id: UUID) -> SuggestionsOut:
    """Rank the engineers for a work order; ``leave_at`` to ``end_at`` is the time that would be held."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    rows = visible_work_orders(actor).select_related("case", "site")
    order = rows.filter(pk=subject_id).first() if sees_internal(actor) else None
    if order is None:
        raise Refused(not_visible("work_order"))
    visit = order.visits.filter(state__in=("proposed", "declined")).order_by("sequence").first()
    ranked = suggest_engineers(actor, order, now=clock.now(), visit=visit)
    return SuggestionsOut(
        work_order_id=order.pk, rules="next-best-1", suggestions=[_suggestion(one) for one in ranked]
    )


def _suggestion(one: Proposal) -> SuggestionOut:
    found = one.suggestion
    return SuggestionOut(
        engineer_id=one.person.pk,
        name=one.person.name,
        may_go=found.may_go,
        minutes=round(found.minutes, 1),
        terms=[_term(term) for term in found.terms],
        blocks=[_block(block) for block in found.blocks],
        **_times(one.slot),
    )


def _times(slot: Any) -> dict[str, Any]:
    names = ("leave_at", "start_at", "end_at", "travel_minutes")
    known = {name: getattr(slot, name) if slot else None for name in names}
    return {**known, "is_travel_known": slot is not None and slot.is_travel_known}


def _term(term: Term) -> TermOut:
    return TermOut(code=term.code, minutes=term.minutes, message=gettext(term.sentence).format(**term.params))


def _block(block: Missing) -> BlockOut:
    return BlockOut(
        code=block.code,
        message=gettext(block.sentence).format(**block.params),
        remedy=block.remedy,
        can_be_overridden=block.waivable,
    )
