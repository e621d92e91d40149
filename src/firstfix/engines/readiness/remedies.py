"""What to ask of whom: the missing items of a verdict, grouped by the people who can give them."""

from dataclasses import dataclass

from firstfix.engines.verdict import Missing, Verdict

__all__ = ["Remedy", "next_remedies"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """One errand: these roles can give these items."""

    who: tuple[str, ...]
    missing: tuple[Missing, ...]

    @property
    def commands(self) -> tuple[str, ...]:
        """Give the commands that supply the items, each once, in order."""
        return tuple(dict.fromkeys(lack.remedy for lack in self.missing if lack.remedy))


def next_remedies(verdict: Verdict) -> tuple[Remedy, ...]:
    """Give one errand for each set of roles, the one that supplies most first.

    What no right goes round comes first among errands of the same size, since nothing else helps.
    """
    groups: dict[tuple[str, ...], list[Missing]] = {}
    for lack in verdict.missing:
        groups.setdefault(lack.who, []).append(lack)
    remedies = [Remedy(who, tuple(lacks)) for who, lacks in groups.items()]
    return tuple(sorted(remedies, key=_urgency))


def _urgency(remedy: Remedy) -> tuple[int, int, tuple[str, ...]]:
    binding_count = sum(1 for lack in remedy.missing if not lack.waivable)
    return (-len(remedy.missing), -binding_count, remedy.who)
