"""Plans for other programs: what a proposal would change and why, and places for one more visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries import (
    Change,
    EngineerOption,
    Sentence,
    SlotOffer,
    Slots,
    plan_difference,
    suggest_slots,
    visible_plan_proposals,
    why_engineer,
    why_unplanned,
)
from firstfix.apps.visits.models import Visit
from firstfix.apps.visits.queries import visible_visits
from firstfix.kernel import clock
from firstfix.kernel.commands.inputs import Zone
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refused, not_visible

__all__ = ["plan_router", "visit_router"]

plan_router = Router(tags=["plan_proposal"])
visit_router = Router(tags=["visit"])

# A week of places is what a dispatcher reads to a customer on the phone.
_LOOKS_AHEAD = timedelta(days=7)
_HIDDEN = {
    "responses": {
        404: {
            "description": "There is none, or you may not see it",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
    }
}


class PlaceOut(Schema):
    """Where a trip stands or is to stand."""

    engineer_id: UUID
    start_at: datetime
    end_at: datetime


class ChangeOut(Schema):
    """What happens to one trip: new, moved, kept, removed (nobody can go any more) or unserved."""

    trip: str
    kind: str
    reference: str
    is_provisional: bool
    before: PlaceOut | None
    after: PlaceOut | None
    travel_minutes: int | None
    late_minutes: int | None
    slack_minutes: int | None


class DifferenceOut(Schema):
    """What publishing the proposal would change, trip by trip, and the points of both plans by term."""

    proposal_id: UUID
    state: str
    terms: dict[str, int]
    before_terms: dict[str, int]
    changes: list[ChangeOut]


class OptionOut(Schema):
    """One engineer: when they could be there for how many points more, or what is in the way."""

    engineer_id: UUID
    name: str
    is_planned: bool
    start_at: datetime | None
    points: int | None
    terms: dict[str, int]
    blocks: list[str]
    reasons: list[str]


class ReasonsOut(Schema):
    """Why a trip is with its engineer, or with nobody: sentences, everybody's line, and what would help."""

    trip: str
    reasons: list[str]
    options: list[OptionOut]
    helps: list[str]


class SlotOut(Schema):
    """One place for a visit, as ``assign_visit`` takes it; ``points`` is what the plan costs more."""

    engineer_id: UUID
    name: str
    leave_at: datetime
    start_at: datetime
    end_at: datetime
    travel_minutes: int
    late_minutes: int
    points: int
    terms: dict[str, int]


class SlotsOut(Schema):
    """The best places for a visit, none of which moves anything; and the visit that could give way."""

    visit_id: UUID
    is_travel_estimated: bool
    slots: list[SlotOut]
    gives_way: str | None
    instead: SlotOut | None


@plan_router.get(
    "/{uuid:subject_id}/difference",
    operation_id="plan_difference",
    summary="What publishing a plan would change",
    response=DifferenceOut,
    openapi_extra=_HIDDEN,
)
def difference(request: HttpRequest, subject_id: UUID) -> DifferenceOut:
    """Compare a proposal with what is published now."""
    proposal = _proposal(request, subject_id)
    found = plan_difference(_actor(request), proposal, clock.now())
    changes = [_change(one) for one in found.changes]
    terms, before = dict(found.terms), dict(found.before_terms)
    return DifferenceOut(
        proposal_id=proposal.pk, state=proposal.state, changes=changes, terms=terms, before_terms=before
    )


@plan_router.get(
    "/{uuid:subject_id}/reasons",
    operation_id="plan_reasons",
    summary="Why a trip of a plan is with its engineer, or with nobody",
    response=ReasonsOut,
    openapi_extra=_HIDDEN,
)
def reasons(request: HttpRequest, subject_id: UUID, trip: str, zone: Zone = "UTC") -> ReasonsOut:
    """Explain one trip of a proposal; ``trip`` is the name that the difference gives it."""
    proposal = _proposal(request, subject_id)
    found = _why(_actor(request), proposal, trip, zone)
    if found is None:
        raise Refused(not_visible("trip"))
    return found


