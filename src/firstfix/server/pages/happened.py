"""The timeline of a subject as a page tells it: the ledger's commands in plain words, with the messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import UUIDField
from django.utils import timezone
from django.utils.translation import gettext

from firstfix.apps.cases.models import Case, Message
from firstfix.apps.cases.queries import sees_internal, visible_messages
from firstfix.apps.directory.models import Person
from firstfix.engines.lifecycle.words import STATE_WORDS
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.access import ExternalLink
from firstfix.kernel.ids import derived_id
from firstfix.kernel.ledger.timeline import ERASED, Entry, timeline
from firstfix.kernel.statements import Among, Question, Slot
from firstfix.server.pages.words import code_words, command_label_of

__all__ = ["KINDS", "case_timeline", "names_of", "said", "told"]

KINDS = ("message", "state", "visit", "evidence", "approval", "command")
"""The kinds that a timeline can be filtered by."""

_MESSAGES = frozenset({"add_note", "post_message", "receive_message", "send_draft"})
_KIND_BY_NOUN: Mapping[str, str] = {
    "visit": "visit", "work_order": "visit", "evidence_item": "evidence", "approval_request": "approval",
    "reservation": "part", "case": "state", "message_draft": "message",
}  # fmt: skip
# What a case's own commands only record is no step of its life.
_RECORDED = frozenset({
    "answer_basic", "record_remote_attempt", "propose_severity", "recommend_severity", "state_impact",
    "prepare_closure", "link_knowledge", "record_acceptance", "set_update_cadence", "take_command",
})  # fmt: skip


class _Words(dict[str, Any]):
    """Fills the places of a sentence; what was left out of a command reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def case_timeline(actor: Actor, case: Case, kind: str = "") -> list[dict[str, Any]]:
    """Give what happened in a case, oldest first, as far as the actor may read it."""
    entries = timeline("case", case.pk, is_public_only=not sees_internal(actor))
    messages = {message.pk: message for message in _messages(actor).rows(case_id=case.pk)}
    names = names_of(entry.actor_id for entry in entries) | _parties_of(entries)
    told_entries = [_told(entry, names, messages) for entry in entries]
    return [entry for entry in told_entries if entry is not None and kind in ("", entry["kind"])]


def told(entry: Entry, names: Mapping[UUID, str]) -> str:
    """Give an entry's sentence in the reader's language with its places filled."""
    who = names.get(entry.actor_id) or _machine(entry.actor_kind)
    if not entry.says:
        return f"{who}: {command_label_of(entry.command)}"
    params = {name: said(value) for name, value in entry.params.items()}
    return gettext(entry.says).format_map(_Words(params | {"actor": who})).strip()


def said(value: Any) -> str:
    """Give a value of the ledger as a person reads it."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(said(part) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {said(part)}" for name, part in value.items())
    text = "" if value is None else str(value)
    if text in STATE_WORDS:
        return gettext(STATE_WORDS[text])
    return _moment(text) or (
        code_words(text) if text.isascii() and text.islower() and " " not in text else text
    )


def names_of(actor_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the names of the people among the actors."""
    ids = list(set(actor_ids))
    if len(ids) > _FEW:
        return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    return dict(_FEW_NAMES.rows(ids=ids)) if ids else {}


# As many people as take part in nearly every case.
_FEW = 8
_FEW_NAMES = Question(
    lambda: Person.objects.filter(Among("pk", "ids", UUIDField(), most=_FEW)).values_list("pk", "name")
)


@lru_cache(maxsize=64)
def _messages(actor: Actor) -> Question[Message]:
    """Compose once what ``actor`` may read of what was written in a case."""
    readable = visible_messages(actor).select_related("author")
    return Question(lambda: readable.filter(case_id=Slot("case_id", UUIDField())))


def _parties_of(entries: Iterable[Entry]) -> dict[UUID, str]:
    """Give the names under which external parties came by their links; none is asked for where none came."""
    links = {entry.actor_id for entry in entries if entry.actor_kind == "external"}
    return dict(ExternalLink.objects.filter(pk__in=links).values_list("pk", "party")) if links else {}


def _told(entry: Entry, names: Mapping[UUID, str], messages: Mapping[UUID, Message]) -> dict[str, Any] | None:
    shown = {
        "id": f"e{entry.version}",
        "kind": _kind(entry),
        "sentence": told(entry, names),
        "at": entry.at,
        "reach": "",
        "device_at": _late(entry),
        "late_by": None,
        "body": "",
        "body_html": "",
        "evidence": [],
        "more": "",
    }
    return shown | _spoken(entry, names, messages) if entry.command in _MESSAGES else shown


def _spoken(entry: Entry, names: Mapping[UUID, str], messages: Mapping[UUID, Message]) -> dict[str, Any]:
    message = messages.get(derived_id(entry.command_id, "message"))
    is_internal = entry.command == "add_note"
    who = names.get(entry.actor_id) or _machine(entry.actor_kind)
    if entry.command == "receive_message":
        author = (
            message.author.name if message and message.author else (message.author_address if message else "")
        )
        author = author or names.get(entry.actor_id, "")
        sentence = gettext("{who} wrote").format(who=author or gettext("The customer"))
    else:
        sentence = (gettext("{who} noted") if is_internal else gettext("{who} wrote to the customer")).format(
            who=who
        )
    return {
        "kind": "message",
        "sentence": sentence,
        "reach": "internal" if is_internal else "public",
        # Words are never empty, unless they outlived their retention.
        "body": (message.body or gettext(ERASED)) if message else said(entry.params.get("words", "")),
    }


def _kind(entry: Entry) -> str:
    noun = str((entry.body.get("subject") or [""])[0])
    if entry.command in _RECORDED:
        return "command"
    return _KIND_BY_NOUN.get(noun, "command")


def _late(entry: Entry) -> datetime | None:
    text = entry.body.get("device_at")
    return datetime.fromisoformat(str(text)) if text else None


def _moment(text: str) -> str:
    if not (len(text) >= 16 and text[4:5] == "-" and text[10:11] == "T"):
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    is_aware = moment.utcoffset() is not None
    # On the reader's clocks, like every other time on the page.
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M %Z}" if is_aware else f"{moment:%Y-%m-%d %H:%M}"


def _machine(kind: str) -> str:
    return {
        "system": gettext("Firstfix"),
        "token": gettext("A program with an API token"),
        "external": gettext("An external party"),
        "service": gettext("A service"),
        "assistant": gettext("An assistant"),
    }.get(kind, gettext("Somebody"))
