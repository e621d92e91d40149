"""Where things stand in a TOML text: the parser of the standard library forgets lines, people need them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Places", "places_of"]

_HEADER = re.compile(r"\s*(\[\[|\[)\s*([A-Za-z0-9_.\-\" ]+?)\s*\]{1,2}")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-\"']+(?:\s*\.\s*[A-Za-z0-9_\-\"']+)*)\s*=")
_QUOTES = re.compile(r'"""|\'\'\'')


@dataclass(frozen=True, slots=True)
class Places:
    """The line of every header and key; checks are counted from 0 in the order of the file."""

    lines: Mapping[tuple[str, int, str], int]

    def line(self, section: str, number: int = 0, key: str = "") -> int | None:
        """Give the line of a key, of its section where the key is not there, None where neither is."""
        exact = self.lines.get((section, number, key))
        return exact if exact is not None else self.lines.get((section, number, ""))


def places_of(text: str) -> Places:
    """Give the places of a TOML text that could be parsed."""
    lines: dict[tuple[str, int, str], int] = {}
    section, number, prefix = "", 0, ""
    count: dict[str, int] = {}
    for line_number, line in _outside_of_texts(text):
        header = _HEADER.match(line)
        if header:
            section, _, prefix = header[2].replace('"', "").replace(" ", "").partition(".")
            if header[1] == "[[":
                count[section] = count.get(section, -1) + 1
            number = count.get(section, 0)
            lines.setdefault((section, number, prefix), line_number)
            continue
        key = _KEY.match(line)
        if key:
            words = re.sub(r"[\s\"']", "", key[1])
            name = f"{prefix}.{words}" if prefix else words
            _note(lines, (section, number, name), line_number)
    return Places(lines)


def _note(lines: dict[tuple[str, int, str], int], place: tuple[str, int, str], line_number: int) -> None:
    section, number, name = place
    lines.setdefault(place, line_number)
    # `expect.private = true` is found under `expect`, too.
    lines.setdefault((section, number, name.partition(".")[0]), line_number)


def _outside_of_texts(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines that do not begin inside a text of several lines, with their numbers from 1."""
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            yield number, line
        for quotes in _QUOTES.findall(line):
            inside = "" if quotes == inside else inside or quotes
