"""Plan days of many technicians: who does what, in which order, and what is left out, at the least cost.

``plan = make_plan(job, Iterations(2000))`` gives a :class:`Plan`; :func:`check_plan` reads it again from the
job alone. :func:`problems_of` says what is wrong with a job before anybody plans it.
"""

from firstfix.engines.dispatch.planning.checker import Checked, check_plan
from firstfix.engines.dispatch.planning.forecast import Forecast, LateVisit, Sureness, forecast_lateness
from firstfix.engines.dispatch.planning.forecast_events import Delayed, Event, Finished, Overrun, Started
from firstfix.engines.dispatch.planning.forecast_takers import Taker
from firstfix.engines.dispatch.planning.forecast_walk import Expected
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.model import (
    Appointment,
    Depot,
    Job,
    Meal,
    Needed,
    Pin,
    Promise,
    Shift,
    Skill,
    Technician,
    Visit,
)
from firstfix.engines.dispatch.planning.plan import Break, PickUp, Plan, PlannedDay, PlannedVisit, told_plan
from firstfix.engines.dispatch.planning.policy import DEFAULT_POLICY, REPAIR_POLICY, Policy
from firstfix.engines.dispatch.planning.search import Found, Iterations, make_plan, search
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.unserved import (
    BlockedBy,
    Help,
    Limits,
    WhyUnserved,
    relaxed_plan,
    why_unserved,
)
from firstfix.engines.dispatch.planning.validation import problems_of
from firstfix.engines.dispatch.planning.why import (
    Option,
    WhyEngineer,
    draft_of,
    planned_spot,
    slots_for,
    why_engineer,
)
from firstfix.engines.dispatch.planning.why_blocks import Block
from firstfix.engines.dispatch.planning.why_slots import Alternative, GaveWay, alternative_plan
from firstfix.engines.dispatch.planning.why_told import Spot
from firstfix.engines.dispatch.planning.why_words import At, Named, Said

__all__ = [
    "DEFAULT_POLICY",
    "REPAIR_POLICY",
    "Alternative",
    "Appointment",
    "At",
    "Block",
    "BlockedBy",
    "Break",
    "Checked",
    "Delayed",
    "Depot",
    "Event",
    "Expected",
    "Finished",
    "Forecast",
    "Found",
    "GaveWay",
    "Ground",
    "Help",
    "Iterations",
    "Job",
    "LateVisit",
    "Limits",
    "Meal",
    "Named",
    "Needed",
    "Option",
    "Overrun",
    "PickUp",
    "Pin",
    "Plan",
    "PlannedDay",
    "PlannedVisit",
    "Policy",
    "Promise",
    "Said",
    "Shift",
    "Skill",
    "Spot",
    "Started",
    "Sureness",
    "Taker",
    "Technician",
    "Terms",
    "Visit",
    "WhyEngineer",
    "WhyUnserved",
    "alternative_plan",
    "check_plan",
    "draft_of",
    "forecast_lateness",
    "make_plan",
    "planned_spot",
    "problems_of",
    "relaxed_plan",
    "search",
    "slots_for",
    "told_plan",
    "why_engineer",
    "why_unserved",
]
