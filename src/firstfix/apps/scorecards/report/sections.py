"""The sections of a report beside its tiles: what to do, what drives the work, what figures hide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstfix.apps.scorecards.forms.waiting import waiting_shown
from firstfix.apps.scorecards.forms.words import figure_words, finding_words, month_words
from firstfix.apps.scorecards.queries.cancelled import CANCELLED_CODE
from firstfix.apps.scorecards.queries.case_lists import behind
from firstfix.apps.scorecards.queries.definitions import MEASURES
from firstfix.apps.scorecards.queries.drivers import Driver, driving
from firstfix.apps.scorecards.queries.hidden import Hidden
from firstfix.apps.scorecards.report.asking import ReportAsked
from firstfix.apps.scorecards.report.tiles import Told
from firstfix.engines.scorecard import PairVerdict, is_contradicted, pair_verdict
from firstfix.engines.scorecard.measure import Unit
from firstfix.kernel.identity import Actor

__all__ = ["actions", "drivers", "hidden_words", "missed_cases", "waiting_words"]

_SHOWN_CASES: Final = 25


def actions(spoken: Sequence[Told]) -> list[dict[str, str]]:
    """Give what to look at first: missed targets, then figures in doubt, then what got worse."""
    found = [(one, pair_verdict(one.pair, one.traces)) for one in spoken]
    order = (PairVerdict.MISSED, PairVerdict.IN_DOUBT, PairVerdict.UNGUARDED)
    judged = [(one, verdict) for chosen in order for one, verdict in found if verdict is chosen]
    rows = [_by_verdict(one, verdict) for one, verdict in judged]
    known = {one.pair.kpi.id for one, _verdict in judged}
    rows += [_worse(one) for one in spoken if one.is_worse and one.pair.kpi.id not in known]
    return rows


def _by_verdict(told: Told, verdict: PairVerdict) -> dict[str, str]:
    kpi, is_denied = told.pair.kpi, is_contradicted(told.pair)
    why = {
        PairVerdict.MISSED: _("%(figure)s; the target is: %(target)s"),
        PairVerdict.IN_DOUBT: _("%(figure)s, and a trace was found that could make it better than the work."),
        PairVerdict.UNGUARDED: _("%(figure)s, but %(counter)s is %(beside)s.")
        if is_denied
        else _("%(figure)s, but %(counter)s speaks of too few cases to back it."),
    }[verdict] % {
        "figure": figure_words(kpi.measure, told.pair.value.figure),
        "target": _(kpi.target.words),
        "counter": _(kpi.counter.name),
        "beside": figure_words(kpi.counter, told.pair.counter.figure),
    }
    return {"question": _(kpi.question), "why": why, "next": _next(told, verdict)}


def _next(told: Told, verdict: PairVerdict) -> str:
    if verdict is PairVerdict.IN_DOUBT:
        return _("Look at the trace at the end before anybody quotes the figure.")
    if verdict is PairVerdict.UNGUARDED and is_contradicted(told.pair):
        return _(
            "Look through the cases behind the second figure: they may be the first one's by another name."
        )
    if verdict is PairVerdict.UNGUARDED:
        return _("Find out why the second figure is missing in so many cases, and have it recorded.")
    value = told.pair.value
    if value.measure.unit is not Unit.SHARE or value.hit_count is None:
        return _("Look at the slowest tenth of the cases, and what they waited for.")
    missed = value.n - value.hit_count if told.pair.kpi.direction.value == "higher" else value.hit_count
    words = ngettext(
        "Look through the %(num)s case that made the difference.",
        "Look through the %(num)s cases that made the difference.",
        missed,
    )
    return words % {"num": missed}


def _worse(told: Told) -> dict[str, str]:
    kpi, before, value = told.pair.kpi, told.before.value, told.pair.value
    why = _("From %(before)s (n = %(before_n)s) to %(now)s (n = %(n)s): more than chance.") % {
        "before": figure_words(kpi.measure, before.figure),
        "before_n": before.n,
        "now": figure_words(kpi.measure, value.figure),
        "n": value.n,
    }
    return {
        "question": _(kpi.question),
        "why": why,
        "next": _("Look at the kinds of case below it: did the work change, or the cases?"),
    }


def drivers(actor: Actor, asked: ReportAsked) -> dict[str, Any] | None:
    """Give the categories with most of the cases as a table, or None where no case has one."""
    told = driving(actor, asked.now)
    if not told:
        return None
    return {
        "head": [
            _("Category"),
            _("Cases"),
            _("Of all, added up"),
            _("Of all hours"),
            _("Time to resolution, median"),
            _("Came again within 30 days"),
        ],
        "rows": [_driver_row(one) for one in told],
        "note": _(
            "Cases that are not triaged have no category; shares are of all cases."
            " Hours are those to resolution."
        ),
    }


def _driver_row(one: Driver) -> list[dict[str, str]]:
    share, again = MEASURES["repeated_category"], one.again
    of_n = _("n = %(n)s")
    p90 = _("9 of 10 within %(p90)s; n = %(n)s")
    hours = {"p90": figure_words(one.hours.measure, one.hours.p90), "n": one.hours.n}
    return [
        {"words": one.category, "rest": ""},
        {"words": str(one.case_count), "rest": ""},
        {"words": figure_words(share, one.cumulative_share), "rest": ""},
        {"words": figure_words(share, one.hours_share), "rest": ""},
        {
            "words": figure_words(one.hours.measure, one.hours.figure),
            "rest": p90 % hours if one.hours.n else of_n % hours,
        },
        {"words": figure_words(share, again.figure), "rest": of_n % {"n": again.n}},
    ]


def waiting_words(actor: Actor, asked: ReportAsked) -> dict[str, Any] | None:
    """Give for whom the cases waited, over all and by kind of case, or None where none waited."""
    told = waiting_shown(actor, asked.now)
    if told is None:
        return None
    keys = ("party", "n", "median", "p90", "mean", "share")
    head = [
        _("Waited for"),
        _("Cases"),
        _("Hours, median"),
        _("9 of 10 within"),
        _("Mean"),
        _("Of all hours waited"),
    ]
    segments = [one for one in told["segments"] if one["code"] == "job_type"]
    labels = [column["label"] for column in told["columns"]]
    return {
        "head": head,
        "rows": [[{"words": str(row[key]), "rest": ""} for key in keys] for row in told["parties"]],
        "segments": [
            {
                "head": [one["name"], _("Cases"), *labels],
                "rows": [[{"words": str(cell), "rest": ""} for cell in row.values()] for row in one["rows"]],
            }
            for one in segments
        ],
        "note": _("Hours by the clock, of waits that are over. n is how many cases waited for that party."),
    }


def missed_cases(actor: Actor, asked: ReportAsked) -> dict[str, Any]:
    """Give the cases of the customer that missed a promise, as far as the reader may see them."""
    page = behind(actor, asked.now, MEASURES["target_met"], which="no")
    rows = [
        [
            {"words": row.case.reference, "rest": ""},
            {"words": row.case.title, "rest": ""},
            {"words": month_words(row.month), "rest": ""},
            {"words": _restored(row.observed), "rest": ""},
        ]
        for row, _seen in page.rows[:_SHOWN_CASES]
    ]
    is_cut = len(page.rows) > _SHOWN_CASES
    return {
        "head": [_("Case"), _("What was reported"), _("Opened"), _("Time to resolution")],
        "rows": rows,
        "note": _("The latest %(count)s are shown.") % {"count": _SHOWN_CASES} if is_cut else "",
        "empty": _("Every promise whose case has ended was kept."),
    }


def _restored(observed: Mapping[str, float | str]) -> str:
    hours = observed.get("restore_hours")
    if hours == CANCELLED_CODE:
        return _("cancelled")
    return figure_words(MEASURES["restore_hours"], hours if isinstance(hours, float) else None)


def hidden_words(hidden: Hidden, now: datetime) -> dict[str, Any]:
    """Give the findings and traces of the last look through the ledger in words."""
    count = hidden.case_count
    days = (now - hidden.looked_at).days if hidden.looked_at else 0
    looked = ngettext(
        "Looked through %(num)s case of the last year, of all customers.",
        "Looked through %(num)s cases of the last year, of all customers.",
        count,
    )
    return {
        "lead": looked % {"num": count} + ("" if days < 1 else " " + _stale(days)),
        "findings": [finding_words(one["sentence"], one["params"]) for one in hidden.findings],
        "none": _("Nothing was found that misleads."),
        "traces": list(_traces(hidden)),
        "traces_lead": _("A trace accuses nobody: there may be a good reason."),
    }


def _stale(days: int) -> str:
    return ngettext("That was %(num)s day ago.", "That was %(num)s days ago.", days) % {"num": days}


def _traces(hidden: Hidden) -> Iterator[dict[str, str]]:
    tones = {True: "warn", False: "good", None: "idle"}
    for one in hidden.traces:
        words = {True: _("found"), False: _("not found"), None: _("too few cases to say")}[one.is_flagged]
        told = _(one.sentence).format(**one.params) if one.is_flagged is not None else ""
        yield {"name": _(one.name), "words": words, "tone": tones[one.is_flagged], "told": told}
