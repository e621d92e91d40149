"""The edge for one command on many chosen rows of the queue: asks what it needs, reports row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstfix.apps.cases.commands import cancel_case, close_case, start_case, take_case, wait_case
from firstfix.apps.cases.queries import visible_cases
from firstfix.kernel.commands import Command
from firstfix.kernel.commands.bulk import BULK_JOB, ROWS_AT_ONCE, RowReport, carry_out_bulk
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import enqueue
from firstfix.server.pages.command_forms import Wanted, make_form
from firstfix.server.pages.typed import given_of
from firstfix.server.pages.words import command_label
from firstfix.server.security import actor_of

__all__ = ["BULK_COMMANDS", "bulk"]

BULK_COMMANDS: tuple[Command, ...] = (take_case, start_case, wait_case, close_case, cancel_case)
"""What makes sense on many cases at once; every gate holds for every row."""


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Give one command on the chosen rows, after asking for what it needs."""
    actor = actor_of(request)
    assert actor is not None
    command, picked = _command(request.POST.get("command", "")), _picked(request)
    if command is None or not picked:
        return HttpResponseRedirect(reverse("queue"), status=303)
    if command.spec.input_model.model_fields and "bulk_id" not in request.POST:
        return _ask(request, command, picked)
    bulk_id = _id(request.POST.get("bulk_id", "")) or new_id()
    fields = _given(request, command)
    if len(picked) > ROWS_AT_ONCE:
        return _hand_to_a_job(actor, command, picked, (bulk_id, fields))
    reports = list(carry_out_bulk(actor, command, picked, bulk_id=bulk_id, given=fields))
    return render(request, "pages/bulk.html", _told(actor, command, reports))


def _command(name: str) -> Command | None:
    return next((command for command in BULK_COMMANDS if command.spec.name == name), None)


def _picked(request: HttpRequest) -> list[UUID]:
    found = (_id(text) for text in request.POST.getlist("picked"))
    return list(dict.fromkeys(case_id for case_id in found if case_id is not None))


def _given(request: HttpRequest, command: Command) -> dict[str, Any]:
    known = set(command.spec.input_model.model_fields)
    given = given_of(command.spec.input_model, request.POST)
    return {name: value for name, value in given.items() if name in known}


def _ask(request: HttpRequest, command: Command, picked: list[UUID]) -> HttpResponse:
    form = make_form(request, command.spec.name, _AllOfThem(), Wanted())
    shown = {"shown": form, "picked": picked, "bulk_id": new_id(), "command": command.spec.name}
    return render(request, "pages/bulk_ask.html", shown)


def _told(actor: Actor, command: Command, reports: list[RowReport]) -> dict[str, Any]:
    ids = [report.subject_id for report in reports]
    cases = {case.pk: case for case in visible_cases(actor).filter(pk__in=ids).only("id", "number", "title")}
    return {
        "label": command_label(command.spec),
        "reports": [{"report": report, "case": cases.get(report.subject_id)} for report in reports],
        "done_count": sum(report.is_done for report in reports),
    }


def _hand_to_a_job(
    actor: Actor, command: Command, picked: list[UUID], asked: tuple[UUID, Mapping[str, Any]]
) -> HttpResponse:
    bulk_id, fields = asked
    key = f"{BULK_JOB}:{bulk_id}"
    payload = {
        "command": command.spec.name,
        "bulk_id": str(bulk_id),
        "user_id": str(actor.user_id),
        "subject_ids": [str(case_id) for case_id in picked],
        "given": {name: _plain(value) for name, value in fields.items()},
    }
    job = enqueue(BULK_JOB, payload, unique_key=key, asked_by=actor.person_id)
    job = job or Job.objects.filter(unique_key=key).latest("created_at")
    return HttpResponseRedirect(reverse("job", args=[job.pk]), status=303)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


class _AllOfThem:
    """Stands for all the chosen rows where one form is drawn for them together."""

    pk = UUID(int=0)
    version = None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
