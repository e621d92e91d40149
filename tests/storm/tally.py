"""What came of a storm, counted by path."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Tally"]


@dataclass
class Tally:
    """The counts of one path's sequences, and every violation that the oracle found."""

    path: str
    is_carrier: bool = True
    sequence_count: int = 0
    carried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    ended_by: Counter[str] = field(default_factory=Counter)
    held_by: Counter[str] = field(default_factory=Counter)
    interrupted: Counter[str] = field(default_factory=Counter)
    resolved_sequence_count: int = 0
    ended_sequence_count: int = 0
    replayed_count: int = 0
    violations: Counter[str] = field(default_factory=Counter)

    def count(self, path: str, command: str, refused: str, *, is_end: bool) -> None:
        """Count one command that ``path`` carried, or refused with a code; ``is_end`` calls work done."""
        (self.refused if refused else self.carried)[refused or path] += 1
        if is_end:
            (self.held_by if refused else self.ended_by)[path] += 1

    @property
    def has_blown(self) -> bool:
        """Tell whether this path ended work and was refused to; what only comes in cannot end any itself."""
        if self.is_carrier:
            return self.ended_by[self.path] > 0 and self.held_by[self.path] > 0
        return bool(self.ended_by and self.held_by and self.interrupted)

    @property
    def command_count(self) -> int:
        """Give how many commands were carried out or refused."""
        return self.carried.total() + self.refused.total()

    def words(self) -> str:
        """Give the counts in one line."""
        share = 100 * self.resolved_sequence_count / max(self.sequence_count, 1)
        ended = 100 * self.ended_sequence_count / max(self.sequence_count, 1)
        return (
            f"{self.path}: {self.sequence_count} sequences, {self.command_count} commands"
            f" ({dict(self.carried.most_common())} done, {self.refused.total()} refused:"
            f" {dict(self.refused.most_common(12))}), {self.replayed_count} replays,"
            f" work called done in {ended:.0f} %, case resolved in {share:.0f} % of the sequences"
            f" ({dict(self.ended)}), ended by {dict(self.ended_by)},"
            f" refused to end by {dict(self.held_by)}, came in besides: {dict(self.interrupted)},"
            f" violations: {dict(self.violations)}"
        )
