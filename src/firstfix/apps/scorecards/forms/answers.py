"""Figures as JSON for other programs and the command line; refused as the pages refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstfix.apps.scorecards.forms.table import declared_document, pair_document, scored_document
from firstfix.apps.scorecards.queries.boards import (
    Asked,
    asked_of,
    boards_of,
    readable_kpi,
    score_board,
    score_kpi,
    score_segments,
)
from firstfix.apps.scorecards.queries.case_lists import behind
from firstfix.apps.scorecards.queries.state import state_of_figures
from firstfix.engines.scorecard import Kpi
from firstfix.engines.verdict import mark
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["board_answer", "cases_answer", "kpi_answer"]


def board_answer(actor: Actor, given: Mapping[str, str]) -> dict[str, Any]:
    """Give a board as JSON. Raises Refused where the actor sees no case or the token may not read."""
    asked = _asked(actor, given)
    kept_at = state_of_figures().kept_at
    return {
        "board": asked.board,
        "months": list(asked.months),
        "kept_at": kept_at.isoformat() if kept_at else None,
        "kpis": [scored_document(one) for one in score_board(actor, asked)],
    }


def kpi_answer(actor: Actor, kpi_id: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Give one KPI as JSON, with its definition and segments. Raises Refused as for a board."""
    asked = _asked(actor, given)
    kpi = _kpi(actor, kpi_id)
    scored = score_kpi(actor, asked, kpi)
    if scored is None:
        raise Refused(_no_kpi(kpi_id))
    segments = {} if asked.job_type else score_segments(actor, asked, kpi)
    return scored_document(scored) | {
        "declaration": declared_document(kpi),
        "segments": {
            name: {value: pair_document(pair) for value, pair in pairs.items()}
            for name, pairs in segments.items()
        },
    }


def cases_answer(actor: Actor, kpi_id: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Give a page of the cases behind a KPI as JSON. Raises Refused as for a board."""
    asked = _asked(actor, given)
    kpi = _kpi(actor, kpi_id)
    measure = kpi.counter if given.get("of") == "counter" else kpi.measure
    page = behind(actor, asked, measure, which=given.get("which", ""), after=given.get("after", ""))
    return {
        "measure": measure.id,
        "cases": [
            {
                "case_id": str(row.pk),
                "reference": row.case.reference,
                "month": row.month,
                "figure": None if isinstance(seen, str) else seen,
                "reason": seen if isinstance(seen, str) else None,
            }
            for row, seen in page.rows
        ],
        "next": page.after or None,
    }


def _asked(actor: Actor, given: Mapping[str, str]) -> Asked:
    if not actor.covers("read") or not boards_of(actor):
        raise Refused(
            Refusal(
                "no_figures",
                mark("You see no cases, so there are no figures of them for you."),
                reason=Reason.NOT_ALLOWED,
            )
        )
    return asked_of(actor, given, clock.now())


def _kpi(actor: Actor, kpi_id: str) -> Kpi:
    kpi = readable_kpi(actor, kpi_id)
    if kpi is None:
        raise Refused(_no_kpi(kpi_id))
    return kpi


def _no_kpi(kpi_id: str) -> Refusal:
    return Refusal(
        "no_such_kpi",
        mark("{kpi} is no KPI that is shown to you so. What is counted says which there are."),
        {"kpi": kpi_id},
        Reason.NOT_VISIBLE,
    )
