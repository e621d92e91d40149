"""What can be done with the plan; importing this package registers all of it."""

from firstfix.apps.dispatching.commands.assigning import (
    accept_visit,
    assign_visit,
    cancel_visit,
    decline_visit,
    free_engineer_time,
    reassign_visit,
    unassign_visit,
)
from firstfix.apps.dispatching.commands.planning import (
    discard_plan,
    fail_plan,
    keep_plan,
    request_plan,
    request_repair,
    stop_plan,
)
from firstfix.apps.dispatching.commands.presence import note_absence, plan_on_call
from firstfix.apps.dispatching.commands.publish_plan import publish_plan

__all__ = [
    "accept_visit",
    "assign_visit",
    "cancel_visit",
    "decline_visit",
    "discard_plan",
    "fail_plan",
    "free_engineer_time",
    "keep_plan",
    "note_absence",
    "plan_on_call",
    "publish_plan",
    "reassign_visit",
    "request_plan",
    "request_repair",
    "stop_plan",
    "unassign_visit",
]
