"""The tables of the assets; one file for each kind of thing."""

from firstfix.apps.assets.models.products import Asset, Product, Provenance
from firstfix.apps.assets.models.reservations import RESERVED_FOR, Reservation
from firstfix.apps.assets.models.stock import (
    MoveReason,
    PartType,
    StockLocation,
    StockLocationKind,
    StockMove,
)

__all__ = [
    "RESERVED_FOR",
    "Asset",
    "MoveReason",
    "PartType",
    "Product",
    "Provenance",
    "Reservation",
    "StockLocation",
    "StockLocationKind",
    "StockMove",
]
