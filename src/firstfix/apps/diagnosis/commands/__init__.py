"""What can be done with site checks and remediations; importing this package registers all of it."""

from firstfix.apps.diagnosis.commands.erase_site_checks import erase_site_checks
from firstfix.apps.diagnosis.commands.record_diagnostic_run import record_diagnostic_run
from firstfix.apps.diagnosis.commands.remediating import (
    answer_remediation,
    ask_remediation,
    close_remediation,
    reopen_remediation,
    withdraw_remediation,
)
from firstfix.apps.diagnosis.commands.remind_remediation import remind_remediation
from firstfix.apps.diagnosis.commands.withdraw_diagnostic_run import withdraw_diagnostic_run

__all__ = [
    "answer_remediation",
    "ask_remediation",
    "close_remediation",
    "erase_site_checks",
    "record_diagnostic_run",
    "remind_remediation",
    "reopen_remediation",
    "withdraw_diagnostic_run",
    "withdraw_remediation",
]
