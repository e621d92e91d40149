"""Figures as a file: through the one point by which everything leaves."""

from __future__ import annotations

from collections.abc import Mapping

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.scorecards.forms.table import csv_of
from firstfix.apps.scorecards.queries.boards import asked_of, score_board, score_kpi, score_segments
from firstfix.engines.redaction import Audience
from firstfix.engines.scorecard import Kpi
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.outgoing import Document, Provenance, release

__all__ = ["board_csv", "kpi_csv"]


def board_csv(actor: Actor, given: Mapping[str, str]) -> bytes:
    """Give the asked board as CSV; that it leaves is logged."""
    return _released(actor, csv_of(score_board(actor, asked_of(actor, given, clock.now())), {}))


def kpi_csv(actor: Actor, kpi: Kpi, given: Mapping[str, str]) -> bytes:
    """Give one KPI with its segments as CSV; that it leaves is logged."""
    asked = asked_of(actor, given, clock.now())
    scored = score_kpi(actor, asked, kpi)
    segments = {} if asked.job_type else score_segments(actor, asked, kpi)
    return _released(actor, csv_of([scored] if scored else [], segments))


def _released(actor: Actor, content: bytes) -> bytes:
    audience: Audience = "internal" if sees_internal(actor) else "customer"
    made = Document(content, "text/csv; charset=utf-8")
    return release(made, audience=audience, purpose="scorecard", provenance=Provenance(actor)).content
