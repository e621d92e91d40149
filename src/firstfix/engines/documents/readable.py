"""A document as plain dictionaries of ready strings: the one source of its JSON, its page and its PDF.

All three are made from what this returns, so they say the same by construction. Text is made safe to
show here, once: control characters become U+FFFD, and characters that only steer the reading
direction are dropped, because an override can make a serial number read backwards (Unicode TR 36).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import TypeAlias
from zoneinfo import ZoneInfo

from firstfix.engines.documents.canonical import content_hash
from firstfix.engines.documents.model import (
    Block,
    Document,
    EvidenceList,
    Image,
    KeyValues,
    Paragraph,
    Section,
    Steps,
    Table,
    Waiver,
)
from firstfix.engines.documents.texts import Identifier, Moment, Said, Text, Written
from firstfix.engines.verdict import Scalar, mark

Plain: TypeAlias = dict[str, "str | int | bool | Plain | list[Plain] | list[list[Plain]]"]
Translate = Callable[[str], str]
# LRE..RLO and LRI..PDI; the marks LRM, RLM and ALM stay, because right-to-left text needs them.
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# C0 but tab and newline, DEL and C1, lone surrogates, noncharacters of the first plane, the byte order mark.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def read_out(document: Document, *, translate: Translate = str) -> Plain:
    """Give the document as strings in the language of ``translate`` (template in, template out)."""
    reader = _Reader(translate)
    meta = document.meta
    return {
        "title": reader.text(document.title),
        "number": showable(meta.number),
        "customer": showable(meta.customer),
        "provider": showable(meta.provider),
        "kind": meta.kind,
        "audience": meta.audience,
        "language": meta.language,
        "zone": meta.zone,
        "prepared": reader.text(Moment(meta.prepared_at, meta.zone)),
        "ledger_head": showable(meta.ledger_head),
        "content_hash": content_hash(document),
        "labels": {code: translate(template) for code, template in _LABELS.items()},
        "front": [reader.block(block) for block in document.front],
        "sections": [
            reader.section(part, str(place)) for place, part in enumerate(document.sections, start=1)
        ],
        "annexes": [
            reader.section(part, chr(ord("A") + place)) for place, part in enumerate(document.annexes)
        ],
    }


def showable(words: str) -> str:
    """Give words without what cannot be shown or only steers the display; line ends become newlines."""
    return _UNSHOWABLE.sub("\ufffd", _STEERING.sub("", _LINE_ENDS.sub("\n", words)))


def all_texts(plain: Plain) -> list[str]:
    """Give every shown string of a document that was read out, in order: for search and for proofs."""
    found: list[str] = []
    _collect(plain, found)
    return found


_LABELS: Mapping[str, str] = {
    "number": mark("No."),
    "label": mark("What"),
    "kind": mark("Kind"),
    "collected": mark("Collected"),
    "hash": mark("SHA-256"),
    "page": mark("Page"),
    "of": mark("of"),
    "annex": mark("Annex"),
    "prepared": mark("Prepared"),
    "content_hash": mark("Content (SHA-256)"),
    "ledger_head": mark("Ledger"),
    "waived": mark("Waived"),
    "waived_by": mark("Decided by"),
    "empty": mark("Nothing is recorded here yet."),
    "internal": mark("Internal: not for the customer"),
    "picture_kept": mark("The picture is kept as evidence under this hash."),
    "times_in": mark("Times are local to the site."),
}


def _collect(value: object, found: list[str]) -> None:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            found.append(value["text"])
        for part in value.values():
            _collect(part, found)
    elif isinstance(value, list):
        for part in value:
            _collect(part, found)


class _Reader:
    """Turns parts of the model into plain dictionaries in one language."""

    def __init__(self, translate: Translate) -> None:
        self.translate = translate
        self.by_kind: Mapping[type, Callable[..., Plain]] = {
            Paragraph: self.paragraph,
            KeyValues: self.key_values,
            Table: self.table,
            Steps: self.steps,
            EvidenceList: self.evidence,
            Image: self.image,
            Waiver: self.waiver,
        }

    def section(self, part: Section, number: str) -> Plain:
        return {
            "code": part.code,
            "number": number,
            "title": self.text(part.title),
            "blocks": [self.block(block) for block in part.blocks],
        }

    def block(self, block: Block) -> Plain:
        return self.by_kind[type(block)](block)

    def paragraph(self, block: Paragraph) -> Plain:
        return {"block": "paragraph", "role": block.role, "body": self.text(block.text)}

    def key_values(self, block: KeyValues) -> Plain:
        pairs = [[self.text(name), self.text(value)] for name, value in block.pairs]
        return self._titled("key_values", block.title) | {"pairs": pairs}

    def table(self, block: Table) -> Plain:
        return self._titled("table", block.title) | {
            "columns": [self.text(column.title) | {"share": column.share} for column in block.columns],
            "rows": [[self.text(cell) for cell in row] for row in block.rows],
        }

    def steps(self, block: Steps) -> Plain:
        steps: list[Plain] = [
            {"body": self.text(step.text), "notes": [self.text(note) for note in step.notes]}
            for step in block.steps
        ]
        return self._titled("steps", block.title) | {"steps": steps}

    def evidence(self, block: EvidenceList) -> Plain:
        entries: list[Plain] = [
            {
                "number": self.text(Identifier(entry.number)),
                "label": self.text(entry.label),
                "kind": self.text(entry.kind),
                "digest": self.text(Identifier(entry.digest)),
                "collected": self.text(entry.collected),
            }
            for entry in block.entries
        ]
        return self._titled("evidence", block.title) | {"entries": entries}

    def image(self, block: Image) -> Plain:
        return {
            "block": "image",
            "digest": self.text(Identifier(block.digest)),
            "caption": self.text(block.caption),
        }

    def waiver(self, block: Waiver) -> Plain:
        return {
            "block": "waiver",
            "reason": self.text(block.reason),
            "waived_by": self.text(block.waived_by),
            "waived": self.text(block.waived),
        }

    def _titled(self, name: str, title: Said | None) -> Plain:
        if title is None:
            return {"block": name}
        return {"block": name, "title": self.text(title)}

    def text(self, text: Text) -> Plain:
        if isinstance(text, Said):
            return {"text": showable(self._fill(text)), "style": "said", "tone": text.tone, "code": text.code}
        if isinstance(text, Moment):
            return {"text": _local(text), "style": "moment", "tone": "plain", "at": _utc(text)}
        if isinstance(text, Identifier):
            return {"text": showable(text.value), "style": "identifier", "tone": "plain"}
        return {"text": showable(text.words), "style": "written", "tone": "plain"}

    def _fill(self, said: Said) -> str:
        params = {name: self._param(param) for name, param in said.params.items()}
        try:
            return self.translate(said.template).format(**params)
        except (KeyError, IndexError, ValueError):
            # A translation with a misspelt place must not cost the customer the sentence.
            return said.template.format(**params)

    def _param(self, param: Scalar | Written | Identifier | Moment) -> Scalar:
        if isinstance(param, (Written, Identifier, Moment)):
            return str(self.text(param)["text"])
        return param


def _local(moment: Moment) -> str:
    at = moment.at.astimezone(_zone(moment.zone))
    name = at.tzname() or "UTC"
    return f"{at:%Y-%m-%d %H:%M} {name if name[0].isalpha() else 'UTC' + name}"


def _utc(moment: Moment) -> str:
    return moment.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Edges refuse unknown zones; an old row with one is shown in UTC, and says so by its name.
        return ZoneInfo("UTC")
