"""No random sequence of commands closes anything without its proof."""

from __future__ import annotations

import os

import pytest

from tests.engines.lifecycle.storm import run_storm

# A few thousand at the desk; FIRSTFIX_STORM_SEQUENCES=100000 for the figure of the closing note.
SEQUENCES = int(os.environ.get("FIRSTFIX_STORM_SEQUENCES", "2000"))


def violations(counts):
    return {key: count for key, count in counts.items() if key.startswith("violation.")}


def test_no_sequence_of_commands_closes_a_case_without_its_evidence():
    counts = run_storm(SEQUENCES)
    assert violations(counts) == {}
    assert counts["case.resolved"] > SEQUENCES // 50, "hardly a case was resolved, so the run proves little"
    assert counts["visit.on_site"]
    assert counts["work_order.done"]
    assert counts["reservation.consumed"]


@pytest.mark.parametrize(
    "need",
    [
        "closure_of_case",
        "closure_of_work_order",
        "readiness",
        "part_use",
        "work_order_dispatched",
        "safety_acknowledged",
    ],
)
def test_a_gate_that_does_not_look_is_caught_by_the_storm(need):
    assert violations(run_storm(150, blind=need))
