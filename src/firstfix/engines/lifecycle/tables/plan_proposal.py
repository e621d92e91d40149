"""The life of a plan proposal: computed in the background, looked at, then published or laid aside."""

from __future__ import annotations

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["PLAN_PROPOSAL"]

PLAN_PROPOSAL = Machine(
    name="plan_proposal",
    initial="computing",
    transitions=(
        Transition(BEGINNING, "request_plan", "computing"),
        Transition(BEGINNING, "request_repair", "computing"),
        # Stopping keeps the best plan so far: the search has one at any moment.
        Transition("computing", "stop_plan", "stopping"),
        # The worker's own two: there is a plan, or there is a reason why there is none.
        *from_each(("computing", "stopping"), "keep_plan", "proposed"),
        *from_each(("computing", "stopping"), "fail_plan", "failed"),
        # A proposal is judged once more as it is published: what changed meanwhile makes it stale.
        Transition("proposed", "publish_plan", "published"),
        *from_each(("computing", "stopping", "proposed", "failed"), "discard_plan", "discarded"),
    ),
    shown={
        "computing": "computing",
        "stopping": "computing",
        "proposed": "proposed",
        "failed": "failed",
        "published": "published",
        "discarded": "discarded",
    },
    endings=frozenset({"published", "discarded"}),
)
