"""The part of YAML that specs of others are written in: mappings, lists and texts, by indentation.

No library for YAML comes along with the kit, and these files need little of it. Anchors, tags and what is
nested inside brackets over several lines are refused with their line, never guessed at. JSON is read as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["YamlError", "documents_of"]

_KEY: Final = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:,\[\]{}&*!|>'"%@`-][^#:]*?|-[^\s#:][^#:]*?)\s*:(?:\s+|$)"""
)
_BLOCK: Final = re.compile(r"([|>])([+-]?)\s*(?:#.*)?")
_WHOLE: Final = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,17})\.\d{1,17}")
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}
# A spec of a product is a few hundred lines, nested six levels deep.
_MOST_DEPTH: Final = 40


class YamlError(ValueError):
    """What cannot be read, in a sentence, and the line where it stands."""

    def __init__(self, sentence: str, line: int) -> None:
        self.sentence, self.line = sentence, line
        super().__init__(f"line {line}: {sentence}")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


def documents_of(text: str) -> list[Any]:
    """Give every document of a file. Raises YamlError."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return [json.loads(text)]
        except json.JSONDecodeError as error:
            raise YamlError(f"this is no JSON: {error.msg} (column {error.colno}).", error.lineno) from None
        except (ValueError, RecursionError):
            raise YamlError("it is nested too deep, or holds a number that is too long.", 1) from None
    read = (_Reader(lines).document() for lines in _documents(text))
    return [each for each in read if each is not None]


def _documents(text: str) -> Iterator[list[_Line]]:
    lines: list[_Line] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"(---|\.\.\.)(\s|$)", line):
            yield lines
            lines = []
            continue
        bare = line.lstrip(" ")
        if bare.startswith("\t"):
            raise YamlError("indent with spaces, not with tabs.", number)
        lines.append(_Line(number, len(line) - len(bare), bare.rstrip()))
    yield lines


class _Reader:
    """Reads one document from its lines, from the first to the last."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._place = 0

    def document(self) -> Any:
        """Give the value of the whole document."""
        value = self._value(-1, 0)
        line = self._next()
        if line is not None:
            raise YamlError("this line is indented less than what it belongs to.", line.number)
        return value

    def _next(self) -> _Line | None:
        """Give the next line that says something, without going on."""
        while self._place < len(self._lines):
            line = self._lines[self._place]
            if line.text and not line.text.startswith("#"):
                return line
            self._place += 1
        return None

    def _value(self, parent: int, depth: int) -> Any:
        line = self._next()
        if line is None or line.indent <= parent:
            return None
        if depth > _MOST_DEPTH:
            raise YamlError("it is nested too deep.", line.number)
        if line.text == "-" or line.text.startswith("- "):
            return self._sequence(line.indent, depth)
        if _KEY.match(line.text):
            return self._mapping(line.indent, depth)
        self._place += 1
        return _scalar(_uncommented(line.text), line.number)

    def _sequence(self, indent: int, depth: int) -> list[Any]:
        found: list[Any] = []
        while (line := self._next()) is not None and line.indent == indent:
            if line.text != "-" and not line.text.startswith("- "):
                break
            rest = line.text[1:].lstrip(" ")
            if not rest or rest.startswith("#"):
                self._place += 1
                found.append(self._value(indent, depth + 1))
                continue
            # What stands behind the dash is as if it stood on a line of its own, indented that far.
            inner = indent + len(line.text) - len(rest)
            self._lines[self._place] = _Line(line.number, inner, rest)
            found.append(self._value(indent, depth + 1))
        return found

    def _mapping(self, indent: int, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (line := self._next()) is not None and line.indent == indent:
            key = _KEY.match(line.text)
            if key is None:
                raise YamlError("a name and a colon are missing here.", line.number)
            name = str(_scalar(key[1], line.number))
            if name in found:
                raise YamlError(f"{name!r} stands twice.", line.number)
            found[name] = self._after_key(line, _uncommented(line.text[key.end() :]), depth)
        return found

    def _after_key(self, line: _Line, rest: str, depth: int) -> Any:
        self._place += 1
        block = _BLOCK.fullmatch(rest)
        if block:
            return self._block(line.indent, is_folded=block[1] == ">", keeps_end=block[2] != "-")
        if rest:
            return _scalar(rest, line.number)
        following = self._next()
        # A list may stand as far left as the name that it belongs to.
        is_list = following is not None and following.indent == line.indent and following.text[:1] == "-"
        return self._value(line.indent - 1 if is_list else line.indent, depth + 1)

    def _block(self, indent: int, *, is_folded: bool, keeps_end: bool) -> str:
        """Give a text of several lines: everything that is indented further."""
        lines: list[_Line] = []
        while self._place < len(self._lines):
            line = self._lines[self._place]
            if line.text and line.indent <= indent:
                break
            lines.append(line)
            self._place += 1
        least = min((line.indent for line in lines if line.text), default=0)
        texts = [" " * (line.indent - least) + line.text if line.text else "" for line in lines]
        whole = (" " if is_folded else "\n").join(texts).rstrip("\n ")
        return f"{whole}\n" if keeps_end and whole else whole


def _scalar(text: str, number: int) -> Any:
    if text[:1] in {"&", "*", "!", "%", "@", "`"}:
        raise YamlError(f"{text[:20]!r}: anchors, tags and directives are not read here.", number)
    if text[:1] == '"':
        try:
            return json.loads(text)
        except ValueError:
            raise YamlError(
                "this text in quotes does not end, or holds an escape of no known kind.", number
            ) from None
    if text[:1] == "'":
        if len(text) < 2 or not text.endswith("'"):
            raise YamlError("this text in quotes does not end.", number)
        return text[1:-1].replace("''", "'")
    if text[:1] in {"[", "{"}:
        return _in_brackets(text, number)
    if text.casefold() in _WORDS:
        return _WORDS[text.casefold()]
    return int(text) if _WHOLE.fullmatch(text) else float(text) if _NUMBER.fullmatch(text) else text


def _in_brackets(text: str, number: int) -> Any:
    """Give a list or mapping in brackets: one that is JSON, or a list of plain words."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        inner = text[1:-1].strip()
        if text[0] == "[" and text.endswith("]") and not re.search(r"[\[\]{}]", inner):
            return [_scalar(each.strip(), number) for each in inner.split(",")] if inner else []
    raise YamlError("what stands in brackets must end on this line and be simple.", number)


def _uncommented(text: str) -> str:
    """Give a value without the remark behind it; a hash inside quotes or a word is no remark."""
    if text[:1] in {'"', "'"}:
        end = re.match(r""""(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*'""", text)
        return end[0] if end and re.fullmatch(r"\s*(#.*)?", text[end.end() :]) else text
    return re.sub(r"(^|\s)#.*$", "", text).strip()
