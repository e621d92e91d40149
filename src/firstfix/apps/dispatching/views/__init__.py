"""Pages about who goes when: one's own day, the day of everybody, the board of some days, and plans."""

from firstfix.apps.dispatching.views.board import board
from firstfix.apps.dispatching.views.days import day, my_day
from firstfix.apps.dispatching.views.late import late_list
from firstfix.apps.dispatching.views.narrowing import narrow_board
from firstfix.apps.dispatching.views.plans import plan_proposal
from firstfix.apps.dispatching.views.repairs import ask_repair

__all__ = ["ask_repair", "board", "day", "late_list", "my_day", "narrow_board", "plan_proposal"]
