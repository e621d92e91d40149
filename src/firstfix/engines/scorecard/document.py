"""A report as a document of plain values: what ``firstfix kpi --json`` prints and pages read.

Sentences are given in English with their places filled, beside the codes and figures that they are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.gaming import Trace
from firstfix.engines.scorecard.measure import REASONS
from firstfix.engines.scorecard.report import Report, Scored
from firstfix.engines.scorecard.scoring import Pair, Withheld
from firstfix.engines.scorecard.value import Value

FORM: Final = "firstfix-scorecard-1"
# So many cases are named as examples; the counts are whole.
EXAMPLES: Final = 5


def report_document(report: Report) -> dict[str, Any]:
    """Give a report as a JSON object of the shape that ``report_schema`` describes."""
    return {
        "form": FORM,
        "rows": report.row_count,
        "events": report.event_count,
        "cases": report.case_count,
        "span": list(report.span),
        "kpis": [_scored(one) for one in report.scored],
        "withheld": [_withheld(one) for one in report.withheld],
        "awaited": [
            {"id": one.id, "question": one.question, "counter": one.counter, "waits_for": one.waits_for}
            for one in report.awaited
        ],
        "findings": [_finding(one) for one in report.findings],
        "waited": [
            {"party": one.party, "hours": one.hours, "share": one.share, "cases": one.case_count}
            for one in report.waited
        ],
        "traces": [_trace(one) for one in report.traces],
    }


def _scored(scored: Scored) -> dict[str, Any]:
    kpi = scored.pair.kpi
    return {
        "id": kpi.id,
        "question": kpi.question,
        "direction": kpi.direction.value,
        "role": kpi.role.value,
        "target": kpi.target.words,
        "verdict": scored.verdict.value,
        "guards_against": kpi.counter_guards,
        **_pair(scored.pair),
        "segments": {
            segment: {name: _pair(pair) for name, pair in pairs.items()}
            for segment, pairs in scored.segments.items()
        },
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"value": _value(pair.value), "counter": _value(pair.counter)}


def _value(value: Value) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": value.measure.name,
        "definition": value.measure.definition,
        "unit": value.measure.unit.value,
        "figure": value.figure,
        "interval": value.interval,
        "n": value.n,
        "is_small": value.is_small,
        "excluded": {code: {"count": count, "reason": REASONS[code]} for code, count in _counted(value)},
    }
    if value.hit_count is not None:
        told["hits"] = value.hit_count
    if value.mean is not None:
        told |= {
            "median": value.median,
            "p90": value.p90,
            "p90_interval": value.p90_interval,
            "mean": value.mean,
        }
    return told


def _counted(value: Value) -> list[tuple[str, int]]:
    return sorted(value.excluded.items())


def _withheld(withheld: Withheld) -> dict[str, Any]:
    words = withheld.sentence.format(lacks=", ".join(withheld.lacks))
    return {
        "id": withheld.kpi.id,
        "question": withheld.kpi.question,
        "lacks": withheld.lacks,
        "sentence": words,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "sentence": finding.text(),
        "params": dict(finding.params),
        **_cases(finding.cases),
    }


def _trace(trace: Trace) -> dict[str, Any]:
    return {
        "code": trace.code,
        "name": trace.name,
        "sentence": trace.text(),
        "rate": trace.seen.rate,
        "baseline": trace.baseline,
        "n": trace.seen.n,
        "is_flagged": trace.is_flagged,
        "guards": trace.guards,
        **_cases(trace.seen.cases),
    }


def _cases(cases: tuple[str, ...]) -> Mapping[str, Any]:
    return {"case_count": len(cases), "example_cases": cases[:EXAMPLES]}
