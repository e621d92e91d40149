"""Section 4: what went in, what came out, and where it went."""

from __future__ import annotations

from firstfix.engines.documents.facts import ReportFacts
from firstfix.engines.documents.model import Block, Column, Section, Table
from firstfix.engines.documents.texts import Identifier, Text, Written
from firstfix.engines.documents.words import exact, said, written
from firstfix.engines.verdict import mark


def parts_replaced(facts: ReportFacts) -> Section:
    """Give one row a part with both serial numbers and the return that it started."""
    blocks: tuple[Block, ...] = (_table(facts),) if facts.parts else ()
    return Section("parts_replaced", said("parts_replaced", mark("Parts replaced")), blocks)


def _table(facts: ReportFacts) -> Table:
    columns = (
        Column(said("part", mark("Part")), 3),
        Column(said("description", mark("Description")), 5),
        Column(said("quantity", mark("Quantity")), 2),
        Column(said("serial_in", mark("Serial fitted")), 3),
        Column(said("serial_out", mark("Serial removed")), 3),
        Column(said("return", mark("Return")), 3),
    )
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            Identifier(part.part_number),
            written(part.description),
            Written(str(part.quantity)),
            exact(part.serial_in),
            exact(part.serial_out),
            exact(part.rma_number),
        )
        for part in facts.parts
    )
    return Table(said("parts_fitted", mark("Parts fitted and removed")), columns, rows)
