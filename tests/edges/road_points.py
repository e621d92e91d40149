"""Places for tests of routing services, and what the service on loopback says of them."""

from __future__ import annotations

from pathlib import Path

from firstfix.connectors.travel.choosing import source_for
from firstfix.connectors.travel.wanted import Wanted, wanted_from
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import ARRIVAL_MINUTES, TravelMatrix
from tests.edges.routing_stub import Stub, true_seconds


def spread(count: int) -> list[Place]:
    """Give so many places of a land, some kilometres apart."""
    return [
        Place(round(48 + 0.037 * number, 4), round(7 + 0.021 * (number * 5 % 11), 4))
        for number in range(count)
    ]


def road_minutes(points: list[Place]) -> tuple[tuple[int, ...], ...]:
    """Give what the stub's seconds are in whole minutes, with arriving."""
    places = [(point.latitude, point.longitude) for point in points]
    return tuple(
        tuple(0 if start == end else -(-true_seconds(start, end) // 60) + ARRIVAL_MINUTES for end in places)
        for start in places
    )


def settings(stub: Stub, *, cache: Path | None = None, **environment: str) -> Wanted:
    # As much time as there may be: a busy machine is not a service that is late.
    named = {
        "FIRSTFIX_TRAVEL_SOURCE": stub.kind,
        "FIRSTFIX_TRAVEL_URL": stub.url,
        "FIRSTFIX_TRAVEL_SECONDS": "120",
    }
    return wanted_from({**named, **environment}, cache=cache)


def ask(stub: Stub, points: list[Place], *, cache: Path | None = None, **environment: str) -> TravelMatrix:
    return source_for(settings(stub, cache=cache, **environment)).matrix(points)
