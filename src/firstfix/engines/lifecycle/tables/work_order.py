"""The life of a work order: the piece of a case that needs a person on a site."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["WORK_ORDER"]

_BEFORE_WORK = ("draft", "qualified", "blocked", "ready", "scheduled", "dispatched")

WORK_ORDER = Machine(
    name="work_order",
    initial="draft",
    transitions=(
        Transition(BEGINNING, "create_work_order", "draft"),
        Transition("draft", "qualify_work_order", "qualified"),
        # Something may break after scheduling: the part is lost, the access is withdrawn.
        *from_each(("qualified", "ready", "scheduled", "dispatched"), "block_work_order", "blocked"),
        *from_each(("qualified", "blocked"), "ready_work_order", "ready", needs=("readiness",)),
        # From scheduled: the appointment moves, and readiness is judged for the new day.
        *from_each(("ready", "scheduled"), "schedule_work_order", "scheduled", needs=("readiness",)),
        # From ready: a Sev1 leaves at once, without an appointment.
        *from_each(("ready", "scheduled"), "dispatch_work_order", "dispatched", needs=("readiness",)),
        *from_each(("scheduled", "dispatched"), "unschedule_work_order", "ready"),
        Transition("dispatched", "complete_work_order", "done", needs=("closure_of_work_order",)),
        Transition(
            "dispatched", "complete_work_order_partially", "done_partial", needs=("closure_of_work_order",)
        ),
        Transition("dispatched", "fail_work_order", "not_done"),
        *from_each(("done", "done_partial", "not_done"), "review_work_order", "reviewed"),
        # The review finds more to do: the order is made ready again, not waved through.
        *from_each(("done", "done_partial", "not_done"), "return_work_order", "qualified"),
        Transition("reviewed", "close_work_order", "closed"),
        *from_each(_BEFORE_WORK, "resolve_work_order_remotely", "resolved_remotely"),
        *from_each(_BEFORE_WORK, "cancel_work_order", "cancelled"),
    ),
    shown={
        "draft": "preparing",
        "qualified": "preparing",
        "blocked": "blocked",
        "ready": "ready",
        "scheduled": "scheduled",
        "dispatched": "dispatched",
        "done": "finished",
        "done_partial": "finished",
        "not_done": "finished",
        "reviewed": "finished",
        "closed": "finished",
        "resolved_remotely": "finished",
        "cancelled": "finished",
    },
    endings=frozenset({"closed", "resolved_remotely", "cancelled"}),
)
