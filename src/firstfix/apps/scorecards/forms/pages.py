"""What the pages of scorecards draw: a board, one KPI, its cases, one's own figures, definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstfix.apps.cases.models import CaseKind
from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.scorecards.forms.columns import pair_cells, pair_columns
from firstfix.apps.scorecards.forms.trend import month_rows, trend_of
from firstfix.apps.scorecards.forms.waiting import waiting_shown
from firstfix.apps.scorecards.forms.words import (
    VERDICT_TONES,
    figure_words,
    finding_words,
    interval_words,
    month_words,
    reason_words,
    segment_names,
    segment_words,
    verdict_words,
)
from firstfix.apps.scorecards.queries.boards import (
    FEWEST_PEOPLE,
    SPANS,
    Asked,
    Scored,
    asked_of,
    boards_of,
    customers_of,
    score_board,
    score_kpi,
    score_segments,
    team_names,
)
from firstfix.apps.scorecards.queries.case_lists import behind, own_pairs
from firstfix.apps.scorecards.queries.definitions import AWAITED, BOARDS, SCORED, WAITING
from firstfix.apps.scorecards.queries.hidden import Hidden, hidden_from
from firstfix.apps.scorecards.queries.state import FigureState, state_of_figures
from firstfix.engines.scorecard import Kpi, Pair, Trace, Value, pair_verdict
from firstfix.engines.scorecard.measure import SPREAD, Measure, Unit
from firstfix.engines.scorecard.measures import PAUSED_SHARE
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = ["board_page", "cases_page", "definitions_page", "kpi_page", "own_page"]

_TRACES: Final = {
    True: (gettext_lazy("found"), "warn"),
    False: (gettext_lazy("not found"), "good"),
    None: (gettext_lazy("too few cases to say"), "idle"),
}
_KINDS: Final = {kind.value: kind.label for kind in CaseKind}


def board_page(actor: Actor, given: Mapping[str, str]) -> dict[str, Any]:
    """Give a board: each KPI beside its counter-metric, with its trend."""
    asked = asked_of(actor, given, clock.now())
    scored = score_board(actor, asked, is_brief=True)
    state = state_of_figures()
    hidden = hidden_from(actor, state)
    # What was found is of all customers together.
    traces = hidden.traces if asked.customer is None else ()
    tiles = [_tile(one, asked, traces) for one in scored]
    return {
        "tiles": [tile for tile in tiles if _says_something(tile)],
        "silent": [_silent(tile) for tile in tiles if not _says_something(tile)],
        "hidden": _hidden(hidden),
        "has_cases": any(one.pair.value.n or one.pair.counter.n for one in scored),
        "title": _(BOARDS[asked.board][0]),
        "tabs": [
            {
                "label": _(BOARDS[name][0]),
                "href": f"{reverse('scorecard_board', args=[name])}?{_query(asked)}",
                "current": name == asked.board,
            }
            for name in boards_of(actor)
        ],
        "here": reverse("scorecard_board", args=[asked.board]),
        "csv": f"{reverse('scorecards_csv')}?{_query(asked, board=asked.board)}",
        **_around(actor, asked, state),
    }


def kpi_page(actor: Actor, kpi: Kpi, given: Mapping[str, str]) -> dict[str, Any]:
    """Give one KPI: its pair, its trend, its segments, its definition."""
    asked = asked_of(actor, given, clock.now())
    scored = score_kpi(actor, asked, kpi)
    segments = {} if asked.job_type else score_segments(actor, asked, kpi)
    state = state_of_figures()
    traces = hidden_from(actor, state).traces if asked.customer is None else ()
    return {
        "kpi": _declared(kpi),
        "tile": _tile(scored, asked, traces) if scored else None,
        "months": month_rows(scored.by_month, present=asked.months[-1]) if scored else [],
        "segments": _segments(actor, segments),
        "table_columns": pair_columns(kpi),
        "waiting": waiting_shown(actor, asked) if kpi.counter.id == PAUSED_SHARE.id else None,
        "fewest_people": FEWEST_PEOPLE,
        "csv": f"{reverse('scorecard_csv', args=[kpi.id])}?{_query(asked)}",
        "board": {"href": f"{reverse('scorecards')}?{_query(asked)}", "label": _("Scorecard")},
        **_around(actor, asked, state),
    }


def cases_page(actor: Actor, kpi: Kpi, given: Mapping[str, str], *, own: bool = False) -> dict[str, Any]:
    """Give a page of the cases behind a KPI's value or its counter-metric, or of those left out."""
    asked = asked_of(actor, given, clock.now())
    months = tuple(month for month in asked.months if given.get("month") in (None, "", month))
    asked = Asked(asked.board, months or asked.months, asked.customer, asked.job_type)
    is_counter = given.get("of") == "counter"
    measure, which = kpi.counter if is_counter else kpi.measure, given.get("which", "")
    page = behind(actor, asked, measure, which=which, after=given.get("after", ""), own=own)
    return {
        "kpi": _declared(kpi),
        "measure": {"name": _(measure.name), "definition": _(measure.definition)},
        "chosen": reason_words(which) if which not in ("", "yes", "no") else "",
        "tabs": [] if which not in ("", "yes", "no") else _sides(measure, given, which),
        "rows": [
            {"case": row.case, "month": month_words(row.month), "told": _contributed(measure, seen)}
            for row, seen in page.rows
        ],
        "older": f"?{urlencode({**_plain(given), 'after': page.after})}" if page.after else None,
        "back": f"{reverse('scorecard', args=[kpi.id])}?{_query(asked_of(actor, given, clock.now()))}",
    }