@visit_router.get(
    "/{uuid:subject_id}/slots",
    operation_id="suggest_slots",
    summary="The best places for a visit in the published plan",
    response=SlotsOut,
    openapi_extra=_HIDDEN,
)
def slots(request: HttpRequest, subject_id: UUID, start_at: datetime | None = None) -> SlotsOut:
    """Give up to five places within a week from ``start_at`` (now, where it is left out)."""
    rows = visible_visits(_actor(request)).filter(pk=subject_id)
    visit = rows.first() if sees_internal(_actor(request)) else None
    if visit is None:
        raise Refused(not_visible("visit"))
    return _slots(visit.pk, _places(_actor(request), visit, start_at))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor


def _proposal(request: HttpRequest, subject_id: UUID) -> PlanProposal:
    found = visible_plan_proposals(_actor(request)).filter(pk=subject_id).first()
    if found is None:
        raise Refused(not_visible("plan_proposal"))
    return found


def _why(actor: Actor, proposal: PlanProposal, trip: str, zone: str) -> ReasonsOut | None:
    asked: dict[str, Any] = {"of": proposal, "zone": zone}
    planned = why_engineer(actor, trip, **asked)
    if planned is not None:
        told, options = _texts(planned.said), _options(planned.options)
        return ReasonsOut(trip=trip, reasons=told, options=options, helps=[])
    left_out = why_unplanned(actor, trip, **asked)
    if left_out is None:
        return None
    helps = [" ".join(_texts(one.said)) for one in left_out.helps]
    told, options = _texts(left_out.said), _options(left_out.options)
    return ReasonsOut(trip=trip, reasons=told, options=options, helps=helps)


def _slots(visit_id: UUID, found: Slots) -> SlotsOut:
    way = found.bumped
    return SlotsOut(
        visit_id=visit_id,
        is_travel_estimated=found.is_travel_estimated,
        slots=[_slot(one) for one in found.offers],
        gives_way=way.gives_way.label if way else None,
        instead=_slot(way.offer) if way else None,
    )


def _places(actor: Actor, visit: Visit, start_at: datetime | None) -> Slots:
    now = clock.now()
    start = start_at or now
    return suggest_slots(actor, visit, start=start, end=start + _LOOKS_AHEAD, now=now)


def _change(one: Change) -> ChangeOut:
    return ChangeOut(
        trip=one.wish.key,
        kind=one.kind,
        reference=one.wish.order.reference,
        is_provisional=one.is_provisional,
        before=_place(one.before),
        after=_place(one.after),
        travel_minutes=one.after.travel_minutes if one.after else None,
        late_minutes=one.after.late_minutes if one.after else None,
        slack_minutes=one.after.slack_minutes if one.after else None,
    )


def _place(place: Any) -> PlaceOut | None:
    if place is None:
        return None
    return PlaceOut(engineer_id=place.engineer_id, start_at=place.start_at, end_at=place.end_at)


def _options(options: Iterable[EngineerOption]) -> list[OptionOut]:
    return [_option(one) for one in options]


def _option(one: EngineerOption) -> OptionOut:
    times = {"start_at": one.start_at, "points": one.points, "terms": dict(one.terms)}
    told: dict[str, Any] = {"blocks": _texts(one.blocks), "reasons": _texts(one.said), **times}
    return OptionOut(engineer_id=one.person.pk, name=one.person.name, is_planned=one.is_planned, **told)


def _slot(one: SlotOffer) -> SlotOut:
    names = ("leave_at", "start_at", "end_at", "travel_minutes", "late_minutes", "points")
    times = {name: getattr(one, name) for name in names}
    return SlotOut(engineer_id=one.person.pk, name=one.person.name, terms=dict(one.terms), **times)


def _texts(sentences: Iterable[Sentence]) -> list[str]:
    return [gettext(one.sentence).format(**one.params) for one in sentences]
