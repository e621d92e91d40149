"""What may be read of the plan: what an actor may see of it, whom to send, and a day by engineer."""

from firstfix.apps.dispatching.queries.day_list import (
    DayList,
    DayVisit,
    EngineerDay,
    UnplannedOrder,
    day_list,
    local_day,
)
from firstfix.apps.dispatching.queries.my_day import MyVisit, my_visits, unanswered_visits
from firstfix.apps.dispatching.queries.suggesting import Proposal, suggest_engineers
from firstfix.apps.dispatching.queries.travelling import learnt_roads, register_travel_source, travel_matrix
from firstfix.apps.dispatching.queries.visible import (
    visible_absences,
    visible_assignments,
    visible_on_call_shifts,
)

__all__ = [
    "DayList",
    "DayVisit",
    "EngineerDay",
    "MyVisit",
    "Proposal",
    "UnplannedOrder",
    "day_list",
    "learnt_roads",
    "local_day",
    "my_visits",
    "register_travel_source",
    "suggest_engineers",
    "travel_matrix",
    "unanswered_visits",
    "visible_absences",
    "visible_assignments",
    "visible_on_call_shifts",
]
