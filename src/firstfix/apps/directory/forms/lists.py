"""Lists of people, of what each holds, of who may what, and of reference data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person, Role, RoleGrant
from firstfix.apps.directory.models.references import Reference
from firstfix.apps.directory.queries import visible_persons, visible_role_grants, visible_skill_holdings
from firstfix.engines.lifecycle.words import SUBJECT_WORDS
from firstfix.kernel.commands import Spec, subject_of
from firstfix.kernel.identity import Actor
from firstfix.kernel.policy import Rule, rules_for

__all__ = [
    "CAPABILITY_WORDS",
    "ROWS",
    "kind_words",
    "matrix_row",
    "people_page",
    "person_page",
    "reference_page",
]

ROWS = 100
"""Rows of one page; beyond them a person filters."""

CAPABILITY_WORDS: Mapping[str, object] = {
    "accounts": _("Accounts"),
    "assets": _("Equipment and parts"),
    "cases": _("Cases"),
    "diagnosis": _("Site checks"),
    "directory": _("Directory"),
    "dispatching": _("Dispatching"),
    "escalations": _("Escalations"),
    "evidence": _("Evidence"),
    "knowledge": _("Knowledge"),
    "scorecards": _("Scorecard"),
    "visits": _("Work orders and visits"),
    "worker": _("Background work"),
}
"""What the capabilities that commands belong to are called."""

_NAMED_BY = ("name", "number", "code", "model")


def kind_words(noun: str) -> str:
    """Give what a kind of reference data is called, with a capital."""
    words = gettext(SUBJECT_WORDS.get(noun) or noun.replace("_", " "))
    return words[:1].upper() + words[1:]


def people_page(actor: Actor, asked: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Give one page of people with the roles that they hold at ``now``."""
    words, role = _words(asked), asked.get("role", "")
    rows = visible_persons(actor).select_related("user", "base_site")
    if words:
        rows = rows.filter(name__icontains=words)
    grants = visible_role_grants(actor).in_force(now).select_related("organization")  # type: ignore[attr-defined]
    if role in Role.values:
        rows = rows.filter(pk__in=grants.filter(role=role).values("person"))
    people, older = _page(rows, "name", asked)
    held = _by_person(grants.filter(person__in=[person.pk for person in people]))
    shown = [{"person": person, "grants": held[person.pk]} for person in people]
    return {"people": shown, "older": older, "words": words, "role": role, "roles": Role.choices}


def person_page(actor: Actor, person: Person, now: datetime) -> dict[str, Any]:
    """Give a person's grants with what became of each, and their skills."""
    grants = visible_role_grants(actor).filter(person=person)
    in_force = set(grants.in_force(now).values_list("pk", flat=True))  # type: ignore[attr-defined]
    near = ("organization", "team", "granted_by", "revocation__revoked_by")
    rows = grants.select_related(*near).order_by("-granted_at")
    skills = visible_skill_holdings(actor).filter(person=person).select_related("skill")
    return {
        "person": person,
        "grants": [{"grant": grant, "is_in_force": grant.pk in in_force} for grant in rows],
        "skills": skills.order_by("skill__name"),
        "today": now.date(),
    }


def reference_page(actor: Actor, reference: Reference, asked: Mapping[str, str]) -> dict[str, Any]:
    """Give one page of the rows of a kind of reference data."""
    rows, words, column = subject_of(reference.noun).visible(actor), _words(asked), _named_by(reference)
    if words and column != "pk":
        rows = rows.filter(**{f"{column}__icontains": words})
    found, older = _page(rows, column, asked)
    return {
        "reference": reference,
        "rows": found,
        "older": older,
        "words": words,
        "keeps": actor.has_role(*reference.roles),
    }


def matrix_row(spec: Spec) -> dict[str, Any]:
    """Give one row of the role by command matrix, read from the rules themselves."""
    rules = rules_for(spec.name)
    cells = [_cell([rule for rule in rules if role in rule.roles]) for role in Role.values]
    return {"spec": spec, "cells": cells, "sources": sorted({rule.source for rule in rules if rule.source})}


def _cell(rules: Sequence[Rule]) -> dict[str, Any]:
    """Give whether the role may; a condition counts where no rule lets it without one."""
    is_bound = all(rule.when for rule in rules)
    return {"may": bool(rules), "when": sorted({str(rule.when) for rule in rules}) if is_bound else []}


def _page(rows: QuerySet[Any], column: str, asked: Mapping[str, str]) -> tuple[list[Any], str]:
    after = asked.get("after", "").replace("\x00", "")
    rows = rows.filter(**{f"{column}__gt": after}) if after else rows
    found = list(rows.order_by(column, "pk")[: ROWS + 1])
    return found[:ROWS], str(getattr(found[ROWS - 1], column)) if len(found) > ROWS else ""


def _by_person(grants: Iterable[RoleGrant]) -> Mapping[UUID, list[RoleGrant]]:
    held: dict[UUID, list[RoleGrant]] = defaultdict(list)
    for grant in grants:
        held[grant.person_id].append(grant)
    return held


def _named_by(reference: Reference) -> str:
    names = {field.name for field in reference.model._meta.concrete_fields}
    return next((name for name in _NAMED_BY if name in names), "pk")


def _words(asked: Mapping[str, str]) -> str:
    return asked.get("q", "").replace("\x00", "").strip()[:100]
