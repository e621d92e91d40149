"""How fresh the figures are, and whether they are being computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from firstfix.apps.scorecards.models import ScorecardRebuild, ScoreKeeping
from firstfix.apps.scorecards.queries.definitions import EDITION
from firstfix.kernel.identity import Actor

__all__ = ["FigureState", "state_of_figures", "visible_scorecard_rebuilds"]

_READERS = ("administrator", "manager", "director", "executive", "auditor")


@dataclass(frozen=True, slots=True)
class FigureState:
    """As of when the figures are, None before the first time; ``asked_at`` while they are computed anew.

    ``found`` is what was seen when the ledger was last looked through, at ``looked_at``.
    """

    kept_at: datetime | None = None
    is_of_another_edition: bool = True
    asked_at: datetime | None = None
    looked_at: datetime | None = None
    found: Mapping[str, Any] = field(default_factory=dict)


def state_of_figures() -> FigureState:
    """Give how fresh the figures are."""
    kept = ScoreKeeping.objects.select_related("rebuild").first()
    if kept is None:
        return FigureState()
    return FigureState(
        kept_at=kept.kept_at,
        is_of_another_edition=kept.definitions != EDITION,
        asked_at=kept.rebuild.asked_at if kept.rebuild else None,
        looked_at=kept.looked_at,
        found=kept.found,
    )


def visible_scorecard_rebuilds(actor: Actor) -> QuerySet[ScorecardRebuild]:
    """Give when figures were computed anew to those who look after them."""
    is_reader = actor.is_system or actor.has_role(*_READERS)
    return ScorecardRebuild.objects.all() if is_reader else ScorecardRebuild.objects.none()
