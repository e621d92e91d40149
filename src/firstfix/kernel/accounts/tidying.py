"""Throw away what is over: sessions, tries, used links. A periodic job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from firstfix.kernel import clock
from firstfix.kernel.identity.access import AccountLink
from firstfix.kernel.identity.sessions import Session
from firstfix.kernel.identity.throttling import forget_old
from firstfix.kernel.jobs.running import JobRun

__all__ = ["TIDY_EVERY", "tidy_accounts"]

TIDY_EVERY = timedelta(hours=1)
# The ledger keeps that a link was issued and used; the row is only needed to open it.
_LINKS_KEPT = timedelta(days=30)


def tidy_accounts(_run: JobRun) -> Mapping[str, int]:
    """Delete what opens nothing any more, and give how many rows of each kind."""
    now = clock.now()
    return {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "tries": forget_old(now),
        "links": AccountLink.objects.filter(expires_at__lt=now - _LINKS_KEPT).delete()[0],
    }
