"""A log read into cases: every event in time order, and an account of every row that did not become one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from firstfix.engines.scorecard.event import Event
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.mapping import LogMapping

# How many places of a fault are kept as examples; the counts are always whole.
EXAMPLES: Final = 5


@dataclass(slots=True)
class Account:
    """Where every row went: ``row_count`` is the sum of the events and of what was left out.

    ``left_out`` counts rows by reason, ``examples`` names some of them by number (the first row after the
    header is 1). ``unknown_kinds`` are the log's words that no mapping knows; such events stay.
    ``unread_times`` are some of the texts that are no time. ``misread_count`` counts places that are no
    UTF-8, ``broken_off`` says where a file breaks off before its end.
    """

    row_count: int = 0
    case_count: int = 0
    event_count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    unknown_kinds: Counter[str] = field(default_factory=Counter)
    columns: tuple[str, ...] = ()
    missing_columns: tuple[tuple[str, str], ...] = ()
    doubled_columns: tuple[str, ...] = ()
    unread_times: list[str] = field(default_factory=list)
    misread_count: int = 0
    broken_off: str = ""
    time_ways: Mapping[str, int] = field(default_factory=dict)
    backward_cases: list[str] = field(default_factory=list)

    def leave_out(self, reason: str, row_number: int) -> None:
        """Count a row as left out."""
        self.left_out[reason] += 1
        if len(self.examples[reason]) < EXAMPLES:
            self.examples[reason].append(row_number)


@dataclass(slots=True)
class Log:
    """The cases of a log, each with its events in time order; ``attributes`` names what they carry.

    ``kinds`` are all kinds of event that occur. ``histories`` are there instead of the events where a log
    that is written case by case was read without keeping them.
    """

    mapping: LogMapping
    attributes: tuple[str, ...]
    cases: dict[str, list[Event]]
    account: Account
    kinds: frozenset[str] = frozenset()
    histories: list[History] = field(default_factory=list)

    @property
    def event_count(self) -> int:
        """Give how many events the cases have together."""
        return self.account.event_count


class ScatteredError(ValueError):
    """A case comes back after another one: without its events it cannot be told from its start."""
