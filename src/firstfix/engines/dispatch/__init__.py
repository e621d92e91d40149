"""Who goes where, when, and why: travel estimates, and the next best engineer with the reasons."""

from firstfix.engines.dispatch.next_best import (
    NEXT_BEST_V1,
    Candidate,
    Suggestion,
    Term,
    VisitNeed,
    Weights,
    rank_engineers,
)
from firstfix.engines.dispatch.travel import Place, distance_km, travel_minutes

__all__ = [
    "NEXT_BEST_V1",
    "Candidate",
    "Place",
    "Suggestion",
    "Term",
    "VisitNeed",
    "Weights",
    "distance_km",
    "rank_engineers",
    "travel_minutes",
]
