"""Priority is impact times urgency, read from a table that never turns back on itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstfix.engines.triage import (
    MATRIX_V1,
    Level,
    Matrix,
    Priority,
    TimeCriticality,
    explain_priority,
    impact_of,
    priority,
    urgency_of,
)

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("impact", "row"), [(1, "P1 P1 P2 P3"), (2, "P1 P2 P3 P3"), (3, "P2 P3 P3 P4"), (4, "P3 P3 P4 P4")]
)
def test_the_table_reads_as_it_is_written(impact, row):
    assert [priority(impact, urgency).name for urgency in (1, 2, 3, 4)] == row.split()


def test_more_impact_or_urgency_never_means_less_priority():
    for impact in Level:
        for urgency in Level:
            for worse in range(1, impact + 1):
                assert priority(worse, urgency) <= priority(impact, urgency)
                assert priority(urgency, worse) <= priority(urgency, impact)


def test_a_table_that_turns_back_or_has_holes_is_refused():
    turned = (MATRIX_V1.rows[3], *MATRIX_V1.rows[1:3], MATRIX_V1.rows[0])
    with pytest.raises(ValueError, match="less impact"):
        Matrix("turned", turned)
    with pytest.raises(ValueError, match="4 rows of 4"):
        Matrix("short", MATRIX_V1.rows[:3])


@pytest.mark.parametrize(("impact", "urgency"), [(0, 1), (5, 1), (1, 0), (1, 5)])
def test_a_level_outside_one_to_four_is_refused(impact, urgency):
    with pytest.raises(ValueError, match="is not a valid Level"):
        priority(impact, urgency)


def test_the_priority_is_explained_with_its_table():
    reason = explain_priority(2, 1)
    assert reason.text() == "P1: impact 2 and urgency 1 (1 is highest)."
    assert reason.params["version"] == "priority-1"


def test_impact_is_the_severity_and_one_higher_for_a_critical_service():
    assert [impact_of(severity) for severity in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert [impact_of(severity, serves_critical_service=True) for severity in (1, 2, 3, 4)] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("hours", "level"),
    [(-1, 1), (4, 1), (4.1, 2), (8, 2), (8.1, 3), (24, 3), (24.1, 4), (None, 4)],
)
def test_urgency_follows_the_time_by_which_it_must_be_over(hours, level):
    must_be_over_at = None if hours is None else NOW + timedelta(hours=hours)
    found, reason = urgency_of(TimeCriticality(must_be_over_at), NOW)
    assert found == level
    assert reason.text()


def test_what_grows_while_it_waits_is_one_level_more_urgent_unless_one_can_work_round():
    due = NOW + timedelta(hours=6)
    assert urgency_of(TimeCriticality(due, is_growing=True), NOW)[0] == Level.CRITICAL
    assert urgency_of(TimeCriticality(due, is_growing=True, has_workaround=True), NOW)[0] == Level.HIGH
    assert urgency_of(TimeCriticality(NOW, is_growing=True), NOW)[0] == Level.CRITICAL
    assert Priority.P1 < Priority.P4
