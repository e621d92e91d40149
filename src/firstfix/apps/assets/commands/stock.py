"""Move parts between two places; nothing appears or vanishes, and nobody moves what is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from firstfix.apps.assets.events import StockMoved
from firstfix.apps.assets.models import MoveReason, PartType, StockLocation, StockLocationKind, StockMove
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Count, Line, Words
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["Move", "StockMoveInput", "book_move", "move_stock"]

# Parts come from the vendor and go to a site or are written off without a count that we keep there.
_UNCOUNTED = frozenset({StockLocationKind.VENDOR, StockLocationKind.SITE, StockLocationKind.WRITE_OFF})


class StockMoveInput(Input):
    """What moves, from where to where, how many, and why."""

    part_type_id: UUID
    from_location_id: UUID
    to_location_id: UUID
    quantity: Count = 1
    serial: Line | Literal[""] = ""
    reason: MoveReason = MoveReason.TRANSFER
    note: Words | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """The move as the subject of its own command: it has one version for ever."""

    pk: UUID
    version: int = 1


@command(
    on="stock_move",
    creates=True,
    touches=(
        Touch("stock_location", given="from_location_id"),
        Touch("stock_location", given="to_location_id"),
    ),
    says=mark("{actor} moved {quantity} parts ({reason})."),
)
def move_stock(work: Work, given: StockMoveInput) -> Booked:
    """Move parts between two places: a delivery, a transfer, a count, a scrapping."""
    move = Move(
        part_type=work.see("part_type", given.part_type_id),
        start=work.see("stock_location", given.from_location_id),
        end=work.see("stock_location", given.to_location_id),
        quantity=given.quantity,
        serial=given.serial,
        reason=given.reason,
        note=given.note,
    )
    book_move(work, move, move_id=work.subject_id)
    return Booked(work.subject_id)


@dataclass(frozen=True, slots=True)
class Move:
    """One move before it is booked; both places must be locked by the command."""

    part_type: PartType
    start: StockLocation
    end: StockLocation
    quantity: int
    reason: MoveReason
    serial: str = ""
    note: str = ""


def book_move(work: Work, move: Move, *, move_id: UUID | None = None) -> None:
    """Write the move; raises Refused where the parts do not lie at its start."""
    refusal = _same_place(move) or _serial_missing(move) or _not_there(move)
    if refusal is not None:
        raise Refused(refusal)
    made = StockMove.objects.create(
        id=move_id or work.new_id(f"move:{move.reason}:{move.part_type.pk}"),
        part_type=move.part_type,
        from_location=move.start,
        to_location=move.end,
        quantity=move.quantity,
        serial=move.serial,
        reason=move.reason,
        note=move.note,
        moved_by_id=work.actor.person_id,
        moved_at=work.at,
        received_at=work.now,
    )
    work.emit(StockMoved(made.pk, move.part_type.pk, move.start.pk, move.end.pk, move.quantity, move.serial))


def _same_place(move: Move) -> Refusal | None:
    if move.start.pk != move.end.pk and move.quantity > 0:
        return None
    return Refusal(
        "move_between_two_places",
        mark("A move goes from one place to another and takes at least one part. Check places and quantity."),
        fields={"to_location_id": "the same as from_location_id", "quantity": "at least 1"},
    )


def _serial_missing(move: Move) -> Refusal | None:
    if not move.part_type.is_serialised or (move.serial and move.quantity == 1):
        return None
    return Refusal(
        "serial_missing",
        mark("Field serial: each {part} has a serial number. Move them one by one with it."),
        {"part": move.part_type.number},
        fields={"serial": "needed, one part at a time"},
    )


def _not_there(move: Move) -> Refusal | None:
    if move.start.kind in _UNCOUNTED:
        return None
    on_hand = StockMove.objects.on_hand(move.start, move.part_type)
    is_serial_there = not move.serial or move.serial in StockMove.objects.serials_at(
        move.start, move.part_type
    )
    if on_hand >= move.quantity and is_serial_there:
        return None
    return Refusal(
        "part_not_there",
        mark(
            "{place} holds {count} of {part}, fewer than {quantity} or not this serial number. Count again."
        ),
        {
            "place": move.start.name,
            "count": on_hand,
            "part": move.part_type.number,
            "quantity": move.quantity,
        },
        remedy="move_stock",
    )
