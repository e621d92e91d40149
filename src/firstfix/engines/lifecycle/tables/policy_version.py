"""The life of a version of a policy: staged, then in force by the council's approval (S2-R06, S2-R07)."""

from __future__ import annotations

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition

__all__ = ["POLICY_VERSION"]

POLICY_VERSION = Machine(
    name="policy_version",
    initial="staged",
    transitions=(
        Transition(BEGINNING, "stage_policy", "staged"),
        # What was approved of the words before a revision counts for nothing after it.
        Transition("staged", "revise_policy", "staged"),
        # It uses up an approval of the council about these very words.
        Transition("staged", "enact_policy", "in_force"),
        Transition("staged", "withdraw_policy", "withdrawn"),
        Transition("in_force", "supersede_policy", "superseded"),
    ),
    shown={
        "staged": "staged",
        "in_force": "in_force",
        "superseded": "superseded",
        "withdrawn": "withdrawn",
    },
    endings=frozenset({"in_force", "superseded", "withdrawn"}),
)
