"""What of the installed base and of the stock an actor may see."""

from __future__ import annotations

from django.db.models import QuerySet

from firstfix.apps.assets.models import Asset, PartType, Product, Reservation, StockLocation
from firstfix.apps.directory.queries import is_ours, scoped
from firstfix.kernel.identity import Actor

__all__ = [
    "visible_assets",
    "visible_part_types",
    "visible_products",
    "visible_reservations",
    "visible_stock_locations",
]


def visible_assets(actor: Actor) -> QuerySet[Asset]:
    """Give the assets on the sites of visible organisations."""
    return scoped(Asset.objects.all(), actor, "site__organization")


def visible_products(actor: Actor) -> QuerySet[Product]:
    """Give the catalogue of products, which is the same for everybody."""
    return Product.objects.all() if actor.organization_ids != frozenset() else Product.objects.none()


def visible_part_types(actor: Actor) -> QuerySet[PartType]:
    """Give the catalogue of parts to our own people."""
    return PartType.objects.all() if is_ours(actor) else PartType.objects.none()


def visible_stock_locations(actor: Actor) -> QuerySet[StockLocation]:
    """Give the stock locations to our own people."""
    return StockLocation.objects.all() if is_ours(actor) else StockLocation.objects.none()


def visible_reservations(actor: Actor) -> QuerySet[Reservation]:
    """Give the reservations to our own people."""
    return Reservation.objects.all() if is_ours(actor) else Reservation.objects.none()
