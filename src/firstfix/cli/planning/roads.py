"""Who gives the minutes of driving: the routing service that the environment names, else an estimate."""

from __future__ import annotations

import importlib
import os

from firstfix.cli.planning.day_input import BadInput
from firstfix.connectors.travel.wanted import ESTIMATE, wanted_from
from firstfix.engines.dispatch.travel import OfflineEstimate, TravelSource

__all__ = ["road_source"]


def road_source() -> TravelSource:
    """Give whom to ask (docs/how-to/use-road-travel-times.md). Raises BadInput for unclear settings."""
    try:
        wanted = wanted_from(os.environ)
    except ValueError as error:
        raise BadInput(str(error)) from None
    if wanted.source == ESTIMATE:
        return OfflineEstimate()
    # What leaves to a service passes the server's one way out, so only then the server is loaded.
    importlib.import_module("firstfix.cli.loading").load_server()
    source: TravelSource = importlib.import_module("firstfix.connectors.travel.choosing").source_for(wanted)
    return source
