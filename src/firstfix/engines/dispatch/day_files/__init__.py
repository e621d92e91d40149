"""Days, plans and events as files: read them with every mistake as a sentence, and write plans.

``day = read_day(text)`` gives a :class:`ReadDay` with the job that ``dispatch.planning`` plans;
``canonical(form_of(day, plan, Search()))`` gives the plan's file. Times in files are ISO 8601 in the file's
own time zone, minutes of the model only inside.
"""

from firstfix.engines.dispatch.day_files.answer_forms import (
    MoveForm,
    RepairForm,
    SlotForm,
    SlotsForm,
)
from firstfix.engines.dispatch.day_files.forms import DAY_FORM, DayForm
from firstfix.engines.dispatch.day_files.happening import events_of, read_events, with_news
from firstfix.engines.dispatch.day_files.mistakes import plain, suggestion
from firstfix.engines.dispatch.day_files.moments import Horizon
from firstfix.engines.dispatch.day_files.parsing import Unreadable, decoded
from firstfix.engines.dispatch.day_files.places import Point, Ways
from firstfix.engines.dispatch.day_files.plan_forms import PLAN_FORM, PlanForm
from firstfix.engines.dispatch.day_files.reading import MOST_PLACES, ReadDay, day_of, read_day, read_form
from firstfix.engines.dispatch.day_files.solomon import (
    TENTHS,
    Instance,
    is_solomon,
    read_solomon,
    solution_text,
)
from firstfix.engines.dispatch.day_files.writing import (
    Search,
    canonical,
    form_of,
    plan_of,
    read_plan,
    read_plan_or_repair,
    terms_form,
)

__all__ = [
    "DAY_FORM",
    "MOST_PLACES",
    "PLAN_FORM",
    "TENTHS",
    "DayForm",
    "Horizon",
    "Instance",
    "MoveForm",
    "PlanForm",
    "Point",
    "ReadDay",
    "RepairForm",
    "Search",
    "SlotForm",
    "SlotsForm",
    "Unreadable",
    "Ways",
    "canonical",
    "day_of",
    "decoded",
    "events_of",
    "form_of",
    "is_solomon",
    "plain",
    "plan_of",
    "read_day",
    "read_events",
    "read_form",
    "read_plan",
    "read_plan_or_repair",
    "read_solomon",
    "solution_text",
    "suggestion",
    "terms_form",
    "with_news",
]
