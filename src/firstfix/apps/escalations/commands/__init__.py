"""What can be done with escalations; importing this package registers all of it."""

from firstfix.apps.escalations.commands.create_escalation import create_escalation
from firstfix.apps.escalations.commands.packaging import (
    complete_escalation,
    mark_escalation_incomplete,
    write_escalation,
)
from firstfix.apps.escalations.commands.receiving import (
    accept_escalation,
    acknowledge_escalation,
    act_on_escalation,
    answer_escalation,
    return_escalation,
)
from firstfix.apps.escalations.commands.sending import (
    close_escalation,
    confirm_escalation,
    reopen_escalation,
    submit_escalation,
    withdraw_escalation,
)

__all__ = [
    "accept_escalation",
    "acknowledge_escalation",
    "act_on_escalation",
    "answer_escalation",
    "close_escalation",
    "complete_escalation",
    "confirm_escalation",
    "create_escalation",
    "mark_escalation_incomplete",
    "reopen_escalation",
    "return_escalation",
    "submit_escalation",
    "withdraw_escalation",
    "write_escalation",
]
