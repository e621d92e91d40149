"""What can be done with knowledge; importing this package registers all of it."""

from firstfix.apps.knowledge.commands.draft_article import draft_article
from firstfix.apps.knowledge.commands.reviewing import publish_article, renew_article, return_article
from firstfix.apps.knowledge.commands.transitions import (
    mark_article_stale,
    retire_article,
    revise_article,
    submit_article,
)
from firstfix.apps.knowledge.commands.write_article import write_article

__all__ = [
    "draft_article",
    "mark_article_stale",
    "publish_article",
    "renew_article",
    "retire_article",
    "return_article",
    "revise_article",
    "submit_article",
    "write_article",
]
