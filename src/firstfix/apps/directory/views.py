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
from firstfix.apps.directory.forms import fields_of_row, given_fields
from firstfix.apps.directory.models import Role
from firstfix.apps.directory.models.references import Reference, reference_of, references
from firstfix.apps.directory.queries import (
    sees_our_side,
    visible_decision_rules,
    visible_persons,
    visible_role_grants,
    visible_skill_holdings,
)
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext, all_commands, subject_of
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.policy import rules_for
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["change", "people", "person", "reference_kinds", "reference_rows", "rights"]

ROWS = 100
# The one place that maps refusals to a status is server/errors.py; this page stands below the server,
# so it asks for the four numbers of the table there.
_STATUS = {Reason.NOT_ALLOWED: 403, Reason.NOT_VISIBLE: 404, Reason.CONFLICT: 409, Reason.REFUSED: 422}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the people, with the roles that they hold now."""
    actor = _ours(request)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    role = request.GET.get("role", "")
    rows = visible_persons(actor).select_related("user", "base_site").order_by("name", "pk")
    if words:
        rows = rows.filter(name__icontains=words)
    grants = visible_role_grants(actor).in_force(clock.now()).select_related("organization", "team")  # type: ignore[attr-defined]
    if role in Role.values:
        rows = rows.filter(pk__in=grants.filter(role=role).values("person"))
    after = request.GET.get("after", "")
    shown_rows = list(rows.filter(name__gt=after)[: ROWS + 1] if after else rows[: ROWS + 1])
    held: dict[UUID, list[Any]] = {}
    for grant in grants.filter(person__in=[row.pk for row in shown_rows]):
        held.setdefault(grant.person_id, []).append(grant)
    shown = {
        "people": [{"person": row, "grants": held.get(row.pk, [])} for row in shown_rows[:ROWS]],
        "older": shown_rows[ROWS - 1].name if len(shown_rows) > ROWS else "",
        "words": words,
        "role": role,
        "roles": Role.choices,
    }
    return render(request, "directory/people.html", shown)


@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show one person: roles with their reasons and ends, skills, and the forms to give and take roles."""
    actor = _ours(request)
    found = (
        visible_persons(actor).select_related("user", "base_site", "calendar").filter(pk=person_id).first()
    )
    if found is None:
        raise Http404
    grants = (
        visible_role_grants(actor)
        .filter(person=found)
        .select_related("organization", "team", "granted_by", "revocation__revoked_by")
    )
    in_force = set(grants.in_force(clock.now()).values_list("pk", flat=True))  # type: ignore[attr-defined]
    shown = {
        "person": found,
        "grants": [
            {"grant": grant, "is_in_force": grant.pk in in_force} for grant in grants.order_by("-granted_at")
        ],
        "skills": visible_skill_holdings(actor)
        .filter(person=found)
        .select_related("skill")
        .order_by("skill__name"),
        "today": clock.now().date(),
    }
    return render(request, "directory/person.html", shown)


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Show which role may give which command, and who decides what as data."""
    actor = _ours(request)
    capability = request.GET.get("capability", "")
    commands = [command.spec for command in all_commands()]
    capabilities = sorted({spec.capability for spec in commands})
    chosen = capability if capability in capabilities else "cases"
    shown = {
        "roles": Role.choices,
        "rows": [_matrix_row(spec) for spec in commands if spec.capability == chosen],
        "capabilities": capabilities,
        "chosen": chosen,
        "rules": visible_decision_rules(actor).order_by("code"),
    }
    return render(request, "directory/rights.html", shown)


@require_safe
def reference_kinds(request: HttpRequest) -> HttpResponse:
    """Show the kinds of reference data and who keeps each."""
    actor = _ours(request)
    kinds = [
        {
            "noun": one.noun,
            "count": subject_of(one.noun).visible(actor).count(),
            "keeps": actor.has_role(*one.roles),
        }
        for one in references()
    ]
    return render(request, "directory/references.html", {"kinds": kinds})


@require_safe
def reference_rows(request: HttpRequest, noun: str) -> HttpResponse:
    """Show the rows of one kind."""
    actor = _ours(request)
    reference = _reference(noun)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = subject_of(noun).visible(actor)
    column = next((name for name in ("name", "number", "code", "model") if _has(reference, name)), "pk")
    if words and column != "pk":
        rows = rows.filter(**{f"{column}__icontains": words})
    after = request.GET.get("after", "")
    rows = rows.order_by(column, "pk")
    found = list(rows.filter(**{f"{column}__gt": after})[: ROWS + 1] if after else rows[: ROWS + 1])
    shown = {
        "reference": reference,
        "rows": found[:ROWS],
        "older": str(getattr(found[ROWS - 1], column)) if len(found) > ROWS else "",
        "words": words,
        "keeps": actor.has_role(*reference.roles),
    }
    return render(request, "directory/reference_rows.html", shown)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, noun: str, reference_id: UUID | None = None) -> HttpResponse:
    """Show the form of a row, or change it by the one command for reference data."""
    actor = _ours(request)
    reference = _reference(noun)
    row = None if reference_id is None else subject_of(noun).visible(actor).filter(pk=reference_id).first()
    if reference_id is not None and row is None:
        raise Http404
    if request.method != "POST":
        return _form(request, reference, row)
    context = CommandContext(actor, _command_id(request), Channel.PAGE)
    fields = given_fields(reference, request.POST)
    answer = change_reference(context, noun=noun, reference_id=reference_id, fields=fields)
    if isinstance(answer, Refusal):
        return _form(request, reference, row, refused=answer)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("reference_rows", args=[noun]), status=303)


def _form(
    request: HttpRequest, reference: Reference, row: Any, refused: Refusal | None = None
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    errors = {} if refused is None else dict(refused.fields)
    typed = request.POST if refused is not None else None
    shown = {
        "reference": reference,
        "row": row,
        "fields": fields_of_row(actor, reference, row, typed=typed, errors=errors),
        "command_id": request.POST.get("command_id")
        if refused and refused.reason != Reason.CONFLICT
        else new_id(),
        "refused": refused,
        "keeps": actor.has_role(*reference.roles),
    }
    return render(request, "directory/change.html", shown, status=_STATUS[refused.reason] if refused else 200)


def _matrix_row(spec: Any) -> dict[str, Any]:
    rules = rules_for(spec.name)
    held = {role: [rule for rule in rules if role in rule.roles] for role in Role.values}
    return {
        "spec": spec,
        "cells": [
            {
                "role": role,
                "may": bool(found),
                "when": sorted(
                    {rule.when for rule in found if rule.when} if all(rule.when for rule in found) else ()
                ),
            }
            for role, found in held.items()
        ],
        "sources": sorted({rule.source for rule in rules if rule.source}),
    }


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


def _has(reference: Reference, name: str) -> bool:
    return any(field.name == name for field in reference.model._meta.concrete_fields)


def _command_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("command_id", ""))
    except ValueError:
        return new_id()
