"""What the pages about the plan draw: the strip of a day, the board of some days, and the map beside it."""

from firstfix.apps.dispatching.forms.axis import ZOOMS, Axis, day_at, weekday_of
from firstfix.apps.dispatching.forms.board import DrawnBoard, DrawnLane, drawn_board
from firstfix.apps.dispatching.forms.day import NEXT_STEP, DrawnDay, drawn_day
from firstfix.apps.dispatching.forms.map import DrawnMap, drawn_map
from firstfix.apps.dispatching.forms.plan import (
    TERM_WORDS,
    TermRow,
    costs_of,
    percent_less,
    term_rows,
)
from firstfix.apps.dispatching.forms.why import ToldWhy, told_why
from firstfix.apps.dispatching.forms.worth import POINTS_A_MINUTE, worth_words

__all__ = [
    "NEXT_STEP",
    "POINTS_A_MINUTE",
    "TERM_WORDS",
    "ZOOMS",
    "Axis",
    "DrawnBoard",
    "DrawnDay",
    "DrawnLane",
    "DrawnMap",
    "TermRow",
    "ToldWhy",
    "costs_of",
    "day_at",
    "drawn_board",
    "drawn_day",
    "drawn_map",
    "percent_less",
    "term_rows",
    "told_why",
    "weekday_of",
    "worth_words",
]