def own_page(actor: Actor, given: Mapping[str, str]) -> dict[str, Any]:
    """Give all figures of the reader's own cases; there is no such page about anybody else."""
    asked = asked_of(actor, given, clock.now())
    pairs = own_pairs(actor, asked.months)
    tiles = [_tile(Scored(pair, {}), asked, own=True) for pair in pairs]
    return {
        "tiles": [tile for tile in tiles if _says_something(tile)],
        "silent": [tile["question"] for tile in tiles if not _says_something(tile)],
        "board": {"href": f"{reverse('scorecards')}?{_query(asked)}"},
        **_around(actor, asked, state_of_figures()),
    }


def definitions_page(actor: Actor) -> dict[str, Any]:
    """Give what every KPI counts, and what those wait for that are not counted yet."""
    known = [kpi for kpi in SCORED if sees_internal(actor) or kpi.id in BOARDS["outcomes"][1]]
    return {
        "kpis": [_declared(kpi) for kpi in known],
        "waiting": [
            {"id": kpi.id, "question": _(kpi.question), "waits_for": ", ".join(lacks)}
            for kpi, lacks in WAITING.values()
        ]
        + [{"id": one.id, "question": _(one.question), "waits_for": _(one.waits_for)} for one in AWAITED],
        "is_ours": sees_internal(actor),
    }


def _around(actor: Actor, asked: Asked, state: FigureState) -> dict[str, Any]:
    """Give what stands around figures: how fresh they are, and by what they can be narrowed."""
    customers = [(str(one.pk), one.name) for one in customers_of(actor)]
    fields = [
        {"name": "months", "label": _("Months"), "kind": "select", "options": [(n, n) for n in SPANS]},
        {
            "name": "kind",
            "label": _("Kind of case"),
            "kind": "select",
            "options": [("", _("All")), *_KINDS.items()],
        },
    ]
    if customers:
        options = [("", _("All")), *customers]
        fields.append({"name": "customer", "label": _("Customer"), "kind": "select", "options": options})
    return {
        "state": state,
        "fields": fields,
        "asked": {
            "months": len(asked.months),
            "kind": asked.job_type,
            "customer": str(asked.customer or ""),
        },
        "span": {"first": month_words(asked.months[0]), "last": month_words(asked.months[-1])},
        "is_ours": sees_internal(actor),
    }


def _query(asked: Asked, **changed: str) -> str:
    known = {
        "months": str(len(asked.months)),
        "kind": asked.job_type,
        "customer": str(asked.customer or ""),
    } | changed
    return urlencode({name: value for name, value in known.items() if value})


def _plain(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in given if name != "after"}


def _says_something(tile: Mapping[str, Any]) -> bool:
    return bool(tile["value"]["n"] or tile["counter"]["n"])


def _silent(tile: Mapping[str, Any]) -> dict[str, str]:
    """Give a KPI without any case behind it, and the reason why most were left out."""
    excluded = tile["value"]["excluded"]
    why = f"{excluded[0]['count']}: {excluded[0]['words']}" if excluded else _("No such case yet.")
    return {"question": tile["question"], "href": tile["href"], "why": why}


