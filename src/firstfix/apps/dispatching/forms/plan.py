"""What the page of a plan proposal shows: its terms beside those of what is published, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from firstfix.apps.dispatching.queries import PlanDifference

__all__ = ["TERM_WORDS", "Costs", "TermRow", "costs_of", "percent_less", "term_rows"]

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


class Costs(NamedTuple):
    """What a proposal costs at a glance: points on the road before and in it, late visits, what it saves."""

    travel_before: int
    travel: int
    late_count: int
    percent: int


def costs_of(found: PlanDifference) -> Costs:
    """Give what a proposal costs beside what is published."""
    late_count = sum(1 for one in found.changes if one.after and one.after.late_minutes)
    before, after = sum(found.before_terms.values()), sum(found.terms.values())
    road = [terms.get("travel", 0) for terms in (found.before_terms, found.terms)]
    return Costs(*road, late_count, percent_less(before, after))


def percent_less(before: int, after: int) -> int:
    """Give by how many percent ``after`` is less than ``before``, below 0 where it is more."""
    return round(100 * (before - after) / before) if before else 0


def _row(words: object, before: int, after: int) -> TermRow:
    return TermRow(words, before, after, after - before)
