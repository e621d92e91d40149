"""What of assets and stock an actor may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from firstfix.apps.assets.models import Asset, PartType, Product, Reservation, StockLocation, StockMove
from firstfix.apps.directory.queries import directory_scope, sees_our_side, work_scope
from firstfix.kernel.identity import Actor

__all__ = [
    "visible_assets",
    "visible_part_types",
    "visible_products",
    "visible_reservations",
    "visible_stock_locations",
    "visible_stock_moves",
]


def visible_products(actor: Actor) -> QuerySet[Product]:
    """Give the products: known to everybody who sees any organisation."""
    sees_any = directory_scope(actor).organization_ids != frozenset()
    return Product.objects.all() if sees_any else Product.objects.none()


def visible_assets(actor: Actor) -> QuerySet[Asset]:
    """Give the assets at the sites that the actor may see."""
    return directory_scope(actor).narrow(Asset.objects.all(), "site__organization")


def visible_part_types(actor: Actor) -> QuerySet[PartType]:
    """Give the part catalogue to our side."""
    return PartType.objects.all() if sees_our_side(actor) else PartType.objects.none()


def visible_stock_locations(actor: Actor) -> QuerySet[StockLocation]:
    """Give our side the places where stock lies; customers' sites only as far as the scope goes."""
    scope = directory_scope(actor)
    if not scope.sees_internal:
        return StockLocation.objects.none()
    if scope.organization_ids is None:
        return StockLocation.objects.all()
    return StockLocation.objects.filter(Q(site=None) | Q(site__organization__in=scope.organization_ids))


def visible_stock_moves(actor: Actor) -> QuerySet[StockMove]:
    """Give our side the moves between places that the actor may see."""
    places = visible_stock_locations(actor).values("pk")
    return StockMove.objects.filter(from_location__in=places, to_location__in=places)


def visible_reservations(actor: Actor) -> QuerySet[Reservation]:
    """Give the reservations for work that the actor may see; customers see theirs, with the ETA (S0-P14)."""
    return work_scope(actor).narrow(Reservation.objects.all(), "organization")
