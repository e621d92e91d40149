"""Which column of a log means what, as data: how anybody's log becomes event rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from firstfix.engines.scorecard.event import KINDS

# What the KPIs understand of a case. Stamps are times, counts are whole numbers, the rest is text.
STAMPS: Final = ("opened_at", "resolved_at", "closed_at", "due_at")
COUNTS: Final = ("reopen_count", "handover_count", "sequence")
TEXTS: Final = (
    "sla_met", "priority", "group", "assignee", "category", "job_type", "asset", "site", "customer",
    "resolved_by", "end_code", "merged_into", "rating", "least_minutes",
)  # fmt: skip
ATTRIBUTES: Final = STAMPS + COUNTS + TEXTS
# Who did something: never a segment, because no KPI ranks persons (docs/reference/kpis.md).
PERSONS: Final = ("assignee", "resolved_by")
TIME_FORMATS: Final = ("auto", "day_first", "month_first")
YES: Final = frozenset({"true", "yes", "y", "t", "1", "met"})
NO: Final = frozenset({"false", "no", "n", "f", "0", "missed", "breached"})

_TEXT_FIELDS: Final = ("name", "case", "at", "kind", "actor", "time_format")
_TABLE_FIELDS: Final = ("kinds", "attributes")
_LIST_FIELDS: Final = ("priorities", "told_at_end")


@dataclass(frozen=True, slots=True)
class LogMapping:
    """The columns of a log: ``case``, ``at`` and ``kind`` must be there, the rest may be missing.

    ``kinds`` translates the log's words into :data:`KINDS` (case does not matter; our own words need no
    entry). ``attributes`` says for each of :data:`ATTRIBUTES` which column holds it. ``priorities`` lists
    the log's priorities from the highest down. ``told_at_end`` names the attributes that nobody can know
    before the end. ``time_format`` is needed only where dates are written with slashes.
    """

    name: str
    case: str
    at: str
    kind: str
    actor: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    priorities: tuple[str, ...] = ()
    told_at_end: tuple[str, ...] = ()
    time_format: str = "auto"


class MappingError(ValueError):
    """A mapping cannot be used; ``sentences`` say each thing that is wrong with it."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


def read_mapping(document: Mapping[str, object]) -> LogMapping:
    """Give the mapping that a JSON document describes.

    Raises :class:`MappingError` with a sentence for each thing that is wrong.
    """
    wrong = [*_wrong_shapes(document), *_missing_columns(document)]
    if wrong:
        raise MappingError(wrong)
    mapping = LogMapping(
        name=str(document.get("name", "log")),
        case=str(document["case"]),
        at=str(document["at"]),
        kind=str(document["kind"]),
        actor=str(document.get("actor", "")),
        kinds=_table(document.get("kinds")),
        attributes=_table(document.get("attributes")),
        priorities=_list(document.get("priorities")),
        told_at_end=_list(document.get("told_at_end")),
        time_format=str(document.get("time_format", "auto")),
    )
    if wrong := _wrong_words(mapping):
        raise MappingError(wrong)
    return mapping


def _wrong_shapes(document: Mapping[str, object]) -> list[str]:
    known = {*_TEXT_FIELDS, *_TABLE_FIELDS, *_LIST_FIELDS}
    return [
        *(f"The mapping has {name!r}, which means nothing here." for name in document if name not in known),
        *(
            f"{name!r} must be a text."
            for name in _TEXT_FIELDS
            if not isinstance(document.get(name, ""), str)
        ),
        *(
            f"{name!r} must be a table of texts."
            for name in _TABLE_FIELDS
            if not _is_table(document.get(name, {}))
        ),
        *(
            f"{name!r} must be a list of texts."
            for name in _LIST_FIELDS
            if not _is_list(document.get(name, []))
        ),
    ]


def _missing_columns(document: Mapping[str, object]) -> list[str]:
    needed = ("case", "at", "kind")
    return [
        f"Say which column is {name!r}; without it there are no events."
        for name in needed
        if not document.get(name)
    ]


def _wrong_words(mapping: LogMapping) -> list[str]:
    kinds = ", ".join(sorted(KINDS))
    names = ", ".join(ATTRIBUTES)
    asked = (*mapping.attributes, *mapping.told_at_end)
    return [
        *(
            f"{word!r} cannot become {kind!r}; the kinds are: {kinds}."
            for word, kind in mapping.kinds.items()
            if kind not in KINDS
        ),
        *(f"{name!r} is no attribute; they are: {names}." for name in asked if name not in ATTRIBUTES),
        *(
            [f"'time_format' must be one of: {', '.join(TIME_FORMATS)}."]
            if mapping.time_format not in TIME_FORMATS
            else []
        ),
    ]


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(word, str) for pair in value.items() for word in pair
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)


def _table(value: object) -> dict[str, str]:
    return {str(name): str(word) for name, word in value.items()} if isinstance(value, Mapping) else {}


def _list(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list | tuple) else ()
