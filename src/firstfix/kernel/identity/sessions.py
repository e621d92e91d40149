"""Sessions in the database: hashed keys, an idle and an absolute end, and a row that its owner can see.

This is Django's session engine (``SESSION_ENGINE``) with three differences. The table keeps the hash
of a session's key, so that a copied database opens no session. The end of a session is computed from
when it began and when it was last seen, so that both limits hold wherever a session is loaded. What
its owner needs in order to recognise a session stands in columns.

A session's data are the truth; the columns repeat what lists and limits need.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from firstfix.kernel import clock
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.statements import Question, Slot

__all__ = ["Session", "SessionStore", "end_sessions_of", "sessions_of", "time_in"]

# Between the password and the code, and for everything else that happens before somebody is known.
NAMELESS = timedelta(minutes=15)


class Session(AbstractBaseSession):
    """One browser that is signed in, or on its way there."""

    session_key = models.CharField(max_length=64, primary_key=True)
    # Not unique: while a session gets a new key, its old row still stands beside the new one.
    handle = models.UUIDField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["expire_date"], name="session_expires")]

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Give the store that reads and writes this table."""
        return SessionStore


# The first question of every page.
_LIVE = Question(
    lambda: Session.objects.filter(
        session_key=Slot("key", models.CharField()), expire_date__gt=Slot("now", models.DateTimeField())
    )
)


class SessionStore(DatabaseStore):
    """Reads and writes sessions by the hash of their key, and lets none live past its limits."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Give the table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _LIVE.first(key=hash_of(str(self.session_key)), now=clock.now())
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Tell whether the key is taken."""
        return Session.objects.filter(session_key=hash_of(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """End the session with this key, or this session."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=hash_of(key)).delete()

    def create_model_instance(self, kept: dict[str, Any]) -> Session:
        """Give the row that keeps what the session holds."""
        return Session(
            session_key=hash_of(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(kept),
            expire_date=_end_of(kept),
            handle=kept.get("handle"),
            user_id=UUID(kept[SESSION_KEY]) if SESSION_KEY in kept else None,
            started_at=time_in(kept, "started_at"),
            seen_at=time_in(kept, "seen_at"),
            agent=kept.get("agent", ""),
        )


def time_in(session: Any, name: str) -> datetime | None:
    """Give the time that a session keeps under ``name``, or None."""
    text = session.get(name)
    return datetime.fromisoformat(text) if text else None


def sessions_of(user_id: UUID) -> models.QuerySet[Session]:
    """Give the sessions of a user that are still open, last seen first."""
    live = Session.objects.filter(user_id=user_id, expire_date__gt=clock.now())
    return live.order_by("-seen_at")


def end_sessions_of(user_id: UUID, *, only: UUID | None = None, but: UUID | None = None) -> int:
    """End the user's sessions, or only one, or all but one; gives how many were ended."""
    chosen = Session.objects.filter(user_id=user_id)
    if only is not None:
        chosen = chosen.filter(handle=only)
    if but is not None:
        chosen = chosen.exclude(handle=but)
    return chosen.delete()[0]


def _end_of(session: dict[str, Any]) -> datetime:
    started, seen = time_in(session, "started_at"), time_in(session, "seen_at")
    if started is None or seen is None:
        return clock.now() + NAMELESS
    return min(started + settings.SESSION_LIMIT, seen + settings.SESSION_IDLE_LIMIT)
