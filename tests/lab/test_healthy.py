"""A healthy site is never called ill: 200 runs, half of them over a path that is far and loses packets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.lab.site import Site

# In parts, so that several workers share them.
PARTS, RUNS = 5, 20


@pytest.mark.parametrize("part", range(PARTS))
def test_a_healthy_site_has_no_finding(site: Site, keep: Callable[[dict[str, Any]], None], part: int) -> None:
    for number in range(RUNS):
        outcome, seen = site.outcome("healthy", [])
        keep(outcome)
        assert seen["findings"] == [], (part, number)
        assert {verdict["status"] for verdict in seen["verdicts"]} == {"pass"}, (part, number)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_far_site_that_loses_packets_has_no_finding(
    site: Site, keep: Callable[[dict[str, Any]], None], part: int
) -> None:
    with site.with_delay(80, 1.0):
        for number in range(RUNS):
            outcome, seen = site.outcome("healthy", [])
            keep(outcome)
            assert seen["findings"] == [], (part, number)
            assert {verdict["status"] for verdict in seen["verdicts"]} == {"pass"}, (part, number)
