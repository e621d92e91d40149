"""The annexes: what is still open, when things happened and against which promises, the evidence cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from firstfix.engines.documents.facts import ReportFacts
from firstfix.engines.documents.model import Block, Column, EvidenceEntry, EvidenceList, Image, Section, Table
from firstfix.engines.documents.texts import NOTHING, Moment, Text, Written
from firstfix.engines.documents.words import duration, said, word, written
from firstfix.engines.verdict import mark


def open_annex(facts: ReportFacts) -> Section:
    """Give what is still open, with its owner and its date."""
    title = said("follow_ups", mark("Still open"))
    return Section("follow_ups", title, (_follow_ups(facts),) if facts.follow_ups else ())


def _follow_ups(facts: ReportFacts) -> Table:
    columns = (
        Column(said("still_open", mark("What")), 6),
        Column(said("owner", mark("Owner")), 3),
        Column(said("due", mark("Due")), 3),
    )
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            Written(one.what),
            written(one.owner),
            Moment(one.due_at, facts.place.zone) if one.due_at else NOTHING,
        )
        for one in facts.follow_ups
    )
    return Table(said("open_points", mark("Open points")), columns, rows)


def time_annex(facts: ReportFacts) -> Section:
    """Give timeline, service targets and hours; it grows after the signature, so no signature covers it."""
    title = said("times_and_targets", mark("Times and service targets"))
    return Section("times_and_targets", title, tuple(_times(facts)), is_signed=False)


def _times(facts: ReportFacts) -> Iterator[Block]:
    if facts.timeline:
        yield _timeline(facts)
    if facts.clocks:
        yield _targets(facts)
    if facts.times:
        yield _hours(facts)


def _timeline(facts: ReportFacts) -> Table:
    columns = (
        Column(said("when", mark("When")), 3),
        Column(said("event", mark("Event")), 5),
        Column(said("by", mark("By")), 4),
    )
    ordered = sorted(facts.timeline, key=lambda stamp: stamp.at)
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (Moment(stamp.at, facts.place.zone), word(stamp.event), written(stamp.by)) for stamp in ordered
    )
    return Table(said("timeline", mark("Timeline")), columns, rows)


def _targets(facts: ReportFacts) -> Table:
    columns = (
        Column(said("target", mark("Target")), 4),
        Column(said("promised", mark("Promised within")), 3),
        Column(said("used", mark("Used")), 3),
        Column(said("due", mark("Due")), 4),
        Column(said("target_outcome", mark("Result")), 2),
    )
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            word(clock.target),
            duration(clock.promised_minutes),
            duration(clock.used_minutes),
            Moment(clock.due_at, facts.place.zone),
            word(clock.outcome),
        )
        for clock in facts.clocks
    )
    return Table(said("targets", mark("Service targets, in service time")), columns, rows)


def _hours(facts: ReportFacts) -> Table:
    columns = (
        Column(said("time_kind", mark("Time")), 4),
        Column(said("person", mark("Person")), 4),
        Column(said("duration", mark("Duration")), 3),
    )
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (word(entry.kind), written(entry.person), duration(entry.minutes)) for entry in facts.times
    )
    return Table(said("hours", mark("Time spent")), columns, rows)


def evidence_annex(facts: ReportFacts, numbers: Mapping[str, str]) -> Section:
    """Give every piece of evidence with its hash, then the pictures among them."""
    title = said("evidence", mark("Evidence"))
    if not facts.evidence:
        return Section("evidence", title)
    ordered = sorted(facts.evidence, key=lambda piece: int(numbers[piece.evidence_id][1:]))
    entries = tuple(
        EvidenceEntry(
            numbers[piece.evidence_id],
            written(piece.label),
            word(piece.kind),
            piece.digest,
            Moment(piece.collected_at, facts.place.zone),
        )
        for piece in ordered
    )
    pictures = tuple(
        _picture(piece.label, numbers[piece.evidence_id], piece.digest)
        for piece in ordered
        if piece.is_picture
    )
    return Section(
        "evidence", title, (EvidenceList(said("evidence_kept", mark("Kept as evidence")), entries), *pictures)
    )


def _picture(label: str, number: str, digest: str) -> Image:
    caption = said("picture_caption", mark("{number}: {label}"), number=number, label=Written(label))
    return Image(digest, caption)
