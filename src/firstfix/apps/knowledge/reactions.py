"""What time alone changes: an article whose last valid day has passed is stale until somebody renews it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from firstfix.apps.knowledge.commands import mark_article_stale
from firstfix.apps.knowledge.models import Article
from firstfix.apps.knowledge.queries import visible_articles
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity import SYSTEM, system_actor
from firstfix.kernel.jobs.running import JobRun

__all__ = ["WATCH_EVERY", "watch_articles"]

# Validity is counted in days; customers do not see what is over even before this says so.
WATCH_EVERY = timedelta(hours=1)
# One run marks at most this many; the next hour takes the rest.
ARTICLES_AT_ONCE = 200


def watch_articles(run: JobRun) -> Mapping[str, int]:
    """Carry out the job ``watch_articles``: mark what nobody vouches for any more (S2-X11)."""
    over = visible_articles(SYSTEM).filter(state="published", valid_until__lt=clock.now().date())
    found = list(over.order_by("valid_until", "pk")[:ARTICLES_AT_ONCE])
    for count, article in enumerate(found, start=1):
        mark_article_stale(_context(article), article.pk, because="Its last valid day has passed.")
        run.progress(count, len(found))
    return {"stale_count": len(found)}


def _context(article: Article) -> CommandContext:
    # The day is part of the id: renewed and over again, it is marked again; run twice, it is a replay.
    named = f"firstfix:stale:{article.pk}:{article.valid_until}"
    return CommandContext(
        actor=system_actor("time"), command_id=uuid5(NAMESPACE_URL, named), channel=Channel.JOB
    )
