"""The edge between pages and commands: ``/do/<command>`` and ``/do/<command>/<id>``.

``GET`` shows the command's form by itself; ``POST`` gives the command. What was carried out leads on to
``next``; what was refused shows the form again with the reason and with everything that was typed, under
the status of the refusal. htmx gets the refusal alone, for the place beside what was pressed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from firstfix.apps.cases.models import Case
from firstfix.apps.cases.queries import visible_cases
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Channel, Command, CommandContext, Done, find_command, subject_of
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal, not_visible
from firstfix.server.errors import STATUS
from firstfix.server.pages.command_forms import CommandForm, Wanted, is_for_pages, make_form
from firstfix.server.pages.later_forms import NEVER_ON_CASE
from firstfix.server.pages.places import place_of, remedies_for
from firstfix.server.pages.typed import given_of, typed_of
from firstfix.server.pages.words import command_label, role_names
from firstfix.server.security import actor_of

__all__ = ["do", "next_place"]

DEFAULT_NEXT = "queue"


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, command: str, subject_id: UUID | None = None) -> HttpResponse:
    """Show a command's form, or give the command."""
    found = find_command(command)
    if found is None or not is_for_pages(found.spec) or found.spec.creates is not (subject_id is None):
        raise Http404
    actor = actor_of(request)
    assert actor is not None
    subject = None if subject_id is None else _seen(actor, found.spec.on, subject_id)
    if subject_id is not None and subject is None:
        return _missing(request, found.spec.on)
    if request.method == "POST":
        return _given(request, actor, found, subject)
    return _shown(request, found, subject, _asked(request, found))


def next_place(request: HttpRequest, wanted: str | None) -> str:
    """Give the address to lead on to: a path of ours, never another site."""
    is_ours = bool(wanted) and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, request.is_secure()
    )
    return wanted if wanted and is_ours else reverse(DEFAULT_NEXT)


def _seen(actor: Actor, noun: str, subject_id: UUID) -> Any:
    return subject_of(noun).visible(actor).filter(pk=subject_id).first()


def _missing(request: HttpRequest, noun: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return render(request, "refusal.html", {"refused": not_visible(noun)}, status=404)
    raise Http404


def _given(request: HttpRequest, actor: Actor, command: Command, subject: Any) -> HttpResponse:
    context = _context(request, actor)
    answer: Done | Refusal
    if context is None:
        answer = _broken_form()
    else:
        fields = given_of(command.spec.input_model, request.POST)
        answer = command(context, *([] if subject is None else [subject.pk]), **fields)
    return (
        _done(request, command, answer)
        if isinstance(answer, Done)
        else _refused(request, command, subject, answer)
    )


def _context(request: HttpRequest, actor: Actor) -> CommandContext | None:
    seen = request.POST.get("seen_version", "")
    try:
        command_id = UUID(request.POST["command_id"]) if "command_id" in request.POST else new_id()
        seen_version = int(seen) if seen else None
    except ValueError:
        return None
    return CommandContext(actor, command_id, Channel.PAGE, seen_version)


def _done(request: HttpRequest, command: Command, done: Done) -> HttpResponse:
    place = request.POST.get("next") or ""
    if place in ("", "subject"):
        place = place_of(done.subject_type, done.subject_id) or ""
    place = next_place(request, place)
    if not done.is_replay:
        messages.success(request, gettext("Done: {command}.").format(command=command_label(command.spec)))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers=_onward(request, place))
    return HttpResponseRedirect(place, status=303)


def _onward(request: HttpRequest, place: str) -> dict[str, str]:
    """Give the header that leads htmx on; the same page is loaded anew, because its marks alone differ."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    there = urlsplit(place)
    is_here = (here.path, here.query) == (there.path, there.query)
    return {"HX-Refresh": "true"} if is_here else {"HX-Redirect": place}


def _refused(request: HttpRequest, command: Command, subject: Any, refused: Refusal) -> HttpResponse:
    status = STATUS[refused.reason]
    if request.headers.get("HX-Request") == "true":
        shown = {"refused": refused, "remedies": remedies_for(refused, subject), "names": role_names()}
        return render(request, "refusal.html", shown, status=status)
    names = set(command.spec.input_model.model_fields)
    typed = typed_of(request.POST)
    fixed = {name for name in request.POST.getlist("fixed") if name in names}
    wanted = Wanted(
        given={name: typed[name] for name in fixed if name in typed},
        typed=typed,
        next=next_place(request, request.POST.get("next")),
        refused=refused,
        # A refused id is judged again; one that was used for other content needs a new one.
        command_id=None if refused.reason == "conflict" else _id(request.POST.get("command_id")),
    )
    return _shown(request, command, subject, wanted, status=status)


def _asked(request: HttpRequest, command: Command) -> Wanted:
    names = set(command.spec.input_model.model_fields)
    query = request.GET
    fixed = {name: query[name] for name in names if name in query and name.endswith(("_id", "_type"))}
    typed = {name: query[name] for name in names if name in query and name not in fixed}
    return Wanted(
        given=fixed,
        typed=typed,
        without=NEVER_ON_CASE if query.get("part") == "form" else (),
        next=next_place(request, query.get("next") or "") if "next" in query else "subject",
    )


def _shown(
    request: HttpRequest, command: Command, subject: Any, wanted: Wanted, *, status: int = 200
) -> HttpResponse:
    if request.method == "GET" and request.GET.get("part") == "form":
        part = make_form(request, command.spec.name, subject, wanted)
        return render(request, "pages/command_part.html", {"shown": part})
    case = None if subject is not None else _case_of(actor_of(request), wanted)
    if case is not None and request.method == "GET":
        wanted = replace(wanted, typed=_known_of(case, command) | dict(wanted.typed))
    # What stands before the command is said before it is pressed.
    is_asked = request.method == "GET" and subject is not None
    form: CommandForm = make_form(request, command.spec.name, subject, replace(wanted, gate=is_asked))
    back = wanted.next if wanted.next not in ("", "subject") else _home_of(command, subject, wanted)
    shown = {
        "shown": form,
        "subject": subject,
        "case": case,
        "back": back,
        "remedies": remedies_for(wanted.refused, subject) if wanted.refused else {},
        "names": role_names(),
    }
    return render(request, "pages/command.html", shown, status=status)


def _home_of(command: Command, subject: Any, wanted: Wanted) -> str:
    if subject is not None:
        return place_of(command.spec.on, subject.pk) or reverse(DEFAULT_NEXT)
    case_id = _id(wanted.given.get("case_id"))
    return (place_of("case", case_id) if case_id else None) or reverse(DEFAULT_NEXT)


def _case_of(actor: Actor | None, wanted: Wanted) -> Case | None:
    """Give the case in which something is to be made, where the form is for one."""
    case_id = _id(wanted.given.get("case_id"))
    return visible_cases(actor).filter(pk=case_id).first() if actor is not None and case_id else None


def _known_of(case: Case, command: Command) -> dict[str, Any]:
    """Give what the case says already of what is to be made in it."""
    known = {"site_id": case.site_id, "asset_id": case.asset_id}
    if command.spec.name == "create_work_order":
        known["title"] = case.title
    names = command.spec.input_model.model_fields
    return {name: str(value) for name, value in known.items() if value and name in names}


def _id(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def _broken_form() -> Refusal:
    return Refusal(
        "broken_form",
        mark("The form was damaged on its way: its id or version cannot be read. Reload the page."),
    )
