"""What may be read of every noun, by the API and by the command line, always through its ``visible_`` rule.

A page is newest first where the rows tell when they came (:data:`CAME_BY`), else in a fixed order by id;
its ``next`` is the cursor of the page after it. A customer reads the nouns of :data:`PUBLIC_FIELDS` with
those fields only; everything else is for our side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Field, Model, Q, QuerySet

from firstfix.apps.directory.queries import sees_our_side
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Subject
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Reason, Refusal, Refused, not_visible

__all__ = [
    "CAME_BY",
    "MAX_PAGE_SIZE",
    "PUBLIC_FIELDS",
    "page_of",
    "readable_columns",
    "row_json",
    "row_of",
]

MAX_PAGE_SIZE = 200
DEFAULT_PAGE_SIZE = 50

# What a customer or an external party reads of a noun; nouns that are not named here are ours alone.
PUBLIC_FIELDS: Mapping[str, tuple[str, ...]] = {
    "case": (
        "id", "version", "number", "kind", "state", "waiting_on", "title", "description",
        "organization_id", "site_id", "asset_id", "contact_id", "severity", "priority",
        "opened_at", "updated_at", "reported_at",
    ),
    "organization": ("id", "version", "code", "name"),
    "site": ("id", "version", "organization_id", "code", "name", "locality", "country", "zone"),
    "asset": ("id", "version", "site_id", "product_id", "name", "serial", "firmware", "location"),
    "visit": ("id", "version", "work_order_id", "state", "planned_start_at", "planned_end_at"),
    "work_order": ("id", "version", "case_id", "kind", "state", "title", "site_id"),
    "commitment": ("id", "version", "case_id", "state", "what", "due_at"),
    "article_edition": ("id", "article_id", "number", "title", "body", "published_at"),
}  # fmt: skip

# The column of each noun that never changes and grows with every new row. Ids are derived from command ids
# and say nothing about age; what is not named here is upkeep, of which nobody asks for the newest.
CAME_BY: Mapping[str, str] = {
    "absence": "noted_at", "api_token": "created_at", "approval_request": "requested_at",
    "article": "number", "article_edition": "published_at", "assignment": "assigned_at", "case": "number",
    "change": "requested_at", "checklist_run": "started_at",
    "commitment": "made_at", "credit_discussion": "written_at", "escalation": "created_at",
    "evidence_item": "received_at",
    "external_link": "created_at", "hand_over": "offered_at", "hypothesis": "stated_at", "job": "created_at",
    "message_draft": "drafted_at", "outbox_event": "happened_at", "policy_version": "staged_at",
    "quarantined_message": "received_at", "reservation": "requested_at", "role_grant": "granted_at",
    "scorecard_rebuild": "asked_at",
    "swarm": "started_at",
    "time_entry": "received_at", "user": "created_at", "visit": "proposed_at", "work_order": "raised_at",
}  # fmt: skip

# Never read through the API by anybody: secrets are hashes here, but still nobody's business.
_HIDDEN = frozenset({"password", "token_hash", "session_epoch", "seed", "payload", "error"})


def page_of(actor: Actor, subject: Subject, asked: Mapping[str, str]) -> dict[str, Any]:
    """Give a page of the rows that ``actor`` may see, as ``{"rows": [...], "next": cursor or None}``.

    ``asked`` holds ``size``, ``after`` and filters by column. Raises Refused where one is not understood
    or a token may not read.
    """
    names = _names(actor, subject)
    if not names:
        return {"rows": [], "next": None}
    size = _size(asked.get("size"))
    rows = list(_filtered(actor, subject, names, asked)[: size + 1])
    shown = rows[:size]
    is_more = len(rows) > size
    return {
        "rows": [row_json(row, names) for row in shown],
        "next": str(shown[-1].pk) if is_more else None,
    }


def row_of(actor: Actor, subject: Subject, subject_id: UUID) -> dict[str, Any]:
    """Give one row as plain JSON; raises Refused where there is none that ``actor`` may see."""
    names = _names(actor, subject)
    row = subject.visible(actor).filter(pk=subject_id).first() if names else None
    if row is None:
        raise Refused(not_visible(subject.noun))
    return row_json(row, names)


def row_json(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """Give the named columns of a row as plain JSON."""
    return {name: _plain(getattr(row, name)) for name in names}


def _filtered(
    actor: Actor, subject: Subject, names: tuple[str, ...], asked: Mapping[str, str]
) -> QuerySet[Any]:
    """Give the visible rows below the cursor; their order never changes, so a walk loses and repeats none.

    Only what the actor may read may be filtered by: a filter tells what the column holds.
    """
    rows: QuerySet[Any] = subject.visible(actor).order_by(f"-{CAME_BY.get(subject.noun, 'pk')}", "-pk")
    columns = {field.attname: field for field in readable_columns(subject) if field.attname in names}
    for name, text in asked.items():
        if name == "after":
            rows = rows.filter(_is_below(actor, subject, _id("after", text)))
        elif name in columns and name != "id":
            rows = rows.filter(**{name: _value(columns[name], name, text)})
        elif name != "size":
            raise Refused(_bad(name, f"there is no such filter; known: {', '.join(sorted(columns))}"))
    return rows


def _is_below(actor: Actor, subject: Subject, cursor: UUID) -> Q:
    """Give what holds for the rows after the one that the page before ended with."""
    name = CAME_BY.get(subject.noun)
    if name is None:
        return Q(pk__lt=cursor)
    came = subject.visible(actor).filter(pk=cursor).values_list(name, flat=True).first()
    if came is None:
        raise Refused(_bad("after", "no row with this id is there any more; begin again at the first page"))
    return Q(**{f"{name}__lt": came}) | Q(**{name: came, "pk__lt": cursor})


def _names(actor: Actor, subject: Subject) -> tuple[str, ...]:
    if not actor.covers("read"):
        raise Refused(_no_reading())
    if sees_our_side(actor) or actor.is_system:
        return tuple(field.attname for field in readable_columns(subject))
    return PUBLIC_FIELDS.get(subject.noun, ())


def readable_columns(subject: Subject) -> list[Field[Any, Any]]:
    """Give the columns of a noun that our side may read: all but secrets."""
    return [field for field in subject.model._meta.concrete_fields if field.name not in _HIDDEN]


def _size(text: str | None) -> int:
    if text is None:
        return DEFAULT_PAGE_SIZE
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    if not is_number or not 1 <= int(text) <= MAX_PAGE_SIZE:
        raise Refused(_bad("size", f"it must be a number from 1 to {MAX_PAGE_SIZE}"))
    return int(text)


def _id(name: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(_bad(name, "it is not an id")) from error


def _value(field: Field[Any, Any], name: str, text: str) -> Any:
    try:
        value = field.to_python(text)
        field.run_validators(value)
    except Exception as error:
        # Each kind of column has its own way to reject a text; to the caller they are all one.
        raise Refused(_bad(name, "it does not have the form of this field")) from error
    if "\x00" in text:
        raise Refused(_bad(name, "it holds a NUL character"))
    if isinstance(value, datetime) and value.tzinfo is None:
        raise Refused(_bad(name, "it needs a time zone, for example 2026-01-31T09:00:00Z"))
    return value


def _bad(name: str, problem: str) -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field {field}: {problem}."),
        {"field": name, "problem": problem},
        fields={name: problem},
    )


def _no_reading() -> Refusal:
    return Refusal(
        "not_scoped_to_read",
        mark("This token may not read. Make one with the scope 'read'."),
        reason=Reason.NOT_ALLOWED,
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
