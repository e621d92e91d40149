"""No plan leaves the command line that the checker, which shares no code with the search, finds wrong."""

from __future__ import annotations

from firstfix.engines.dispatch.day_files import plain
from firstfix.engines.dispatch.planning import Job, Plan, check_plan

__all__ = ["BROKEN", "BrokenPlan", "checked"]

# The exit code for what is broken on our side, as in firstfix.cli.
BROKEN = 3
_MOST_TOLD = 10


class BrokenPlan(Exception):
    """A plan that breaks the rules of its own job: ``lines`` are for the error output."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.lines = (
            "The plan that was found is wrong and is not given. Please report this fault of Firstfix:",
            *(f"  {plain(fault)}" for fault in faults[:_MOST_TOLD]),
        )
        super().__init__("\n".join(self.lines))


def checked(job: Job, plan: Plan) -> Plan:
    """Give the plan back. Raises BrokenPlan where a rule is broken or the points do not add up."""
    found = check_plan(job, plan)
    faults = found.faults
    if not faults and found.terms != plan.terms:
        faults = (f"It says that it costs {plan.terms}, but counted again that is {found.terms}.",)
    if faults:
        raise BrokenPlan(faults)
    return plan
