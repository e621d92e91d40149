"""What may be read of the plan: what an actor may see of it, whom to send, and a day by engineer."""

from firstfix.apps.dispatching.queries.board import Block, Board, BoardSpan, Lane, SeenVisit, board
from firstfix.apps.dispatching.queries.day_list import (
    DayList,
    DayVisit,
    EngineerDay,
    day_list,
    local_day,
)
from firstfix.apps.dispatching.queries.fairness import Burden, fairness_counters
from firstfix.apps.dispatching.queries.my_day import MyVisit, my_visits, unanswered_visits
from firstfix.apps.dispatching.queries.narrowing import (
    EVERYBODY,
    EngineerChoices,
    Narrowing,
    engineer_choices,
)
from firstfix.apps.dispatching.queries.planning.difference import (
    Change,
    EngineerChange,
    PlanDifference,
    plan_difference,
)
from firstfix.apps.dispatching.queries.planning.lateness import LateTrip, late_running
from firstfix.apps.dispatching.queries.planning.proposals import proposals
from firstfix.apps.dispatching.queries.planning.reading import PlanScope
from firstfix.apps.dispatching.queries.planning.slots import Bumped, SlotOffer, Slots, suggest_slots
from firstfix.apps.dispatching.queries.planning.why import (
    EngineerOption,
    ReasonHelp,
    Sentence,
    WhyEngineer,
    WhyUnplanned,
    why_engineer,
    why_unplanned,
)
from firstfix.apps.dispatching.queries.repairing import RepairSubjects, repair_subjects
from firstfix.apps.dispatching.queries.suggesting import Proposal, suggest_engineers
from firstfix.apps.dispatching.queries.travelling import (
    learnt_roads,
    register_known_ways,
    register_travel_source,
    travel_matrix,
)
from firstfix.apps.dispatching.queries.unplanned import UnplannedOrder, unplanned_orders
from firstfix.apps.dispatching.queries.visible import (
    visible_absences,
    visible_assignments,
    visible_on_call_shifts,
    visible_plan_proposals,
)
from firstfix.apps.dispatching.queries.way_there import way_there

__all__ = [
    "EVERYBODY",
    "Block",
    "Board",
    "BoardSpan",
    "Bumped",
    "Burden",
    "Change",
    "DayList",
    "DayVisit",
    "EngineerChange",
    "EngineerChoices",
    "EngineerDay",
    "EngineerOption",
    "Lane",
    "LateTrip",
    "MyVisit",
    "Narrowing",
    "PlanDifference",
    "PlanScope",
    "Proposal",
    "ReasonHelp",
    "RepairSubjects",
    "SeenVisit",
    "Sentence",
    "SlotOffer",
    "Slots",
    "UnplannedOrder",
    "WhyEngineer",
    "WhyUnplanned",
    "board",
    "day_list",
    "engineer_choices",
    "fairness_counters",
    "late_running",
    "learnt_roads",
    "local_day",
    "my_visits",
    "plan_difference",
    "proposals",
    "register_known_ways",
    "register_travel_source",
    "repair_subjects",
    "suggest_engineers",
    "suggest_slots",
    "travel_matrix",
    "unanswered_visits",
    "unplanned_orders",
    "visible_absences",
    "visible_assignments",
    "visible_on_call_shifts",
    "visible_plan_proposals",
    "way_there",
    "why_engineer",
    "why_unplanned",
]
