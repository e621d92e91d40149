"""Use a part: out of the van, into the site, on a ground that is shown (S1-X01)."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from firstfix.apps.assets.commands.stock import Move, book_move
from firstfix.apps.assets.events import ReservationAdvanced
from firstfix.apps.assets.models import MoveReason, Reservation, StockLocation, StockLocationKind
from firstfix.apps.directory.models import Site
from firstfix.apps.visits.commands.visit_steps import acting_person
from firstfix.apps.visits.events import PartUsed
from firstfix.apps.visits.models import PartSource, PartUse, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Line
from firstfix.kernel.ids import derived_id
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["PartUseInput", "consume_part"]


class PartUseInput(Input):
    """At which visit, on which ground, and which pieces went in and came out.

    A part used on a hypothesis names it and the evidence of the failure; one used on an inspection's
    finding names the evidence; ``ground`` is found by itself where it is left out. ``serial_in`` is
    left out where the reserved piece itself was fitted.
    """

    visit_id: UUID
    ground: PartSource | None = None
    hypothesis_id: UUID | None = None
    failing_evidence_id: UUID | None = None
    serial_in: Line | Literal[""] = ""
    serial_out: Line | Literal[""] = ""
    asset_id: UUID | None = None


@command(
    on="reservation",
    kind=Kind.RECORDING,
    touches=(Touch("stock_location", via="location_id"), Touch("visit", given="visit_id")),
    says=mark("{actor} used a part."),
    is_public=True,
)
def consume_part(work: Work, reservation: Reservation, given: PartUseInput) -> dict[str, str]:
    """Use a reserved part at a visit; it leaves the van with that."""
    visit = _visit(work, reservation, given.visit_id)
    van, place = reservation.location, _stock_at(work, visit.work_order.site)
    assert van is not None  # the state in_van has a place, by a constraint
    serial = given.serial_in or reservation.serial
    move_id = work.new_id("move:use")
    book_move(
        work,
        Move(reservation.part_type, van, place, reservation.quantity, MoveReason.USE, serial),
        move_id=move_id,
    )
    reservation.location, reservation.serial = place, serial
    use = PartUse.objects.create(
        id=work.new_id("part_use"),
        version=1,
        visit=visit,
        part_type=reservation.part_type,
        asset=work.see("asset", given.asset_id) if given.asset_id else visit.work_order.asset,
        quantity=reservation.quantity,
        serial_in=serial,
        serial_out=given.serial_out,
        ground=_ground(visit, reservation, given),
        hypothesis=_of_case(work, visit, "hypothesis", given.hypothesis_id),
        failing_evidence=_of_case(work, visit, "evidence_item", given.failing_evidence_id),
        reservation=reservation,
        stock_move_id=move_id,
        used_by_id=acting_person(work),
        used_at=work.at,
        received_at=work.now,
    )
    work.touch("case", visit.work_order.case_id)
    work.emit(PartUsed(visit.pk, use.pk))
    work.emit(ReservationAdvanced(reservation.pk, "consumed", reservation.for_type, reservation.for_id))
    return {"part_use_id": str(use.pk)}


def _visit(work: Work, reservation: Reservation, visit_id: UUID) -> Visit:
    visit: Visit = work.see("visit", visit_id)
    if reservation.for_id in {visit.work_order_id, visit.work_order.case_id}:
        return visit
    raise Refused(
        Refusal(
            "part_reserved_elsewhere",
            mark("This part is reserved for other work than this visit. Reserve one for this work order."),
            remedy="request_part",
            fields={"visit_id": "of other work"},
        )
    )


def _stock_at(work: Work, site: Site) -> StockLocation:
    """Give the place that stands for the customer's site; the first part fitted there opens it."""
    place, _is_new = StockLocation.objects.get_or_create(
        kind=StockLocationKind.SITE,
        site=site,
        defaults={"id": derived_id(site.pk, "stock"), "code": f"site-{site.pk}", "name": site.name},
    )
    work.touch("stock_location", place.pk)
    return place


def _ground(visit: Visit, reservation: Reservation, given: PartUseInput) -> str:
    if given.ground is not None:
        return given.ground
    if given.hypothesis_id is not None:
        return PartSource.HYPOTHESIS
    needs = visit.work_order.part_needs.filter(part_type=reservation.part_type_id)
    planned = needs.exclude(source=PartSource.HYPOTHESIS).values_list("source", flat=True).first()
    return planned or PartSource.FINDING


def _of_case(work: Work, visit: Visit, noun: str, subject_id: UUID | None) -> Any:
    if subject_id is None:
        return None
    found = work.see(noun, subject_id)
    if found.case_id == visit.work_order.case_id:
        return found
    raise Refused(
        Refusal(
            "other_case",
            mark("The {noun} belongs to another case. Choose one of this case."),
            {"noun": noun.replace("_", " ")},
        )
    )
