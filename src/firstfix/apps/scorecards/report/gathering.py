"""What a report says, as plain strings and numbers in the reader's language: one tree for whoever sets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from firstfix.apps.directory.queries import visible_organizations, work_scope
from firstfix.apps.scorecards.forms.words import month_words, period_words
from firstfix.apps.scorecards.queries.boards import score_board, score_segments
from firstfix.apps.scorecards.queries.comparing import SideBySide, compared
from firstfix.apps.scorecards.queries.definitions import BOARDS
from firstfix.apps.scorecards.queries.hidden import Hidden, hidden_from
from firstfix.apps.scorecards.queries.periods import Period
from firstfix.apps.scorecards.queries.state import FigureState, state_of_figures
from firstfix.apps.scorecards.report.asking import ReportAsked
from firstfix.apps.scorecards.report.causes import cause_words
from firstfix.apps.scorecards.report.sections import (
    actions,
    drivers,
    hidden_words,
    missed_cases,
    waiting_words,
)
from firstfix.apps.scorecards.report.tiles import Told, summary_row, tile
from firstfix.engines.scorecard import Pair, PairVerdict, pair_verdict
from firstfix.engines.scorecard.measure import SPREAD
from firstfix.kernel.identity import Actor

__all__ = ["write_report"]

_NOTHING: Final = Hidden()


def write_report(actor: Actor, asked: ReportAsked, now: datetime) -> dict[str, Any]:
    """Give the whole report: overview, a tile for each KPI, drivers, what the figures hide, what to do."""
    state = state_of_figures()
    hidden = hidden_from(actor, state) if asked.audience == "internal" and not asked.customer else _NOTHING
    told = _told(actor, asked, hidden, now)
    spoken = [one for one in told if one.has_cases]
    before = period_words(asked.period.before_code)
    return {
        **_head(actor, asked, state, now),
        "in_short": _in_short(spoken),
        "summary": [summary_row(one) for one in spoken],
        "tiles": [tile(one, before) for one in spoken],
        "silent": " ".join(_(one.pair.kpi.question) for one in told if not one.has_cases),
        "actions": actions(spoken),
        "drivers": drivers(actor, asked),
        "causes": cause_words(actor, asked, now),
        "waiting": waiting_words(actor, asked),
        "missed": missed_cases(actor, asked) if asked.customer else None,
        "hidden": hidden_words(hidden, now) if hidden.looked_at else None,
        "labels": _labels(),
    }


def _told(actor: Actor, asked: ReportAsked, hidden: Hidden, now: datetime) -> list[Told]:
    year = {one.pair.kpi.id: one.by_month for one in score_board(actor, asked.year, is_brief=True)}
    before = {one.pair.kpi.id: one.pair for one in score_board(actor, asked.before, is_brief=True)}
    current = [one.pair for one in score_board(actor, asked.now, is_brief=True)]
    beside = SideBySide.of(actor, asked.before, asked.now, _times(current), now)
    present = f"{now:%Y-%m}" if not asked.period.is_over(now) else ""
    return [
        Told(
            pair=pair,
            before=before[pair.kpi.id],
            by_month=year[pair.kpi.id],
            by_kind=score_segments(actor, asked.now, pair.kpi, only="job_type").get("job_type", {}),
            comparison=compared(before[pair.kpi.id], pair, beside),
            traces=hidden.traces,
            present=present,
        )
        for pair in current
    ]


def _times(pairs: Sequence[Pair]) -> frozenset[str]:
    return frozenset(pair.kpi.measure.id for pair in pairs if pair.kpi.measure.unit in SPREAD)


def _head(actor: Actor, asked: ReportAsked, state: FigureState, now: datetime) -> dict[str, Any]:
    told = period_words(asked.period.code)
    return {
        "audience": asked.audience,
        "language": get_language() or "en",
        "title": _("Business review") if asked.is_review else _("Insight report"),
        "period": told,
        "scope": asked.customer.name if asked.customer else _scope(actor),
        "board": _(BOARDS[asked.board][0]),
        "prepared": _moment(now),
        "as_of": _moment(state.kept_at) if state.kept_at else _("not computed yet"),
        "lead": _lead(asked.period, now),
    }


def _lead(period: Period, now: datetime) -> str:
    first, last = month_words(period.months[0]), month_words(period.months[-1])
    words = (
        _("Cases opened from %(first)s to %(last)s.") % {"first": first, "last": last}
        if period.is_quarter
        else _("Cases opened in %(month)s.") % {"month": first}
    )
    return words if period.is_over(now) else f"{words} {_('It is not over yet: these figures will move.')}"


def _scope(actor: Actor) -> str:
    scope = work_scope(actor)
    if scope.organization_ids is None:
        return _("All customers")
    names = visible_organizations(actor).filter(pk__in=scope.organization_ids).order_by("name")
    return ", ".join(names.values_list("name", flat=True))


def _in_short(spoken: Sequence[Told]) -> list[str]:
    verdicts = [pair_verdict(one.pair, one.traces) for one in spoken]
    met, missed = verdicts.count(PairVerdict.MET), verdicts.count(PairVerdict.MISSED)
    open_count = verdicts.count(PairVerdict.IN_DOUBT) + verdicts.count(PairVerdict.UNGUARDED)
    worse = sum(one.is_worse for one in spoken)
    sentences = [
        ngettext("%(num)s target is met.", "%(num)s targets are met.", met) % {"num": met},
        ngettext("%(num)s target is missed.", "%(num)s targets are missed.", missed) % {"num": missed},
    ]
    if open_count:
        words = ngettext(
            "%(num)s good figure is in doubt or not backed by its counter-metric.",
            "%(num)s good figures are in doubt or not backed by their counter-metrics.",
            open_count,
        )
        sentences.append(words % {"num": open_count})
    if worse:
        words = ngettext(
            "%(num)s figure got worse by more than chance.",
            "%(num)s figures got worse by more than chance.",
            worse,
        )
        sentences.append(words % {"num": worse})
    return sentences


def _moment(at: datetime) -> str:
    local = localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} {local.tzname()}"


def _labels() -> dict[str, str]:
    return {
        "internal": _("Internal: not for the customer"),
        "overview": _("At a glance"),
        "question": _("Question"),
        "this": _("This period"),
        "before": _("Period before"),
        "beside": _("Beside it"),
        "verdict": _("Verdict"),
        "target": _("Target"),
        "figures": _("Each figure beside its counter-metric"),
        "counter": _("Counter-metric"),
        "shows": _("The second figure shows"),
        "left_out": _("Excluded"),
        "chart": _("Control chart by month of opening"),
        "silent": _("Nothing yet to say to"),
        "actions": _("What to look at first"),
        "actions_lead": _("Written from the verdicts above. The last two columns are for what you agree on."),
        "why": _("Why"),
        "next": _("Next"),
        "who": _("Who"),
        "until": _("Until"),
        "nothing_to_do": _("Nothing misses its target, is in doubt, or got worse by more than chance."),
        "drivers": _("What drives the work"),
        "causes": _("What caused it, and what changed"),
        "waiting": _("For whom cases waited"),
        "missed": _("Promises that were not kept"),
        "hidden": _("What these figures hide"),
        "traces": _("Traces of playing with numbers"),
        "definitions": _("What is counted"),
        "definitions_lead": _definitions_lead(),
        "prepared": _("Prepared"),
        "as_of": _("Figures as of"),
        "page": _("Page"),
        "of": _("of"),
        "pairs_lead": _(
            "No figure stands alone: each is beside the one that shows how it could be made better without"
            " better work. Nobody is ranked, and no figure is of one person."
        ),
        "chart_lead": _(
            "Dots are months; hollow ones have few cases or are not over. Dashed lines are the limits of the"
            " usual up and down; a ring marks what is more than that."
        ),
    }


def _definitions_lead() -> str:
    return _(
        "Every figure is computed from the ledger by these definitions, one count a case. Times are by the"
        " clock unless they say business hours: those are of the calendar by which the service was"
        " promised. Cancelled and merged cases are left out and counted; what had gone wrong in them"
        " before stays."
    )
