"""Pages about who goes when: one's own day, the day of everybody, and the board of some days."""

from firstfix.apps.dispatching.views.board import board
from firstfix.apps.dispatching.views.days import day, my_day

__all__ = ["board", "day", "my_day"]
