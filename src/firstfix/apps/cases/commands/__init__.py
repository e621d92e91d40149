"""What can be done with a case."""

from firstfix.apps.cases.commands.create_case import create_case
from firstfix.apps.cases.commands.transitions import (
    cancel_case,
    close_case,
    merge_case,
    reopen_case,
    restore_case,
    resume_case,
    start_case,
    verify_case,
    wait_case,
)
from firstfix.apps.cases.commands.triage_case import triage_case

__all__ = [
    "cancel_case",
    "close_case",
    "create_case",
    "merge_case",
    "reopen_case",
    "restore_case",
    "resume_case",
    "start_case",
    "triage_case",
    "verify_case",
    "wait_case",
]
