"""What can be chosen in a field that names another row: always what the actor may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from firstfix.apps.directory.models import INTERNAL_ROLES, RoleGrant
from firstfix.apps.dispatching.queries import Proposal, suggest_engineers
from firstfix.apps.dispatching.queries.goers import goers
from firstfix.apps.visits.models import Visit
from firstfix.kernel import clock
from firstfix.kernel.commands import subject_of
from firstfix.kernel.identity import Actor

__all__ = ["MOST_OPTIONS", "NOUN_OF_FIELD", "Choices", "found_options", "noun_of"]

MOST_OPTIONS = 200
"""Options that one list offers; beyond that a person searches and does not scroll."""

# Fields that are not called after the noun they name.
NOUN_OF_FIELD: Mapping[str, str] = {
    "to_person": "person", "given_by": "person", "asked_of": "person", "owner": "person", "contact": "person",
    "engineer": "person", "engineer_ids": "person", "escort": "person", "supervisor": "person",
    "accountable": "person", "assisted": "person", "signer": "person", "signature": "evidence_item",
    "failing_evidence": "evidence_item",
    "to_team": "team", "into": "case", "corrects": "hypothesis", "approval": "approval_request",
    "from_location": "stock_location", "to_location": "stock_location", "location": "stock_location",
    "van": "stock_location", "destination": "stock_location", "evidence": "evidence_item",
    "base_site": "site", "parent": "asset", "calendar": "work_calendar", "vendor": "organization",
}  # fmt: skip

# Whom a field of people means: those who go to visits, and our own people; any other field means everybody.
_GOING = frozenset({"engineer", "engineer_ids", "supervisor"})
_OURS = frozenset({"to_person", "assisted", "person"})

# What a person recognises a row by, and what a search looks into.
_WORDS_OF: Mapping[str, tuple[str, ...]] = {
    "case": ("number", "title"),
    "asset": ("name", "serial"),
    "part_type": ("number", "name"),
    "product": ("maker", "model"),
    "hypothesis": ("statement",),
    "evidence_item": ("title",),
    "approval_request": ("kind", "reason"),
    "work_order": ("title",),
    "contract": ("number", "name"),
    "visit": ("work_order__title", "planned_start_at"),
    "absence": ("person__name", "start_at"),
}
# Rows of which the newest are meant; others stand by their words.
_NEWEST_FIRST: Mapping[str, str] = {"case": "-pk", "visit": "-planned_start_at", "absence": "-start_at"}


class Choices:
    """The options of id fields for one form; ``within`` narrows them to a customer or a case.

    ``subject`` is what the form is about: who could go to a visit depends on the visit. ``of_anybody``: a
    person may be anybody of the directory, who holds no role yet or is a customer's.
    """

    def __init__(
        self,
        actor: Actor,
        within: Mapping[str, Any] | None = None,
        subject: Any = None,
        *,
        of_anybody: bool = False,
    ) -> None:
        self.actor, self.subject, self.of_anybody = actor, subject, of_anybody
        self.within = {name: value for name, value in (within or {}).items() if value}

    def __call__(self, field: str) -> list[tuple[str, str]] | None:
        """Give the options of a field, or None where it names no row that can be listed."""
        noun, stem = noun_of(field), _stem(field)
        if stem == "engineer" and isinstance(self.subject, Visit):
            return self._ranked(self.subject)
        if stem in _GOING:
            return _options(self._goers(), "person")
        if noun == "person" and stem in _OURS and not (self.of_anybody and stem == noun):
            grants = RoleGrant.objects.in_force(clock.now()).filter(role__in=INTERNAL_ROLES)
            return _options(self.rows(noun).filter(pk__in=grants.values("person")), noun)
        return None if noun is None else _options(self.rows(noun), noun)

    def _ranked(self, visit: Visit) -> list[tuple[str, str]]:
        """Give who could go to the visit, the next best first; who may not go as it stands comes last."""
        ranked = suggest_engineers(self.actor, visit.work_order, now=clock.now(), visit=visit)
        return [(str(one.person.pk), _proposed(one)) for one in ranked]

    def _goers(self) -> QuerySet[Any]:
        return goers(self.actor, clock.now(), organization_id=self.within.get("organization_id"))

    def rows(self, noun: str) -> QuerySet[Any]:
        """Give the rows of a noun that the actor may see and that fit what the form is about."""
        rows = subject_of(noun).visible(self.actor)
        return rows.filter(**_fitting(rows, self.within))


def noun_of(field: str) -> str | None:
    """Give the noun whose rows a field names, or None."""
    stem = _stem(field)
    noun = NOUN_OF_FIELD.get(stem, stem)
    try:
        subject_of(noun)
    except KeyError:
        return None
    return noun


def _stem(field: str) -> str:
    return field.rpartition(".")[2].removesuffix("_id")


def _proposed(proposal: Proposal) -> str:
    if not proposal.suggestion.may_go:
        return _("%(name)s · something stands in the way") % {"name": proposal.person.name}
    return proposal.person.name


def found_options(actor: Actor, noun: str, query: str, within: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the options whose words hold ``query``."""
    rows = Choices(actor, within).rows(noun)
    names = [
        name for name in _words_of(noun) if not name.endswith("number") or query.isdecimal() or noun != "case"
    ]
    match = Q()
    for name in names:
        match |= (
            Q(**{name: int(query)})
            if (noun, name) == ("case", "number")
            else Q(**{f"{name}__icontains": query})
        )
    return _options(rows.filter(match), noun)


def _fitting(rows: QuerySet[Any], within: Mapping[str, Any]) -> dict[str, Any]:
    """Give the filters that this table knows: its own columns, and the customer of its site.

    What may stand without a site, as a depot or a van does, is nobody's alone and not narrowed.
    """
    columns = {field.attname: field for field in rows.model._meta.concrete_fields}
    fitting = {name: value for name, value in within.items() if name in columns}
    stands_at_a_site = "site_id" in columns and not columns["site_id"].null
    if "organization_id" in within and "organization_id" not in columns and stands_at_a_site:
        fitting["site__organization_id"] = within["organization_id"]
    return fitting


def _options(rows: QuerySet[Any], noun: str) -> list[tuple[str, str]]:
    words = _words_of(noun)
    order = _NEWEST_FIRST.get(noun, words[-1])
    found = rows.order_by(order).values_list("pk", *words)[:MOST_OPTIONS]
    return [(str(pk), _said(noun, parts)) for pk, *parts in found]


def _said(noun: str, parts: list[Any]) -> str:
    texts = [f"C-{parts[0]}", *parts[1:]] if noun == "case" else parts
    return " · ".join(_text(part) for part in texts if part)


def _text(part: Any) -> str:
    """Give a word of a row, or a time of it on the reader's clocks."""
    return f"{timezone.localtime(part):%Y-%m-%d %H:%M}" if isinstance(part, datetime) else str(part)[:80]


def _words_of(noun: str) -> tuple[str, ...]:
    known = _WORDS_OF.get(noun)
    if known:
        return known
    columns = {field.name for field in subject_of(noun).model._meta.concrete_fields}
    return next(((name,) for name in ("name", "title", "code") if name in columns), ("pk",))
