"""How long the way takes: from every place to every other, and how sure that is.

``TravelSource`` is what planning asks (``matrix(points)``), ``OfflineEstimate`` the one that needs no road
network, ``learn_roads`` what makes it better where people drove before. Sources that ask a routing
service stand in ``firstfix.connectors.travel``.
"""

from firstfix.engines.dispatch.travel.estimating import (
    ARRIVAL_MINUTES,
    OfflineEstimate,
    Place,
    distance_km,
    travel_minutes,
)
from firstfix.engines.dispatch.travel.learning import Leg, learn_roads
from firstfix.engines.dispatch.travel.matrix import Caution, TravelMatrix, TravelSource
from firstfix.engines.dispatch.travel.roads import UNLEARNT, LearntRoads, Region, RoadFactor, region_of

__all__ = [
    "ARRIVAL_MINUTES",
    "UNLEARNT",
    "Caution",
    "LearntRoads",
    "Leg",
    "OfflineEstimate",
    "Place",
    "Region",
    "RoadFactor",
    "TravelMatrix",
    "TravelSource",
    "distance_km",
    "learn_roads",
    "region_of",
    "travel_minutes",
]
