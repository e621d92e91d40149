"""A plan as one page that needs no network: map, a lane for each engineer and day, reasons and costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment

from firstfix.cli.offline_page import page_environment
from firstfix.cli.planning.moves import Move, named_visit
from firstfix.cli.planning.page_days import DrawnDate, dates_of, hands_of
from firstfix.cli.planning.page_map import map_of
from firstfix.cli.planning.page_reasons import left_out_of, whys_by_visit
from firstfix.cli.planning.searching import Outcome
from firstfix.cli.planning.speaking import Language, language_of
from firstfix.engines.dispatch.day_files import ReadDay
from firstfix.engines.dispatch.planning import Plan, WhyUnserved
from firstfix.engines.verdict import mark

__all__ = ["page_of"]

_TEMPLATES = Path(__file__).parent / "templates" / "plan"
_TERMS: Mapping[str, tuple[str, str]] = {
    "travel": (mark("Driving"), mark("minutes on the road, at the price of a minute")),
    "overtime": (mark("Overtime"), mark("minutes after the end of a shift")),
    "lateness": (mark("Lateness"), mark("minutes after the promise, in its business hours, by priority")),
    "unserved": (mark("Left out"), mark("visits that nobody does, by priority")),
    "preference": (
        mark("Not the preferred engineer"),
        mark("visits with somebody who does not know the place"),
    ),
    "fairness": (mark("Unpopular visits"), mark("more for whoever had many of them lately")),
    "disruption": (mark("Moved"), mark("other hands or another time than was told")),
    "parts": (mark("Parts"), mark("picking parts up at a depot")),
}


def page_of(
    day: ReadDay,
    outcome: Outcome,
    reasons: Mapping[str, WhyUnserved],
    *,
    language: str,
    explains_all: bool = False,
    moves: Sequence[Move] | None = None,
) -> str:
    """Give the page's HTML. Raises BadInput for a language without a catalogue.

    Reasons for planned visits are told where there are not too many of them, or where ``explains_all``. A
    repair gives its ``moves``.
    """
    spoken = language_of(language)
    plan = outcome.plan
    whys = whys_by_visit(day, plan, spoken, explains_all=explains_all)
    dates = dates_of(day, plan, spoken, whys)
    template = _environment(spoken).get_template("page.html")
    return template.render(
        language=spoken.code,
        title=_title(dates),
        zone=day.horizon.zone.key,
        hands=hands_of(day, plan),
        dates=dates,
        map=map_of(day, plan),
        left_out=left_out_of(day, plan, reasons, spoken),
        facts=_facts(day, plan, spoken),
        terms=_terms(plan, spoken),
        points=plan.points,
        policy=day.job.policy.version,
        is_estimated=day.ways.source == "estimate",
        caution=_caution(day, spoken),
        moves=None if moves is None else [_moved(day, move, spoken) for move in moves],
        unexplained_count=len(plan.unserved) - len(reasons),
        has_all_reasons=bool(whys) or not plan.days,
        is_complete=outcome.is_complete,
        iteration_count=outcome.iteration_count,
    )


def _caution(day: ReadDay, spoken: Language) -> str:
    caution = day.ways.caution
    return "" if caution is None else spoken.gettext(caution.sentence).format(**caution.params)


def _moved(day: ReadDay, move: Move, spoken: Language) -> tuple[str, str, str, str]:
    """Give a row of what moved: the visit, where it was and is (empty for nowhere), and why."""
    before, after = (
        "" if place is None else f"{day.called(place.technician)}, {spoken.moment(day, place.starts)}"
        for place in (move.before, move.after)
    )
    return named_visit(day, move.visit), before, after, spoken.said(day, move.why)


def _environment(spoken: Language) -> Environment:
    environment = page_environment(_TEMPLATES, spoken.gettext, spoken.ngettext)
    environment.filters["number"] = partial(_number)
    return environment


def _number(value: int) -> str:
    """Give a number with thin spaces between thousands, which read right in every language."""
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _title(dates: Iterable[DrawnDate]) -> str:
    words = [date.words for date in dates]
    return words[0] if len(words) == 1 else f"{words[0]} – {words[-1]}" if words else ""


def _facts(day: ReadDay, plan: Plan, spoken: Language) -> list[tuple[str, str, str]]:
    """Give the figures on top: value, name, tone."""
    policy, _ = day.job.policy, spoken.gettext
    late = [each.late_minutes for planned in plan.days for each in planned.visits if each.late_minutes]
    planned_count = len(day.job.visits) - len(plan.unserved)
    drive = plan.terms.travel // policy.travel if policy.travel else 0
    over = plan.terms.overtime // policy.overtime if policy.overtime else 0
    return [
        (f"{planned_count} / {len(day.job.visits)}", _(mark("visits planned")), "plain"),
        (spoken.minutes(drive), _(mark("driving")), "plain"),
        (str(len(late)), _(mark("visits late")), "bad" if late else "good"),
        (spoken.minutes(over), _(mark("overtime")), "warn" if over else "good"),
        (str(len(plan.unserved)), _(mark("left out")), "bad" if plan.unserved else "good"),
    ]


def _terms(plan: Plan, spoken: Language) -> list[tuple[str, str, int, float]]:
    """Give the terms that are not nothing: name, what it counts, points, share of the largest."""
    found = [(words, getattr(plan.terms, name)) for name, words in _TERMS.items()]
    largest = max((points for _words, points in found), default=0)
    return [
        (spoken.gettext(name), spoken.gettext(counts), points, points / largest)
        for (name, counts), points in found
        if points
    ]
