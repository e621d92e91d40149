"""Plan days of many technicians: who does what, in which order, and what is left out, at the least cost.

``plan = make_plan(job, Iterations(2000))`` gives a :class:`Plan`; :func:`check_plan` reads it again from the
job alone. :func:`problems_of` says what is wrong with a job before anybody plans it.
"""

from firstfix.engines.dispatch.planning.checker import Checked, check_plan
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
from firstfix.engines.dispatch.planning.plan import Break, Plan, PlannedDay, PlannedVisit, told_plan
from firstfix.engines.dispatch.planning.policy import DEFAULT_POLICY, Policy
from firstfix.engines.dispatch.planning.search import Found, Iterations, make_plan, search
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.validation import problems_of

__all__ = [
    "DEFAULT_POLICY",
    "Appointment",
    "Break",
    "Checked",
    "Depot",
    "Found",
    "Ground",
    "Iterations",
    "Job",
    "Meal",
    "Needed",
    "Pin",
    "Plan",
    "PlannedDay",
    "PlannedVisit",
    "Policy",
    "Promise",
    "Shift",
    "Skill",
    "Technician",
    "Terms",
    "Visit",
    "check_plan",
    "make_plan",
    "problems_of",
    "search",
    "told_plan",
]
