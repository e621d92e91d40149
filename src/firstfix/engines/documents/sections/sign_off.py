"""Section 6: the customer's answer, and whether it still covers what this document says."""

from __future__ import annotations

from collections.abc import Iterator

from firstfix.engines.documents.facts import ReportFacts, SignOffFact
from firstfix.engines.documents.model import Block, Image, KeyValues, Paragraph, Section, Step, Steps
from firstfix.engines.documents.texts import Identifier, Moment, Text, Written
from firstfix.engines.documents.words import said, word, written
from firstfix.engines.verdict import mark


def sign_off(facts: ReportFacts, content_hash: str) -> Section:
    """Give who answered what and when; ``content_hash`` is that of the text as it stands now (S1-D13).

    Three answers are first-class: accepted, accepted with conditions, refused (domain.md, "What the
    people in these jobs hate").
    """
    blocks = tuple(_blocks(facts.sign_off, facts.place.zone, content_hash)) if facts.sign_off else ()
    return Section("sign_off", said("sign_off", mark("Customer sign-off")), blocks, is_signed=False)


def _blocks(answer: SignOffFact, zone: str, content_hash: str) -> Iterator[Block]:
    if answer.words:
        yield Paragraph(Written(answer.words), role="quote")
    yield KeyValues(tuple(_pairs(answer, zone)))
    if answer.signature_digest:
        caption = said("signature_of", mark("Signature of {name}"), name=Written(answer.name))
        yield Image(answer.signature_digest, caption)
    if answer.conditions:
        title = said("conditions", mark("Conditions"))
        yield Steps(title, tuple(Step(Written(condition)) for condition in answer.conditions))
    if answer.signed_hash != content_hash:
        yield Paragraph(_recorded_later(), role="notice")


def _pairs(answer: SignOffFact, zone: str) -> Iterator[tuple[Text, Text]]:
    yield said("decision", mark("Decision")), word(answer.decision)
    if answer.reason:
        yield said("reason", mark("Reason")), Written(answer.reason)
    yield said("name", mark("Name")), written(answer.name)
    if answer.role:
        yield said("role", mark("Role")), Written(answer.role)
    yield said("signed_at", mark("Signed")), Moment(answer.signed_at, zone)
    yield said("signed_hash", mark("Text signed (SHA-256)")), Identifier(answer.signed_hash)


def _recorded_later() -> Text:
    return said(
        "recorded_after_signature",
        mark(
            "This copy differs from the text that was signed: entries were added or changed since."
            " The signed text is kept under the hash above."
        ),
    )
