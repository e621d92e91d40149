"""What can be chosen in a field that names another row: always what the actor may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from firstfix.kernel.commands import subject_of
from firstfix.kernel.identity import Actor

__all__ = ["MOST_OPTIONS", "NOUN_OF_FIELD", "Choices", "found_options", "noun_of"]

MOST_OPTIONS = 200
"""Options that one list offers; beyond that a person searches and does not scroll."""

# Fields that are not called after the noun they name.
NOUN_OF_FIELD: Mapping[str, str] = {
    "to_person": "person", "given_by": "person", "asked_of": "person", "owner": "person", "contact": "person",
    "engineer": "person", "escort": "person", "supervisor": "person", "accountable": "person",
    "to_team": "team", "into": "case", "corrects": "hypothesis", "approval": "approval_request",
    "from_location": "stock_location", "to_location": "stock_location", "location": "stock_location",
    "van": "stock_location", "destination": "stock_location", "evidence": "evidence_item",
    "base_site": "site", "parent": "asset", "calendar": "work_calendar", "vendor": "organization",
}  # fmt: skip

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
}


class Choices:
    """The options of id fields for one form; ``within`` narrows them to a customer or a case."""

    def __init__(self, actor: Actor, within: Mapping[str, Any] | None = None) -> None:
        self.actor = actor
        self.within = {name: value for name, value in (within or {}).items() if value}

    def __call__(self, field: str) -> list[tuple[str, str]] | None:
        """Give the options of a field, or None where it names no row that can be listed."""
        noun = noun_of(field)
        return None if noun is None else _options(self.rows(noun), noun)

    def rows(self, noun: str) -> QuerySet[Any]:
        """Give the rows of a noun that the actor may see and that fit what the form is about."""
        rows = subject_of(noun).visible(self.actor)
        return rows.filter(**_fitting(rows, self.within))


def noun_of(field: str) -> str | None:
    """Give the noun whose rows a field names, or None."""
    stem = field.rpartition(".")[2].removesuffix("_id")
    noun = NOUN_OF_FIELD.get(stem, stem)
    try:
        subject_of(noun)
    except KeyError:
        return None
    return noun


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
    order = "-pk" if noun == "case" else words[-1]
    found = rows.order_by(order).values_list("pk", *words)[:MOST_OPTIONS]
    return [(str(pk), _said(noun, parts)) for pk, *parts in found]


def _said(noun: str, parts: list[Any]) -> str:
    texts = [f"C-{parts[0]}", *parts[1:]] if noun == "case" else parts
    return " · ".join(str(text)[:80] for text in texts if text)


def _words_of(noun: str) -> tuple[str, ...]:
    known = _WORDS_OF.get(noun)
    if known:
        return known
    columns = {field.name for field in subject_of(noun).model._meta.concrete_fields}
    return next(((name,) for name in ("name", "title", "code") if name in columns), ("pk",))
