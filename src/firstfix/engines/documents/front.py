"""What stands before the first section of a visit's documents: who, where, which device, what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from firstfix.engines.documents.facts import ReportFacts
from firstfix.engines.documents.model import Audience, Block, DocumentMeta, KeyValues
from firstfix.engines.documents.texts import Identifier, Text, Written
from firstfix.engines.documents.words import exact, said, word, written
from firstfix.engines.verdict import mark


def front_page(facts: ReportFacts) -> tuple[Block, ...]:
    """Give the parties and the device as named values, with the outcome first."""
    return (KeyValues(tuple(_pairs(facts))),)


def report_meta(facts: ReportFacts, kind: str, audience: Audience) -> DocumentMeta:
    """Give what a document of ``kind`` is about."""
    return DocumentMeta(
        kind=kind,
        number=facts.case.number,
        customer=facts.place.customer,
        audience=audience,
        zone=facts.place.zone,
        prepared_at=facts.prepared_at,
        language=facts.language,
        ledger_head=facts.ledger_head,
        provider=facts.provider,
    )


def _pairs(facts: ReportFacts) -> Iterator[tuple[Text, Text]]:
    yield said("case", mark("Case")), _numbered(facts.case.number, facts.case.title)
    yield said("visit", mark("Visit")), Identifier(facts.visit.number)
    yield said("visit_outcome", mark("Outcome")), word(facts.visit.outcome)
    if facts.visit.outcome_reason:
        yield said("outcome_reason", mark("Why")), Written(facts.visit.outcome_reason)
    yield said("customer", mark("Customer")), written(facts.place.customer)
    yield (
        said("site", mark("Site")),
        written(", ".join(part for part in (facts.place.site, facts.place.address) if part)),
    )
    if facts.place.contact_name:
        yield (
            said("contact", mark("Contact")),
            written(_named(facts.place.contact_name, facts.place.contact_role)),
        )
    yield said("engineer", mark("Engineer")), written(", ".join(facts.visit.engineers))
    yield from _device(facts)


def _device(facts: ReportFacts) -> Iterator[tuple[Text, Text]]:
    if facts.asset is None:
        return
    yield said("device", mark("Device")), written(_named(facts.asset.product, facts.asset.location))
    yield said("serial", mark("Serial number")), exact(facts.asset.serial)
    if facts.asset.firmware:
        yield said("firmware", mark("Firmware")), exact(facts.asset.firmware)


def _numbered(number: str, title: str) -> Text:
    return said("case_title", mark("{number}: {title}"), number=Identifier(number), title=Written(title))


def _named(name: str, detail: str) -> str:
    return f"{name} ({detail})" if detail else name
