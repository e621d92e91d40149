"""Ask for a part for a piece of work, by when it is needed and where."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.assets.events import ReservationAdvanced
from firstfix.apps.assets.models import Reservation
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Count, Moment
from firstfix.kernel.refusal import Refusal

__all__ = ["PartRequest", "request_part"]


class PartRequest(Input):
    """Which part, how many, for which case or work order, by when, and where it is wanted."""

    part_type_id: UUID
    for_type: Literal["case", "work_order"]
    for_id: UUID
    needed_by_at: Moment
    quantity: Count = 1
    destination_id: UUID | None = None


@command(on="reservation", creates=True, says=mark("{actor} asked for {quantity} parts by {needed_by_at}."))
def request_part(work: Work, given: PartRequest) -> Reservation | Refusal:
    """Ask for a part for a case or a work order."""
    served = work.see(given.for_type, given.for_id)
    if given.quantity < 1:
        return Refusal(
            "invalid_input",
            mark("Field quantity: ask for at least one."),
            fields={"quantity": "at least 1"},
        )
    case = served if given.for_type == "case" else served.case
    reservation = Reservation.objects.create(
        id=work.subject_id,
        version=1,
        part_type=work.see("part_type", given.part_type_id),
        quantity=given.quantity,
        for_type=given.for_type,
        for_id=served.pk,
        organization_id=case.organization_id,
        destination=given.destination_id and work.see("stock_location", given.destination_id),
        needed_by_at=given.needed_by_at,
        requested_by_id=work.actor.person_id,
        requested_at=work.at,
    )
    work.touch("case", case.pk)
    work.emit(ReservationAdvanced(reservation.pk, "requested", given.for_type, served.pk))
    return reservation
