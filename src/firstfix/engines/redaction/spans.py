"""Places in a text: merged, masked, and mapped back to where they stood before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

Span = tuple[int, int, str]
PLACEHOLDER = re.compile(r"\[redacted:(?P<kind>[a-z_]{1,32})-(?P<number>[0-9a-z]{1,16})\]")


def merged(spans: Iterable[Span]) -> list[Span]:
    """Give the spans in order with overlapping ones joined under the kind of the first."""
    joined: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if joined and start < joined[-1][1]:
            first, last, name = joined[-1]
            joined[-1] = (first, max(last, end), name)
        elif end > start:
            joined.append((start, end, kind))
    return joined


class Kept:
    """The placeholders that already stand in a text; nothing inside them is a secret."""

    def __init__(self, text: str) -> None:
        self.spans = [match.span() for match in PLACEHOLDER.finditer(text)]
        self.starts = [start for start, _ in self.spans]

    def has(self, start: int, end: int) -> bool:
        """Tell whether the place lies inside one placeholder."""
        held = self._at(start)
        return held is not None and end <= held[1]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Give the place grown so that it cuts no placeholder in two."""
        first, last = self._at(start), self._at(end - 1)
        return first[0] if first else start, last[1] if last else end

    def _at(self, place: int) -> tuple[int, int] | None:
        held = bisect_right(self.starts, place) - 1
        return self.spans[held] if held >= 0 and place < self.spans[held][1] else None


class Masked:
    """A text with placeholders over the spans found so far, and the way back to its own places."""

    def __init__(self, text: str, spans: list[Span]) -> None:
        parts: list[str] = []
        self.places: list[tuple[int, int, int, int]] = []
        place = length = 0
        for start, end, kind in spans:
            mask = f"[redacted:{kind}-0]"
            length += start - place
            parts += (text[place:start], mask)
            self.places.append((length, length + len(mask), start, end))
            length += len(mask)
            place = end
        self.text = "".join([*parts, text[place:]])
        self.starts = [masked_start for masked_start, *_ in self.places]

    def original(self, span: Span) -> Span:
        """Give where a span of the masked text stood in the text before."""
        start, end, kind = span
        return self._before(start), self._before(end), kind

    def _before(self, place: int) -> int:
        held = bisect_right(self.starts, place) - 1
        if held < 0:
            return place
        masked_start, masked_end, start, end = self.places[held]
        return start if place == masked_start else end + place - masked_end
