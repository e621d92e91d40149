"""Who is asked for travel times in this installation (docs/how-to/use-road-travel-times.md)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from firstfix.connectors.travel.grid import NO_WAY_SECONDS, spot_of
from firstfix.connectors.travel.openrouteservice import OpenRouteService
from firstfix.connectors.travel.osrm import Osrm
from firstfix.connectors.travel.osrm_in_process import OsrmInProcess
from firstfix.connectors.travel.remembering import Memory
from firstfix.connectors.travel.resting import Rest
from firstfix.connectors.travel.road_times import RoadTimes, door_to_door
from firstfix.connectors.travel.routing_service import Service
from firstfix.connectors.travel.valhalla import Valhalla
from firstfix.connectors.travel.wanted import ESTIMATE, OPENROUTESERVICE, VALHALLA, Wanted
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import UNLEARNT, LearntRoads, OfflineEstimate, TravelSource

__all__ = ["remembered_ways", "service_for", "source_for", "travel_source"]

Pair = tuple[Place, Place]


def travel_source(roads: LearntRoads = UNLEARNT) -> TravelSource:
    """Give whom the settings name; ``roads`` makes the estimate better that fills what they do not answer."""
    return source_for(settings.TRAVEL, roads)


def remembered_ways(pairs: Iterable[Pair]) -> dict[Pair, int]:
    """Give the minutes from door to door of those ways that a service answered once; nobody is asked."""
    memory = _memory(settings.TRAVEL) if settings.TRAVEL.source != ESTIMATE else None
    if memory is None:
        return {}
    spots = {pair: (spot_of(pair[0]), spot_of(pair[1])) for pair in pairs}
    seconds = memory.ways(set(spots.values()))
    known = ((pair, seconds.get(ends, NO_WAY_SECONDS)) for pair, ends in spots.items())
    return {pair: door_to_door(found) for pair, found in known if found >= 0 and pair[0] != pair[1]}


def source_for(wanted: Wanted, roads: LearntRoads = UNLEARNT) -> TravelSource:
    """Give the source that is wanted."""
    estimate = OfflineEstimate(roads)
    if wanted.source == ESTIMATE:
        return estimate
    return RoadTimes(service_for(wanted), estimate, wanted.seconds, _memory(wanted), _rest(wanted))


def service_for(wanted: Wanted) -> Service:
    """Give the routing service that is wanted; raises ValueError for the estimate, which is none."""
    if wanted.source == VALHALLA:
        return Valhalla(wanted.url, wanted.most_pairs)
    if wanted.source == OPENROUTESERVICE:
        return OpenRouteService(wanted.url, wanted.most_pairs, wanted.key)
    if wanted.map_file:
        return OsrmInProcess(wanted.map_file, wanted.most_pairs)
    if not wanted.url:
        raise ValueError(f"{wanted.source} is no routing service.")
    return Osrm(wanted.url, wanted.most_pairs)


def _memory(wanted: Wanted) -> Memory | None:
    return Memory(wanted.cache, service_for(wanted).identity, wanted.days) if wanted.cache else None


@lru_cache
def _rest(_wanted: Wanted) -> Rest:
    """Give the one pause of a service in this process, whoever asks."""
    return Rest()
