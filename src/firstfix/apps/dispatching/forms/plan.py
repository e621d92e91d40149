"""What the page of a plan proposal shows: its terms beside those of what is published, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from firstfix.apps.dispatching.queries import PlanDifference

__all__ = ["TERM_WORDS", "TermRow", "term_rows"]

# The names of engines.dispatch.planning.Terms, as docs/explanation/dispatch-search.md explains them.
TERM_WORDS: Mapping[str, object] = {
    "travel": _("on the road"),
    "overtime": _("overtime"),
    "lateness": _("late against a promise"),
    "unserved": _("left without an engineer"),
    "preference": _("somebody else than preferred"),
    "fairness": _("unpopular work unevenly shared"),
    "disruption": _("moved against the published plan"),
    "parts": _("detours for parts"),
}


class TermRow(NamedTuple):
    """One term: what it is called, what it costs as published and in the proposal, and the difference."""

    words: object
    before: int
    after: int
    difference: int


def term_rows(found: PlanDifference) -> tuple[TermRow, ...]:
    """Give the terms that either plan has, and their sum last."""
    names = [name for name in TERM_WORDS if found.terms.get(name) or found.before_terms.get(name)]
    rows = [
        _row(TERM_WORDS[name], found.before_terms.get(name, 0), found.terms.get(name, 0)) for name in names
    ]
    return (*rows, _row(_("Sum"), sum(row.before for row in rows), sum(row.after for row in rows)))


def _row(words: object, before: int, after: int) -> TermRow:
    return TermRow(words, before, after, after - before)
