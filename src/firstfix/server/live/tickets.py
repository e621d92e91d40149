"""Tickets: what a page may be told about, signed for one session and a short time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing

from firstfix.kernel.identity.bearer import hash_of

__all__ = ["TICKET_SECONDS", "Ticket", "Topic", "read_ticket", "ticket_for"]

# A page that was laid aside for longer asks for itself anew, with the rights of then.
TICKET_SECONDS = 10 * 60


@dataclass(frozen=True, slots=True)
class Topic:
    """What is watched: one subject from a version on, or with ``subject_id`` None every subject of a type."""

    subject_type: str
    subject_id: UUID | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """The topics that a page may watch, and when it was drawn."""

    topics: tuple[Topic, ...]
    drawn_at: datetime


def ticket_for(session_key: str, *topics: Topic) -> str:
    """Give a ticket that only the browser with this session can use.

    Who draws the page has looked through ``visible_*`` for every subject that is named here.
    """
    named = [[topic.subject_type, str(topic.subject_id or ""), topic.version] for topic in topics]
    drawn_ms = int(datetime.now(UTC).timestamp() * 1000)
    return signing.dumps([drawn_ms, named], salt=_salt(session_key))


def read_ticket(text: str, session_key: str) -> Ticket | None:
    """Give what a ticket allows, or None for one that is forged, another's or too old."""
    try:
        drawn_ms, named = signing.loads(
            text, salt=_salt(session_key), max_age=timedelta(seconds=TICKET_SECONDS)
        )
    except signing.BadSignature:
        return None
    topics = (Topic(kind, UUID(subject) if subject else None, version) for kind, subject, version in named)
    return Ticket(tuple(topics), datetime.fromtimestamp(drawn_ms / 1000, UTC))


def _salt(session_key: str) -> str:
    return f"firstfix.live:{hash_of(session_key)}"
