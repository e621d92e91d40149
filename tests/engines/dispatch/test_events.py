"""Days that go wrong, at random: after every event the repaired plan breaks no rule and moves no pin."""

from __future__ import annotations

import pytest
from benchmarks.dispatch_events import run_events


@pytest.mark.parametrize("seed", range(4))
def test_no_event_leads_to_a_plan_that_breaks_a_rule(seed: int) -> None:
    run = run_events(50, seed=seed, iterations=2, first_iterations=20, technician_count=4, visit_count=14)
    assert run.faults == []
    assert run.event_count == 50


def test_the_same_seed_lets_the_same_happen() -> None:
    runs = [
        run_events(15, seed=3, iterations=2, first_iterations=10, technician_count=4, visit_count=10)
        for _time in range(2)
    ]
    assert runs[0] == runs[1]
