"""The life of a reservation: one part on its way from the shelf to the fix."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["RESERVATION"]

RESERVATION = Machine(
    name="reservation",
    initial="requested",
    transitions=(
        Transition(BEGINNING, "request_part", "requested"),
        Transition("requested", "allocate_part", "allocated"),
        # The shelf was empty after all: the wish stays, the promise goes.
        *from_each(("allocated", "picked"), "unallocate_part", "requested"),
        Transition("allocated", "pick_part", "picked"),
        Transition("picked", "ship_part", "in_transit"),
        # From allocated: the part already lies in the engineer's van.
        *from_each(("allocated", "picked", "in_transit"), "load_part", "in_van"),
        Transition("in_van", "consume_part", "consumed", needs=("part_use",)),
        # A swap that did not cure, or a wrong scan: the part comes out again, and both moves stay on record.
        Transition("consumed", "unfit_part", "in_van"),
        *from_each(("picked", "in_transit", "in_van"), "return_part", "returned"),
        # From consumed: dead on arrival is often seen only once the part is fitted.
        *from_each(("picked", "in_transit", "in_van", "consumed"), "report_defective_part", "defective"),
        *from_each(("picked", "in_transit", "in_van"), "report_lost_part", "lost"),
        *from_each(("requested", "allocated", "picked"), "release_part", "released"),
    ),
    shown={
        "requested": "requested",
        "allocated": "allocated",
        "picked": "allocated",
        "in_transit": "in_transit",
        "in_van": "in_van",
        "consumed": "consumed",
        "returned": "not_used",
        "defective": "not_used",
        "lost": "not_used",
        "released": "not_used",
    },
    endings=frozenset({"consumed", "returned", "defective", "lost", "released"}),
)
