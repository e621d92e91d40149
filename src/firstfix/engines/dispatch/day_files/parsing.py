"""From bytes to a form: every mistake in a file as a sentence that names element, field and way out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from firstfix.engines.dispatch.day_files.mistakes import plain, sentence_of

__all__ = ["MOST_BYTES", "MOST_TOLD", "FormReader", "Unreadable", "decoded", "told_problems"]

# A day of 5,000 visits with everything said about each is about 5 MB.
MOST_BYTES = 64 * 1024 * 1024
# Who has more mistakes than these mends the first ones and looks again.
MOST_TOLD = 20

# What all our forms are called.
_OURS = re.compile(r"firstfix-[a-z]+-[0-9]+")

F = TypeVar("F")


class Unreadable(ValueError):
    """A file that cannot be meant: ``problems`` are sentences, one for each mistake."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(map(plain, problems))
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class FormReader(Generic[F]):
    """Reads the form of this name; ``what`` says what such a file is.

    ``counted`` are lists that may hold only so many elements, with the reason why.
    """

    adapter: TypeAdapter[F]
    form: str
    what: str
    counted: Mapping[str, tuple[int, str]]

    def read(self, text: str) -> F:
        """Give the form that the text holds. Raises Unreadable."""
        raw = _parsed(text, self.what)
        self._refuse_another_form(raw)
        self._refuse_masses(raw)
        try:
            return self.adapter.validate_json(text)
        except ValidationError as error:
            found = error.errors(include_url=False)
        schema = self.adapter.json_schema()
        raise Unreadable(told_problems([sentence_of(each, raw, schema) for each in found]))

    def _refuse_another_form(self, raw: object) -> None:
        """Say which file this is, instead of every field that another one has."""
        found = raw.get("format") if isinstance(raw, dict) else None
        if isinstance(found, str) and found != self.form and _OURS.fullmatch(found):
            raise Unreadable(
                [f"format: this is a file of the form {found!r}, not {self.form!r}. {self.what}"]
            )

    def _refuse_masses(self, raw: object) -> None:
        if not isinstance(raw, dict):
            return
        for name, (most, why) in self.counted.items():
            elements = raw.get(name)
            if isinstance(elements, list) and len(elements) > most:
                raise Unreadable([f"{name}: {len(elements):,} are too many for one plan. {why}"])


def decoded(content: bytes) -> str:
    """Give the text of a file's bytes. Raises Unreadable for what is empty, too large, or not UTF-8."""
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise Unreadable([f"It is larger than {most} MB. Split the days into several files."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"It is not UTF-8: byte {error.start + 1} cannot be read. Save it with the encoding UTF-8."
        raise Unreadable([problem]) from None
    if not text.strip():
        raise Unreadable(["It is empty. 'firstfix plan --example' prints a day to start from."])
    return text


def told_problems(problems: Sequence[str]) -> list[str]:
    """Give the first problems, each once, and how many more there are."""
    each_once = list(dict.fromkeys(problems))
    more = len(each_once) - MOST_TOLD
    return each_once if more <= 0 else [*each_once[:MOST_TOLD], f"And {more:,} more."]


def _parsed(text: str, what: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        problem = f"Line {error.lineno}, column {error.colno}: this is no JSON ({error.msg})."
        raise Unreadable([f"{problem} {what}"]) from None
    except RecursionError:
        raise Unreadable([f"It is nested more deeply than can be read. {what}"]) from None
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable([f"A number in it cannot be read: {error}."]) from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable([f"The field {twice!r} stands twice in one object; only one of them can be meant."])
    return found
