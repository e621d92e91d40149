"""The JSON Schema of a report, for whoever reads ``firstfix kpi --json`` by a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from firstfix.engines.scorecard.declaration import Direction, Role
from firstfix.engines.scorecard.gaming import PairVerdict
from firstfix.engines.scorecard.measure import Unit
from firstfix.engines.scorecard.trends import Outcome

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_NUMBER: Final = {"type": "number"}
_YES_NO: Final = {"type": "boolean"}


def report_schema() -> dict[str, Any]:
    """Give the schema (draft 2020-12) of what ``report_document`` gives."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Firstfix scorecard",
        "description": "KPIs of an event log, each with its counter-metric, and what the log hides.",
        **_shape(
            {
                "form": {"const": "firstfix-scorecard-1"},
                "rows": _COUNT,
                "events": _COUNT,
                "cases": _COUNT,
                "span": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
                "kpis": _list("kpi"),
                "withheld": _list("withheld"),
                "awaited": _list("awaited"),
                "findings": _list("finding"),
                "waited": _list("waited"),
                "traces": _list("trace"),
                "trends": _list("trend"),
                "drivers": {"$ref": "#/$defs/drivers"},
                "study": {"$ref": "#/$defs/study"},
            },
            optional=("trends", "drivers", "study"),
        ),
        "$defs": {**_figures(), **_sayings(), **_trends()},
    }


def _figures() -> Mapping[str, Any]:
    pair = {"value": {"$ref": "#/$defs/value"}, "counter": {"$ref": "#/$defs/value"}}
    return {
        "kpi": _shape(
            {
                "id": _TEXT,
                "question": _TEXT,
                "direction": _one_of(Direction),
                "role": _one_of(Role),
                "target": _TEXT,
                "verdict": _one_of(PairVerdict),
                "guards_against": _TEXT,
                **pair,
                "segments": _table(_table({"$ref": "#/$defs/pair"})),
            }
        ),
        "pair": _shape(pair),
        "value": _shape(
            {
                "name": _TEXT,
                "definition": _TEXT,
                "unit": _one_of(Unit),
                "figure": _or_none(_NUMBER),
                "interval": _interval(),
                "n": _COUNT,
                "is_small": _YES_NO,
                "excluded": _table(_shape({"count": _COUNT, "reason": _TEXT})),
                "hits": _COUNT,
                "median": _NUMBER,
                "p90": _NUMBER,
                "p90_interval": _interval(),
                "mean": _NUMBER,
            },
            optional=("hits", "median", "p90", "p90_interval", "mean"),
        )
        # A mean never stands without median and p90.
        | {"dependentRequired": {"mean": ["median", "p90"], "median": ["mean"], "p90": ["mean"]}},
    }


def _sayings() -> Mapping[str, Any]:
    cases = {"case_count": _COUNT, "example_cases": {"type": "array", "items": _TEXT}}
    lacks = {"type": "array", "items": _TEXT}
    return {
        "withheld": _shape({"id": _TEXT, "question": _TEXT, "lacks": lacks, "sentence": _TEXT}),
        "awaited": _shape({"id": _TEXT, "question": _TEXT, "counter": _TEXT, "waits_for": _TEXT}),
        "finding": _shape({"code": _TEXT, "sentence": _TEXT, "params": {"type": "object"}, **cases}),
        "waited": _shape({"party": _TEXT, "hours": _NUMBER, "share": _NUMBER, "cases": _COUNT}),
        "trace": _shape(
            {
                "code": _TEXT,
                "name": _TEXT,
                "sentence": _TEXT,
                "rate": _NUMBER,
                "baseline": _NUMBER,
                "n": _COUNT,
                "is_flagged": _or_none(_YES_NO),
                "guards": {"type": "array", "items": _TEXT},
                **cases,
            }
        ),
    }


def _trends() -> Mapping[str, Any]:
    number, side = _or_none(_NUMBER), _shape({"period": _TEXT, "n": _COUNT, "figure": _or_none(_NUMBER)})
    return {
        "trend": _shape(
            {
                "id": _TEXT,
                "value": {"$ref": "#/$defs/series"},
                "counter": {"$ref": "#/$defs/series"},
                "change": _or_none({"$ref": "#/$defs/change"}),
            }
        ),
        "series": _shape(
            {
                "name": _TEXT,
                "unit": _one_of(Unit),
                "step": {"enum": ["month", "week", "day"]},
                "points": {"type": "array", "items": _point()},
                "middle": number,
                "low": number,
                "high": number,
                "is_stable": _or_none(_YES_NO),
                "signals": {"type": "array", "items": _signal()},
            }
        ),
        "change": _shape(
            {
                "earlier": side,
                "later": side,
                "difference": number,
                "interval": _interval(),
                "longer_chance": number,
                "outcome": _one_of(Outcome),
                "mix": _or_none(_mix()),
            }
        ),
        "drivers": _shape({"by": _TEXT, "rows": {"type": "array", "items": _driver()}}),
        "study": _study(),
    }


def _point() -> dict[str, Any]:
    left_out = {"enum": ["", "few", "partial", "unripe"]}
    return _shape({"period": _TEXT, "n": _COUNT, "figure": _or_none(_NUMBER), "left_out": left_out})


def _signal() -> dict[str, Any]:
    return _shape({"period": _TEXT, "rule": _TEXT, "side": {"enum": ["above", "below"]}})


def _mix() -> dict[str, Any]:
    parts = dict.fromkeys(("difference", "by_mix", "by_work"), _NUMBER)
    return _shape({"segment": _TEXT, **parts, "is_reversed": _YES_NO})


def _driver() -> dict[str, Any]:
    shares = dict.fromkeys(("share", "cumulative_share", "hours_share"), _NUMBER)
    return _shape(
        {
            "name": _TEXT,
            "cases": _COUNT,
            **shares,
            "median_hours": _or_none(_NUMBER),
            "recurrence": _or_none(_NUMBER),
            "recurrence_interval": _interval(),
            "watched": _COUNT,
        }
    )


def _study() -> dict[str, Any]:
    chosen, numbers = {"type": "array", "items": _TEXT}, {"type": "array", "items": _NUMBER}
    figures = dict.fromkeys(("effect", "level_change", "slope_change"), _or_none(_NUMBER))
    intervals = dict.fromkeys(("effect_interval", "level_interval", "slope_interval"), _interval())
    return _shape(
        {
            "about": chosen,
            "beside": _or_none(chosen),
            "at": {"type": "integer"},
            "step": _TEXT,
            "periods": chosen,
            "counts": numbers,
            "control": numbers,
            "first_after": _COUNT,
            "is_told": _YES_NO,
            "is_more_than_chance": _or_none(_YES_NO),
            **figures,
            **intervals,
        }
    )


def _shape(fields: Mapping[str, Any], *, optional: Iterable[str] = ()) -> dict[str, Any]:
    needed = [name for name in fields if name not in set(optional)]
    return {"type": "object", "properties": dict(fields), "required": needed, "additionalProperties": False}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _table(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _or_none(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _interval() -> dict[str, Any]:
    return _or_none({"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2})


def _one_of(words: type[Any]) -> dict[str, Any]:
    return {"enum": [word.value for word in words]}
