"""Pages of the directory: people and their rights, who may do what, and reference data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.forms import (
    CAPABILITY_WORDS,
    fields_of_row,
    given_fields,
    kind_words,
    known_values,
    matrix_row,
    people_page,
    person_page,
    reference_page,
)
from firstfix.apps.directory.models import Role
from firstfix.apps.directory.models.references import Reference, reference_of, references
from firstfix.apps.directory.queries import sees_our_side, visible_decision_rules, visible_persons
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext, Done, all_commands, subject_of
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["change", "people", "person", "reference_kinds", "reference_rows", "rights"]

# The table of server/errors.py; this page stands below the server and cannot ask it.
_STATUS = {Reason.NOT_ALLOWED: 403, Reason.NOT_VISIBLE: 404, Reason.CONFLICT: 409, Reason.REFUSED: 422}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the people, with the roles that they hold now."""
    return render(request, "directory/people.html", people_page(_ours(request), request.GET, clock.now()))


@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show one person: roles with their reasons and ends, skills, and the forms to give and take roles."""
    actor = _ours(request)
    found = visible_persons(actor).select_related("user", "base_site").filter(pk=person_id).first()
    if found is None:
        raise Http404
    return render(request, "directory/person.html", person_page(actor, found, clock.now()))


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Show which role may give which command, and who decides what as data."""
    rules = visible_decision_rules(_ours(request)).order_by("code")
    specs = [command.spec for command in all_commands()]
    capabilities = sorted({spec.capability for spec in specs})
    asked = request.GET.get("capability", "")
    chosen = asked if asked in capabilities else "cases"
    rows = [matrix_row(spec) for spec in specs if spec.capability == chosen]
    shown = {"roles": Role.choices, "rows": rows, "capabilities": capabilities}
    shown["capability_words"] = CAPABILITY_WORDS
    return render(request, "directory/rights.html", {**shown, "chosen": chosen, "rules": rules})


@require_safe
def reference_kinds(request: HttpRequest) -> HttpResponse:
    """Show the kinds of reference data and who keeps each."""
    actor = _ours(request)
    kinds = [
        {
            "noun": one.noun,
            "words": kind_words(one.noun),
            "count": subject_of(one.noun).visible(actor).count(),
            "keeps": actor.has_role(*one.roles),
        }
        for one in references()
    ]
    return render(request, "directory/references.html", {"kinds": kinds})


@require_safe
def reference_rows(request: HttpRequest, noun: str) -> HttpResponse:
    """Show the rows of one kind."""
    shown = reference_page(_ours(request), _reference(noun), request.GET)
    return render(request, "directory/reference_rows.html", shown | {"kind_words": kind_words})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, noun: str, reference_id: UUID | None = None) -> HttpResponse:
    """Show the form of a row, or change it by the one command for reference data."""
    actor, reference = _ours(request), _reference(noun)
    row = subject_of(noun).visible(actor).filter(pk=reference_id).first() if reference_id else None
    if reference_id is not None and row is None:
        raise Http404
    answer = _changed(request, reference, reference_id) if request.method == "POST" else None
    if isinstance(answer, Done):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(_after(noun, answer), status=303)
    shown = {"reference": reference, "row": row, "keeps": actor.has_role(*reference.roles)}
    return _form(request, shown, answer)


def _changed(request: HttpRequest, reference: Reference, reference_id: UUID | None) -> Done | Refusal:
    """Give the command."""
    context = CommandContext(_ours(request), _command_id(request), Channel.PAGE)
    fields = given_fields(reference, request.POST)
    return change_reference(context, noun=reference.noun, reference_id=reference_id, fields=fields)


def _after(noun: str, done: Done) -> str:
    """Give where to go on: a person still wants roles and an account, all else is one of a list."""
    if noun == "person":
        return reverse("person", args=[done.result["id"]])
    return reverse("reference_rows", args=[noun])


def _form(request: HttpRequest, shown: dict[str, Any], refused: Refusal | None) -> HttpResponse:
    errors, typed = (dict(refused.fields), request.POST) if refused else ({}, None)
    is_same = refused is not None and refused.reason != Reason.CONFLICT
    actor, reference = _ours(request), shown["reference"]
    fields = fields_of_row(actor, reference, shown["row"], typed=typed, errors=errors)
    command_id = _command_id(request) if is_same else new_id()
    shown = {**shown, "fields": fields, "refused": refused, "command_id": command_id}
    shown |= {"known": known_values({field.name for field in fields}), "kind_words": kind_words}
    return render(request, "directory/change.html", shown, status=_STATUS[refused.reason] if refused else 200)


def _ours(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not sees_our_side(actor):
        raise PermissionDenied
    return actor


def _reference(noun: str) -> Reference:
    found = reference_of(noun)
    if found is None:
        raise Http404
    return found


def _command_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("command_id", ""))
    except ValueError:
        return new_id()
