"""What matters more than what: the price of every minute and fact that a plan is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["DEFAULT_POLICY", "REPAIR_POLICY", "Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a minute or a fact costs, in points; a change is a new version.

    The proportions are those that were measured before building (docs/explanation/dispatch-search.md): a
    minute late for a P1 is worth twenty minutes of driving, an undone P1 five hundred hours of it.
    """

    version: str = "dispatch-1"
    travel: int = 10
    overtime: int = 15
    late: Mapping[int, int] = field(default_factory=lambda: {1: 200, 2: 50, 3: 20, 4: 0})
    unserved: Mapping[int, int] = field(default_factory=lambda: {1: 300_000, 2: 40_000, 3: 12_000, 4: 2_000})
    # As much as a quarter of an hour of driving: knowing a customer saves about that.
    not_preferred: int = 150
    # The worst jobs must not pile up on one person (S0-P16): each one that somebody has already adds this.
    unpopular: int = 60
    # Another face costs a call, another hour a call and trust; small shifts go unnoticed.
    other_technician: int = 300
    moved_minute: int = 3
    unmoved_minutes: int = 15
    # An outing to the depot costs its minutes of driving; this is for the handling.
    pick_up: int = 50

    def worth_of(self, priority: int, value: int | None) -> int:
        """Give the points of leaving a visit out, for one of its crew: its own value, else by priority."""
        return self.unserved.get(priority, 0) if value is None else value


DEFAULT_POLICY = Policy()

# After an event people have planned already for who comes when: another face is worth five hours on the road,
# and an hour later half an hour. Our own judgement: at the default prices a repair of the demo's region moved
# half of its visits to save driving, and each of them is a call to make.
REPAIR_POLICY = Policy(version="dispatch-1-repair", other_technician=3_000, moved_minute=5)
