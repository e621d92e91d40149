"""Counts of what was seen, each with the first packets that showed it and how long it went on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

__all__ = ["MOST_NUMBERS", "Seen", "Tally"]

# As many packet numbers as somebody looks up by hand.
MOST_NUMBERS: Final = 8
# A capture made to confuse names more things than can be kept; those beyond are counted together.
_MOST_KEYS: Final = 5000

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Seen:
    """How often, in which packets first, and from when to when (nanoseconds since 1970)."""

    count: int = 0
    first_ns: int = 0
    last_ns: int = 0
    numbers: list[int] = field(default_factory=list)

    def note(self, number: int, at_ns: int, count: int = 1) -> None:
        """Count one more, shown by this packet."""
        if not self.count:
            self.first_ns = self.last_ns = at_ns
        self.count += count
        if at_ns > self.last_ns:
            self.last_ns = at_ns
        elif at_ns < self.first_ns:
            self.first_ns = at_ns
        if len(self.numbers) < MOST_NUMBERS:
            self.numbers.append(number)

    def note_all(self, numbers: list[int], at_ns: list[int]) -> None:
        """Count those shown by these packets, of which there is at least one."""
        self.note(numbers[0], min(at_ns))
        self.last_ns = max(self.last_ns, *at_ns)
        self.count += len(numbers) - 1
        self.numbers.extend(numbers[1 : 1 + MOST_NUMBERS - len(self.numbers)])

    @property
    def seconds(self) -> float:
        """Give how long it went on."""
        return (self.last_ns - self.first_ns) / 1e9


class Tally(Generic[Key]):
    """Counts by key, bounded."""

    def __init__(self) -> None:
        self._seen: dict[Key, Seen] = {}
        self.left_out = 0

    def note(self, key: Key, number: int, at_ns: int, count: int = 1) -> None:
        """Count one more of a kind."""
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) >= _MOST_KEYS:
                self.left_out += count
                return
            seen = self._seen[key] = Seen()
        seen.note(number, at_ns, count)

    def __getitem__(self, key: Key) -> Seen:
        return self._seen.get(key) or Seen()

    def __iter__(self) -> Iterator[tuple[Key, Seen]]:
        yield from self._seen.items()