def _hidden(hidden: Hidden) -> dict[str, Any]:
    return {
        "looked_at": hidden.looked_at,
        "case_count": hidden.case_count,
        "findings": [finding_words(one["sentence"], one["params"]) for one in hidden.findings],
        "traces": [
            {
                "name": _(one.name),
                "words": _(one.sentence).format(**one.params) if one.is_flagged is not None else "",
                "label": _TRACES[one.is_flagged][0],
                "tone": _TRACES[one.is_flagged][1],
            }
            for one in hidden.traces
        ],
    }


def _tile(scored: Scored, asked: Asked, traces: Sequence[Trace] = (), *, own: bool = False) -> dict[str, Any]:
    pair = scored.pair
    verdict = pair_verdict(pair, traces)
    base = f"{reverse('own_cases' if own else 'scorecard_cases', args=[pair.kpi.id])}?{_query(asked)}"
    return {
        **_declared(pair.kpi),
        "href": f"{reverse('scorecard', args=[pair.kpi.id])}?{_query(asked)}",
        "verdict": {"label": verdict_words(verdict), "tone": VERDICT_TONES[verdict]},
        "value": _told(pair.value, f"{base}&of=value"),
        "counter": _told(pair.counter, f"{base}&of=counter"),
        "minimum_n": pair.kpi.minimum_n,
        "trend": trend_of(scored.by_month, present=asked.months[-1]) if scored.by_month else None,
    }


def _declared(kpi: Kpi) -> dict[str, Any]:
    return {
        "id": kpi.id,
        "question": _(kpi.question),
        "target": _(kpi.target.words),
        "guards": _(kpi.counter_guards),
        "frequency": _(kpi.frequency),
        "role": _("Result for the customer") if kpi.role == "outcome" else _("Activity"),
        "direction": {
            "higher": _("More is better."),
            "lower": _("Less is better."),
            "neither": _("It describes; neither more nor less is better."),
        }[kpi.direction.value],
        "name": _(kpi.measure.name),
        "definition": _(kpi.measure.definition),
        "counter_name": _(kpi.counter.name),
        "counter_definition": _(kpi.counter.definition),
    }


def _told(value: Value, href: str) -> dict[str, Any]:
    measure = value.measure
    is_spread = measure.unit in SPREAD
    return {
        "name": _(measure.name),
        "figure": figure_words(measure, value.figure),
        "interval": interval_words(value) if value.n else "",
        "n": value.n,
        "is_small": value.is_small,
        "is_median": is_spread,
        "p90": figure_words(measure, value.p90) if is_spread else "",
        "mean": figure_words(measure, value.mean) if is_spread else "",
        "href": href,
        "excluded_count": sum(value.excluded.values()),
        "excluded": [
            {"words": reason_words(code), "count": count, "href": f"{href}&which={code}"}
            for code, count in sorted(value.excluded.items(), key=lambda pair: -pair[1])
            if count
        ],
    }


def _segments(actor: Actor, segments: Mapping[str, Mapping[str, Pair]]) -> list[dict[str, Any]]:
    names = segment_names()
    teams = team_names(actor, list(segments.get("group", {}))) if "group" in segments else {}
    # In the order of their names, never by their figures: nobody is to be ranked.
    return [
        {
            "name": names[segment],
            "code": segment,
            "rows": sorted(
                (
                    _segment_row(segment, value, pair, teams)
                    for value, pair in pairs.items()
                    if pair.value.n or pair.counter.n
                ),
                key=lambda row: str(row["name"]),
            ),
        }
        for segment, pairs in segments.items()
        if pairs
    ]


def _segment_row(segment: str, value: str, pair: Pair, teams: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": segment_words(segment, value, teams),
        **pair_cells(pair),
    }


def _contributed(measure: Measure, seen: float | str) -> str:
    if isinstance(seen, str):
        return reason_words(seen)
    if measure.unit is Unit.SHARE:
        return _("yes") if seen else _("no")
    return _("counted") if measure.unit is Unit.CASES else figure_words(measure, seen)


def _sides(measure: Measure, given: Mapping[str, str], which: str) -> list[dict[str, Any]]:
    if measure.unit is not Unit.SHARE:
        return []
    words = {"": _("All that count"), "yes": _("Yes"), "no": _("No")}
    return [
        {
            "label": label,
            "href": f"?{urlencode({**_plain(given), 'which': code})}",
            "current": code == which,
        }
        for code, label in words.items()
    ]
