"""Take a part out again that did not cure; both moves stay on record."""

from __future__ import annotations

from firstfix.apps.assets.commands.stock import Move, book_move
from firstfix.apps.assets.events import ReservationAdvanced
from firstfix.apps.assets.models import MoveReason, Reservation
from firstfix.apps.visits.models import PartUse
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["unfit_part"]


@command(
    on="reservation",
    kind=Kind.RECORDING,
    touches=(Touch("stock_location", via="location_id"),),
    says=mark("{actor} took a part out again: {because}"),
)
def unfit_part(work: Work, reservation: Reservation, *, because: Words) -> Refusal | None:
    """Take a part out again; it goes back into the van that it came from."""
    use = PartUse.objects.filter(reservation=reservation).order_by("used_at", "received_at", "id").last()
    if use is None or reservation.location is None:
        return Refusal("part_not_fitted", mark("No visit has fitted this part, so it cannot come out."))
    van = use.stock_move.from_location
    book_move(
        work,
        Move(
            part_type=reservation.part_type,
            start=reservation.location,
            end=van,
            quantity=reservation.quantity,
            reason=MoveReason.REMOVE,
            serial=reservation.serial,
            note=because,
        ),
    )
    reservation.location = van
    work.touch("stock_location", van.pk)
    work.touch("visit", use.visit_id)
    work.touch("case", use.visit.work_order.case_id)
    work.emit(ReservationAdvanced(reservation.pk, "in_van", reservation.for_type, reservation.for_id))
    return None
