"""The queue is ordered by a sum of named terms that a dispatcher can read and contest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.triage import QueueRow, rank_cases

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
PLAIN = QueueRow("a", 3, NOW - timedelta(hours=1), NOW)
moments = st.integers(min_value=-5000, max_value=5000).map(lambda minutes: NOW + timedelta(minutes=minutes))
rows = st.builds(
    QueueRow,
    case_id=st.text("abcdef", min_size=4, max_size=8),
    priority=st.integers(1, 4),
    created_at=moments,
    last_moved_at=moments,
    clock_left_minutes=st.none() | st.integers(-500, 500),
    clock_allowed_minutes=st.none() | st.integers(0, 500),
    waiting_on=st.sampled_from(["", "customer", "vendor"]),
    follow_up_at=st.none() | moments,
    missing_count=st.none() | st.integers(0, 5),
    reach_by_at=st.none() | moments,
    travel_minutes=st.none() | st.integers(0, 300),
)


def points(row):
    return rank_cases([row], NOW)[0].points


def codes(row):
    return [term.reason.code for term in rank_cases([row], NOW)[0].terms]


@pytest.mark.covers("S1-F01")
def test_the_queue_is_ranked_with_a_reason_for_each_place():
    urgent = replace(PLAIN, case_id="urgent", priority=1)
    breached = replace(PLAIN, case_id="breached", clock_left_minutes=-5, clock_allowed_minutes=60)
    sendable = replace(PLAIN, case_id="sendable", missing_count=0)
    leaving = replace(PLAIN, case_id="leaving", reach_by_at=NOW + timedelta(hours=2), travel_minutes=90)
    waiting = replace(PLAIN, case_id="waiting", waiting_on="customer")
    ranked = rank_cases([waiting, sendable, PLAIN, leaving, urgent, breached], NOW)
    assert [entry.row.case_id for entry in ranked] == [
        "urgent",
        "breached",
        "leaving",
        "sendable",
        "a",
        "waiting",
    ]
    assert [entry.rank for entry in ranked] == [1, 2, 3, 4, 5, 6]
    texts = [[term.reason.text() for term in entry.terms] for entry in ranked]
    assert texts[0] == ["Priority P1"]
    assert texts[1] == ["Priority P3", "The target was missed 5 min ago."]
    assert texts[2][1] == (
        "To arrive in time somebody leaves by 2026-03-10T09:30:00+00:00; the way takes 90 min."
    )
    assert texts[3][1] == "Everything for the visit is there."
    assert texts[5][1] == "Waiting on customer."


@given(st.lists(rows, max_size=12, unique_by=lambda row: row.case_id), st.randoms(use_true_random=False))
def test_the_order_of_the_input_plays_no_part(cases, dice):
    shuffled = list(cases)
    dice.shuffle(shuffled)
    assert rank_cases(cases, NOW) == rank_cases(shuffled, NOW)


@given(st.lists(rows, max_size=12, unique_by=lambda row: row.case_id))
def test_points_are_the_sum_of_the_terms_and_ranks_follow_them(cases):
    ranked = rank_cases(cases, NOW)
    assert [entry.rank for entry in ranked] == list(range(1, len(cases) + 1))
    assert all(entry.points == sum(term.points for term in entry.terms) for entry in ranked)
    assert [entry.points for entry in ranked] == sorted((entry.points for entry in ranked), reverse=True)
    assert all("{" not in term.reason.text() for entry in ranked for term in entry.terms)


@given(rows, st.integers(1, 4))
def test_a_higher_priority_never_ranks_lower(row, other):
    higher, lower = sorted((row.priority, other))
    assert points(replace(row, priority=higher)) >= points(replace(row, priority=lower))


@given(rows, st.integers(-500, 500), st.integers(-500, 500), st.integers(1, 500))
def test_less_time_left_never_ranks_lower(row, first, second, allowed):
    less, more = sorted((first, second))
    row = replace(row, clock_allowed_minutes=allowed)
    assert points(replace(row, clock_left_minutes=less)) >= points(replace(row, clock_left_minutes=more))


@given(rows, rows)
def test_age_readiness_and_travel_together_never_outweigh_a_priority(one, other):
    def bare(row, priority):
        return replace(row, priority=priority, clock_left_minutes=None, waiting_on="")

    assert points(bare(one, 1)) > points(bare(other, 2))
    assert points(bare(one, 3)) > points(bare(other, 4))


def test_a_wait_ends_with_its_follow_up():
    waiting = replace(PLAIN, waiting_on="vendor", follow_up_at=NOW)
    assert points(waiting) == points(PLAIN)
    assert codes(waiting) == ["priority", "follow_up_due"]
    assert points(replace(waiting, follow_up_at=NOW + timedelta(minutes=1))) < points(PLAIN)


def test_what_lies_untouched_rises_slowly_and_not_for_ever():
    week, year = (replace(PLAIN, last_moved_at=NOW - timedelta(days=days)) for days in (7, 365))
    assert points(PLAIN) < points(week) < points(year) <= points(PLAIN) + 60


def test_who_cannot_arrive_in_time_any_more_is_told_so():
    late = replace(PLAIN, reach_by_at=NOW + timedelta(minutes=30), travel_minutes=45)
    assert codes(late) == ["priority", "too_late_to_leave"]
