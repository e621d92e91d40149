"""For whom cases waited, in words: over all of them and by segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from firstfix.apps.scorecards.forms.words import figure_words, segment_names, segment_words
from firstfix.apps.scorecards.queries.boards import Asked, team_names
from firstfix.apps.scorecards.queries.waiting import Waiting, waiting, waiting_by
from firstfix.engines.scorecard import Value
from firstfix.engines.scorecard.event import PARTIES
from firstfix.engines.scorecard.measures import TARGET_MET
from firstfix.kernel.identity import Actor

__all__ = ["waiting_shown"]


def waiting_shown(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    """Give for whom the asked cases waited as tables, or None where none of them waited."""
    whole = waiting(actor, asked)
    if not whole.has_waits:
        return None
    parties = [party for party in PARTIES if whole.hours[party].n]
    by_segment = {} if asked.job_type else waiting_by(actor, asked)
    teams = team_names(actor, list(by_segment.get("group", {}))) if "group" in by_segment else {}
    return {
        "parties": [_party(party, whole) for party in parties],
        "columns": [{"code": party, "label": _(PARTIES[party])} for party in parties],
        "segments": [
            {"code": code, "name": segment_names()[code], "rows": _rows(code, values, parties, teams)}
            for code, values in by_segment.items()
            if len(values) > 1
        ],
    }


def _party(party: str, whole: Waiting) -> dict[str, Any]:
    hours = whole.hours[party]
    return {
        "party": _(PARTIES[party]),
        "n": _unbroken(_("%(n)s of %(all)s") % {"n": hours.n, "all": whole.case_count}),
        "median": figure_words(hours.measure, hours.median),
        "p90": figure_words(hours.measure, hours.p90),
        "mean": figure_words(hours.measure, hours.mean),
        "share": figure_words(TARGET_MET, whole.hours_share(party)),
    }


def _rows(
    code: str, values: Mapping[str, Waiting], parties: Sequence[str], teams: Mapping[str, str]
) -> list[dict[str, str]]:
    # In the order of their names, never by their figures: nobody is to be ranked.
    rows = [
        {"name": segment_words(code, value, teams), "cases": str(told.case_count)}
        | {party: _share(told, party, told.hours[party]) for party in parties}
        for value, told in values.items()
    ]
    return sorted(rows, key=lambda row: row["name"])


def _share(told: Waiting, party: str, hours: Value) -> str:
    if not hours.n:
        return "–"
    words = _("%(share)s (n = %(n)s)") % {
        "share": figure_words(TARGET_MET, told.hours_share(party)),
        "n": hours.n,
    }
    return _unbroken(words)


def _unbroken(words: str) -> str:
    """Give short words that a narrow column must not break."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")
