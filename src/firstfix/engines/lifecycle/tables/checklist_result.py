"""The life of one checklist result; every answer can be corrected, and the ledger keeps the first one."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["CHECKLIST_RESULT"]

CHECKLIST_RESULT = Machine(
    name="checklist_result",
    initial="open",
    transitions=(
        Transition(BEGINNING, "ask_check", "open"),
        # A check counts only with its typed evidence (S1-D02, S0-K03).
        *from_each(("open", "failed"), "pass_check", "passed", needs=("typed_evidence",)),
        *from_each(("open", "passed"), "fail_check", "failed"),
        # The template says which checks may be not applicable, so that skipping is no back door.
        Transition("open", "skip_check", "not_applicable", needs=("may_be_skipped",)),
        # Compliance checks have no waiver at all (S1-R17).
        *from_each(("open", "failed"), "waive_check", "waived", needs=("may_be_waived",)),
        *from_each(("passed", "failed", "not_applicable", "waived"), "reopen_check", "open"),
    ),
    shown={
        "open": "open",
        "passed": "passed",
        "failed": "failed",
        "not_applicable": "not_applicable",
        "waived": "waived",
    },
    endings=frozenset({"passed", "failed", "not_applicable", "waived"}),
)
