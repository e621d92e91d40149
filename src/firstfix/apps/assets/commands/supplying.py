"""Bring a reserved part from the shelf into the van, and say where it went: every step is a stock move."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db.models import Sum

from firstfix.apps.assets.commands.stock import Move, book_move
from firstfix.apps.assets.events import PartExpected, ReservationAdvanced
from firstfix.apps.assets.models import (
    MoveReason,
    Reservation,
    StockLocation,
    StockLocationKind,
    StockMove,
)
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Line, Moment, Words
from firstfix.kernel.refusal import Refusal, Refused

__all__ = [
    "allocate_part",
    "expect_part",
    "load_part",
    "pick_part",
    "release_part",
    "report_defective_part",
    "report_lost_part",
    "return_part",
    "ship_part",
    "unallocate_part",
]

_SHELF = (Touch("stock_location", via="location_id"),)
_HOLDING = ("allocated", "picked", "in_van", "in_transit")


@command(
    on="reservation",
    touches=(Touch("stock_location", given="location_id"),),
    says=mark("{actor} set a part aside."),
)
def allocate_part(
    work: Work, reservation: Reservation, *, location_id: UUID, serial: Line | Literal[""] = ""
) -> Refusal | None:
    """Set the part aside at a place where it lies unpromised; it is promised to nobody else from now on."""
    place: StockLocation = work.see("stock_location", location_id)
    free = _unpromised(place, reservation)
    if free < reservation.quantity:
        return Refusal(
            "part_promised_elsewhere",
            mark("{place} has {count} unpromised pieces of {part}; {quantity} are needed. Choose another."),
            {
                "place": place.name,
                "count": free,
                "part": reservation.part_type.number,
                "quantity": reservation.quantity,
            },
            remedy="move_stock",
        )
    reservation.location, reservation.serial = place, serial
    _announce(work, reservation)
    return None


@command(on="reservation", touches=_SHELF, says=mark("{actor} took a part back onto the shelf: {because}"))
def unallocate_part(work: Work, reservation: Reservation, *, because: Words) -> None:
    """Let the part go that was set aside; the wish stays."""
    _announce(work, reservation)


@command(on="reservation", touches=_SHELF, says=mark("{actor} picked a part."))
def pick_part(work: Work, reservation: Reservation) -> None:
    """Take the part from its shelf to be sent."""
    _announce(work, reservation)


@command(on="reservation", touches=_SHELF, says=mark("{actor} sent a part, expected {expected_at}."))
def ship_part(work: Work, reservation: Reservation, *, expected_at: Moment) -> None:
    """Send the part on its way, with the time at which it should arrive."""
    _move_to(work, reservation, _transit(), MoveReason.TRANSFER)
    reservation.expected_at = expected_at
    work.emit(PartExpected(reservation.pk, expected_at, reservation.for_type, reservation.for_id))
    _announce(work, reservation)


@command(on="reservation", edits=("expected_at",), says=mark("{actor} expects a part at {expected_at}."))
def expect_part(work: Work, reservation: Reservation, *, expected_at: Moment) -> None:
    """Say when the part should arrive, or that it is delayed."""
    reservation.expected_at = expected_at
    work.emit(PartExpected(reservation.pk, expected_at, reservation.for_type, reservation.for_id))


@command(
    on="reservation",
    touches=(*_SHELF, Touch("stock_location", given="van_id")),
    says=mark("{actor} loaded a part into a van."),
)
def load_part(work: Work, reservation: Reservation, *, van_id: UUID) -> Refusal | None:
    """Load the part into an engineer's van."""
    van: StockLocation = work.see("stock_location", van_id)
    if van.kind != StockLocationKind.VAN:
        return Refusal("not_a_van", mark("Field van_id: {place} is no van."), {"place": van.name})
    if reservation.location_id != van.pk:
        _move_to(work, reservation, van, MoveReason.LOAD)
    _announce(work, reservation)
    return None


@command(
    on="reservation",
    touches=(*_SHELF, Touch("stock_location", given="to_location_id")),
    says=mark("{actor} brought a part back: {because}"),
)
def return_part(work: Work, reservation: Reservation, *, to_location_id: UUID, because: Words) -> None:
    """Bring a part back that was not needed."""
    _move_to(work, reservation, work.see("stock_location", to_location_id), MoveReason.RETURN)
    _announce(work, reservation)


@command(on="reservation", touches=_SHELF, says=mark("{actor} reported a defective part: {because}"))
def report_defective_part(work: Work, reservation: Reservation, *, because: Words) -> None:
    """Say that the part itself is defective; where it lies does not change by that."""
    _announce(work, reservation)


@command(on="reservation", touches=_SHELF, says=mark("{actor} reported a part as lost: {because}"))
def report_lost_part(work: Work, reservation: Reservation, *, because: Words) -> None:
    """Say that the part cannot be found; it is written off, so the count stays true."""
    _move_to(work, reservation, _write_off(), MoveReason.COUNT)
    _announce(work, reservation)


@command(on="reservation", says=mark("{actor} gave up the wish for a part."))
def release_part(work: Work, reservation: Reservation) -> None:
    """Give up the wish for a part."""
    _announce(work, reservation)


def _unpromised(place: StockLocation, reservation: Reservation) -> int:
    on_hand = StockMove.objects.on_hand(place, reservation.part_type)
    promised = (
        Reservation.objects.filter(location=place, part_type=reservation.part_type, state__in=_HOLDING)
        .exclude(pk=reservation.pk)
        .aggregate(count=Sum("quantity"))["count"]
    )
    return on_hand - (promised or 0)


def _move_to(work: Work, reservation: Reservation, place: StockLocation, reason: MoveReason) -> None:
    start = reservation.location
    if start is None:
        raise Refused(Refusal("part_lies_nowhere", mark("This part was never set aside at a place.")))
    book_move(
        work,
        Move(reservation.part_type, start, place, reservation.quantity, reason, reservation.serial),
    )
    reservation.location = place


def _transit() -> StockLocation:
    return _place(
        StockLocationKind.TRANSIT, mark("No place stands for parts on the way. Add one of kind transit.")
    )


def _write_off() -> StockLocation:
    return _place(
        StockLocationKind.WRITE_OFF, mark("No place stands for written-off parts. Add one of that kind.")
    )


def _place(kind: StockLocationKind, sentence: str) -> StockLocation:
    found = StockLocation.objects.filter(kind=kind).order_by("code").first()
    if found is None:
        raise Refused(Refusal("place_missing", sentence, remedy="change_reference"))
    return found


def _announce(work: Work, reservation: Reservation) -> None:
    state = work.target_state or reservation.state
    work.emit(ReservationAdvanced(reservation.pk, state, reservation.for_type, reservation.for_id))
