"""What can be done with the plan; importing this package registers all of it."""

from firstfix.apps.dispatching.commands.assigning import (
    accept_visit,
    assign_visit,
    cancel_visit,
    decline_visit,
    free_engineer_time,
    reassign_visit,
)
from firstfix.apps.dispatching.commands.presence import note_absence, plan_on_call

__all__ = [
    "accept_visit",
    "assign_visit",
    "cancel_visit",
    "decline_visit",
    "free_engineer_time",
    "note_absence",
    "plan_on_call",
    "reassign_visit",
]
