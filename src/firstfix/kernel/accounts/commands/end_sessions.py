"""Sign a user out elsewhere."""

from __future__ import annotations

from uuid import UUID

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import end_sessions_of

__all__ = ["end_sessions"]


@command(on="user", says=mark("{actor} ended sessions."))
def end_sessions(work: Work, user: User, *, only: UUID | None = None, keep: UUID | None = None) -> None:
    """End the sessions of an account: only one, all but one, or all."""
    work.note(ended_count=end_sessions_of(user.pk, only=only, but=keep))
