"""The document model: what a report says, before anybody decides how it looks.

A document is a title, its meta, front blocks, numbered sections and lettered annexes; a section is
a tuple of blocks. The same model becomes a page, a PDF and JSON, so the three can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from firstfix.engines.documents.texts import Identifier, Moment, Said, Text, Written

Audience = Literal["customer", "internal"]
# Visibility of an entry, as on messages (domain.md, "Support": public | internal).
Visibility = Literal["public", "internal"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; ``role`` says whether it is told by us or quoted from a person."""

    text: Text
    role: Literal["plain", "quote", "notice"] = "plain"


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Named values, one below the other."""

    pairs: tuple[tuple[Text, Text], ...]
    title: Said | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``share`` is its part of the width relative to the other columns."""

    title: Said
    share: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; every row has as many cells as there are columns."""

    title: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"Table {self.title.code}: {len(row)} cells in {len(self.columns)} columns.")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, with its notes (who, when, under which change)."""

    text: Text
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Things done, in the order in which they were done."""

    title: Said
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One piece of evidence under its number in this document, bound by its SHA-256."""

    number: str
    label: Text
    kind: Text
    digest: str
    collected: Text


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """The evidence a reader may ask for by its number."""

    title: Said
    entries: tuple[EvidenceEntry, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture kept as evidence, named by its SHA-256; the caption is also its alternative text."""

    digest: str
    caption: Text


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a section is empty, and who decided so."""

    reason: Written
    waived_by: Written
    waived: Moment


Block = Paragraph | KeyValues | Table | Steps | EvidenceList | Image | Waiver


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document. ``is_signed`` tells whether a signature covers it."""

    code: str
    title: Said
    blocks: tuple[Block, ...] = ()
    is_signed: bool = True

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was recorded for it and nobody waived it."""
        return not self.blocks


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What a document is about, and about this copy of it.

    ``prepared_at`` and ``ledger_head`` belong to the copy, not to the content: they do not enter the
    content hash. ``language`` is a BCP 47 tag.
    """

    kind: str
    number: str
    customer: str
    audience: Audience
    zone: str
    prepared_at: datetime
    language: str = "en"
    ledger_head: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: front blocks, numbered sections, lettered annexes."""

    title: Text
    meta: DocumentMeta
    front: tuple[Block, ...]
    sections: tuple[Section, ...]
    annexes: tuple[Section, ...] = ()

    def section(self, code: str) -> Section:
        """Give the section or annex named ``code``; raises ``KeyError`` when there is none."""
        return {part.code: part for part in self.sections + self.annexes}[code]

    def as_signed(self) -> Document:
        """Give what a signature covers: not the sign-off, nothing that grows afterwards."""
        return replace(
            self,
            sections=tuple(part for part in self.sections if part.is_signed),
            annexes=tuple(part for part in self.annexes if part.is_signed),
        )


__all__ = [
    "Audience",
    "Block",
    "Column",
    "Document",
    "DocumentMeta",
    "EvidenceEntry",
    "EvidenceList",
    "Identifier",
    "Image",
    "KeyValues",
    "Paragraph",
    "Section",
    "Step",
    "Steps",
    "Table",
    "Visibility",
    "Waiver",
]
