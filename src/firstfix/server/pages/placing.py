"""The edge of the board: one drop gives a visit to an engineer at a time.

What is dropped is a visit, or a work order that has none yet; then a visit is proposed first. The end and
the way there follow from the start. What was carried out leads on; what was refused is shown with the
reason and with the same command's form, so that a word that was missing is added in place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from firstfix.apps.directory.models import Person
from firstfix.apps.directory.queries import visible_persons
from firstfix.apps.dispatching.commands import assign_visit, reassign_visit
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries import way_there
from firstfix.apps.visits.commands import propose_visit
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.apps.visits.queries import visible_visits, visible_work_orders
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Channel, Command, CommandContext, Done
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.ledger.models import Receipt
from firstfix.kernel.refusal import Reason, Refusal
from firstfix.server.errors import STATUS
from firstfix.server.pages.command_forms import CommandForm, Wanted, has_row, make_form
from firstfix.server.pages.doing import next_place
from firstfix.server.pages.places import remedies_for
from firstfix.server.pages.words import role_names
from firstfix.server.security import actor_of

__all__ = ["place_visit"]

# What a person can add to a drop that was refused: why it is so late, and why a gate is gone round.
_MAY_BE_ADDED = ("because", "override_because")


@dataclass
class _Drop:
    """Who is to go where and when: ``visit`` is None as long as none is proposed."""

    actor: Actor
    command_id: UUID
    order: WorkOrder
    visit: Visit | None
    engineer: Person
    start_at: datetime

    @property
    def minutes(self) -> int:
        return (self.visit.planned_minutes if self.visit else 0) or self.order.duration_minutes

    @property
    def hours(self) -> dict[str, datetime]:
        return {"start_at": self.start_at, "end_at": self.start_at + timedelta(minutes=self.minutes)}

    @property
    def given(self) -> dict[str, Any]:
        without = self.visit.pk if self.visit else None
        way = way_there(self.engineer, self.order.site, self.start_at, without=without)
        return {"engineer_id": self.engineer.pk, "travel_minutes": way, **self.hours}

    @cached_property
    def earlier(self) -> str | None:
        """Give the command that this very drop gave already, or None."""
        known = Receipt.objects.filter(pk=uuid5(self.command_id, "give"))
        return known.values_list("command", flat=True).first()

    def context(self, part: str) -> CommandContext:
        return CommandContext(self.actor, uuid5(self.command_id, part), Channel.PAGE)


@require_POST
def place_visit(request: HttpRequest) -> HttpResponse:
    """Give what was dropped to the engineer at that time, or say why not."""
    actor = actor_of(request)
    assert actor is not None
    drop = _read(request, actor)
    if isinstance(drop, Refusal):
        return _said(request, drop)
    visit = drop.visit or _taken_meanwhile(drop) or _proposed(drop)
    if isinstance(visit, Refusal):
        return _said(request, visit, drop.order)
    command, given = _command(drop, visit), drop.given
    stood = _stood(visit)
    answer = command(drop.context("give"), visit.pk, **given)
    if isinstance(answer, Done):
        return _done(request, drop, stood)
    # A visit that was proposed a moment ago stays: it is the order's, and still has nobody.
    form = _more_asked(request, command, visit, given, answer)
    return _said(request, answer, visit, form, kept=drop.visit is not None)


def _read(request: HttpRequest, actor: Actor) -> _Drop | Refusal:
    visit = _found(visible_visits(actor).select_related("work_order__site"), request.POST.get("visit"))
    orders = visible_work_orders(actor).select_related("site")
    order = visit.work_order if visit else _found(orders, request.POST.get("order"))
    people = visible_persons(actor).select_related("base_site")
    engineer = _found(people, request.POST.get("engineer"))
    if order is None or engineer is None:
        raise Http404
    start_at = _moment(request.POST.get("start_at", ""))
    if start_at is None:
        words = mark("The time of the visit cannot be read. Give a day and an hour.")
        return Refusal("invalid_input", words, fields={"start_at": "no time"})
    visit = visit or order.visits.filter(state__in=("proposed", "declined")).order_by("sequence").first()
    return _Drop(actor, _id(request.POST.get("command_id")) or new_id(), order, visit, engineer, start_at)


def _proposed(drop: _Drop) -> Visit | Refusal:
    """Propose the visit that the order still lacks; sent twice, it is one visit."""
    hours = {f"planned_{name}": at for name, at in drop.hours.items()}
    answer = propose_visit(drop.context("propose"), work_order_id=drop.order.pk, **hours)
    return answer if isinstance(answer, Refusal) else Visit.objects.get(pk=answer.subject_id)


def _taken_meanwhile(drop: _Drop) -> Refusal | None:
    """Refuse a second visit where somebody else gave the order to an engineer since the board was drawn."""
    held = Assignment.objects.holding().filter(visit__work_order=drop.order)
    found = held.select_related("engineer").first()
    if found is None or drop.earlier is not None:
        return None
    words = mark("{reference} was given to {name} meanwhile. Look at the board again and move its block.")
    params = {"reference": drop.order.reference, "name": found.engineer.name}
    return Refusal("order_is_given", words, params, Reason.CONFLICT)


def _command(drop: _Drop, visit: Visit) -> Command:
    """Give what puts the visit there; a drop that was sent before is the same command again."""
    if drop.earlier is not None:
        return reassign_visit if drop.earlier == "reassign_visit" else assign_visit
    return assign_visit if has_row(assign_visit.spec, visit) else reassign_visit


def _stood(visit: Visit) -> dict[str, str]:
    """Give where the visit was before the drop, for whoever takes the drop back."""
    row = Assignment.objects.holding().filter(visit=visit, engineer_id=visit.engineer_id).first()
    if row is None or visit.planned_start_at is None:
        return {"visit": str(visit.pk), "release": reverse("do", args=["unassign_visit", visit.pk])}
    return {
        "visit": str(visit.pk),
        "engineer": str(row.engineer_id),
        "start_at": visit.planned_start_at.isoformat(),
    }


def _done(request: HttpRequest, drop: _Drop, stood: dict[str, str]) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"X-Stood": json.dumps(stood)})
    local = timezone.localtime(drop.start_at).strftime("%Y-%m-%d %H:%M")
    told = gettext("{reference}: {name}, {time}.")
    messages.success(
        request, told.format(reference=drop.order.reference, name=drop.engineer.name, time=local)
    )
    return HttpResponseRedirect(next_place(request, request.POST.get("next")), status=303)


def _more_asked(
    request: HttpRequest, command: Command, visit: Visit, given: dict[str, Any], refused: Refusal
) -> CommandForm | None:
    """Give the command's form with what a person may add to it; None where nothing that is added helps."""
    asking = (*given, *(name for name in _MAY_BE_ADDED if _helps(name, refused)))
    fixed = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in given.items()
    }
    wanted = Wanted(given=fixed, asking=asking, next=next_place(request, request.POST.get("next")))
    form = make_form(request, command.spec.name, visit, wanted)
    return form if form.fields else None


def _helps(name: str, refused: Refusal) -> bool:
    return name in refused.fields if name == "because" else bool(refused.missing)


def _said(
    request: HttpRequest,
    refused: Refusal,
    subject: Any = None,
    form: CommandForm | None = None,
    *,
    kept: bool = True,
) -> HttpResponse:
    place = next_place(request, request.POST.get("next"))
    remedies = remedies_for(refused, subject, place)
    shown = {"refused": refused, "remedies": remedies, "names": role_names()}
    is_part = request.headers.get("HX-Request") == "true"
    name = "pages/place_refused_part.html" if is_part else "pages/place_refused.html"
    status = STATUS[refused.reason]
    return render(request, name, shown | {"shown": form, "back": place, "kept": kept}, status=status)


def _found(rows: Any, text: str | None) -> Any:
    wanted = _id(text)
    return rows.filter(pk=wanted).first() if wanted else None


def _moment(text: str) -> datetime | None:
    """Give a time as a field for date and time sends it, on the reader's clocks."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
