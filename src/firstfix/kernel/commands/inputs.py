"""The types that commands take from outside, each bounded, and how refusals name a bad field.

Everything that a person may type is *free text*: the ledger keeps only its salted hash, and the
words live in rows that can be erased. What is marked :class:`Plain` (codes, zones, numbers written
as text) is kept as it is. A plain ``str`` that nobody marked counts as free text, so a forgotten
mark errs to the safe side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from firstfix.engines.verdict import mark
from firstfix.kernel.ledger.recording import Plain
from firstfix.kernel.refusal import Refusal

__all__ = [
    "Code",
    "Count",
    "Day",
    "EmailAddress",
    "Input",
    "Line",
    "Minutes",
    "Moment",
    "Plain",
    "Ratio",
    "Words",
    "Zone",
    "invalid_input",
]


class Input(BaseModel):
    """A frozen set of fields that a command takes; unknown fields are refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


# Years outside this range come from broken clocks, not from cases.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_LARGEST_COUNT = 2**31 - 1


def _clean(text: str) -> str:
    if "\x00" in text:
        raise ValueError("it holds a NUL character; remove it")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("it holds half a character (a lone surrogate); send it as UTF-8")
    return unicodedata.normalize("NFC", text).strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _in_range(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"the year must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment.astimezone(UTC)


def _known_zone(name: str) -> str:
    if name not in _zone_names():
        raise ValueError("it is no time zone that is known; use a name such as Europe/Berlin")
    return name


@cache
def _zone_names() -> set[str]:
    # Looking them up reads six hundred files.
    return available_timezones()


def _text_of(value: Any) -> Any:
    return _clean(value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_text_of), StringConstraints(min_length=1, max_length=20_000)]
"""Free text of one or more lines."""
Line = Annotated[
    str, BeforeValidator(_text_of), AfterValidator(_one_line), StringConstraints(min_length=1, max_length=300)
]
"""Free text of one line."""
EmailAddress = Annotated[
    str,
    BeforeValidator(_text_of),
    StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$", max_length=254),
]
"""A mailbox; personal, so it counts as free text."""
Code = Annotated[
    str, BeforeValidator(_text_of), StringConstraints(pattern=r"^[A-Za-z0-9][\w.:/+-]{0,99}$"), Plain()
]
"""A stable word of the system or of another system."""
Zone = Annotated[str, BeforeValidator(_text_of), AfterValidator(_known_zone), Plain()]
Count = Annotated[int, Field(strict=True, ge=0, le=_LARGEST_COUNT)]
Minutes = Annotated[int, Field(strict=True, ge=0, le=60 * 24 * 366)]
Ratio = Annotated[float, Field(ge=0, le=1)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
"""An instant with a zone, kept in UTC."""
Day = date

_PROBLEMS: Mapping[str, str] = {
    "missing": mark("it is needed"),
    "extra_forbidden": mark("there is no such field here"),
    "string_too_short": mark("it is empty"),
    "string_too_long": mark("it is longer than {max_length} characters"),
    "string_pattern_mismatch": mark("it does not have the form that is expected"),
    "string_type": mark("it must be text"),
    "uuid_parsing": mark("it is not an id"),
    "int_type": mark("it must be a whole number"),
    "greater_than_equal": mark("it must be {ge} or more"),
    "less_than_equal": mark("it must be {le} or less"),
    "timezone_aware": mark("it needs a time zone, for example 2026-01-31T09:00:00+01:00"),
    "literal_error": mark("it must be one of {expected}"),
    "enum": mark("it must be one of {expected}"),
}


def invalid_input(error: ValidationError) -> Refusal:
    """Give the refusal that names every bad field with what is wrong and what is expected."""
    fields = {_path(problem["loc"]): _problem(problem) for problem in error.errors(include_url=False)}
    first, words = next(iter(fields.items()))
    return Refusal(
        "invalid_input",
        mark("Field {field}: {problem}."),
        {"field": first, "problem": words},
        fields=fields,
    )


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in location) or "body"


def _problem(problem: Any) -> str:
    template = _PROBLEMS.get(problem["type"])
    if template is None:
        return str(problem["msg"]).removeprefix("Value error, ")
    return template.format(**problem.get("ctx", {}))
