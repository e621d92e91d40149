"""The terms whose sum a plan costs: the same names for search, checker and explanation."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Terms"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan or a part of it costs, in points, by name; their sum is its cost."""

    travel: int = 0
    overtime: int = 0
    lateness: int = 0
    unserved: int = 0
    preference: int = 0
    fairness: int = 0
    disruption: int = 0
    parts: int = 0

    @property
    def total(self) -> int:
        """Give the sum."""
        return sum(getattr(self, name) for name in self.__slots__)

    @property
    def missed(self) -> int:
        """Give the points of what customers go without: visits left out, and minutes late.

        A plan that is no worse by this serves customers as well as another, whatever it costs on the road.
        """
        return self.unserved + self.lateness

    def __add__(self, other: Terms) -> Terms:
        return Terms(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def __sub__(self, other: Terms) -> Terms:
        return Terms(*(getattr(self, name) - getattr(other, name) for name in self.__slots__))
