"""The queue: its pages are complete and in order, and the database reads them without sorting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from firstfix.apps.cases.models import CASE_LIFE, Case
from firstfix.apps.cases.queries import visible_cases
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.ids import new_id
from tests import rows

STATES = st.sampled_from([state for state in CASE_LIFE.states if state not in {"merged", "waiting"}])


class TestPages(TestCase):
    """Pages by key against a plain sort in Python."""

    @given(st.lists(st.tuples(STATES, st.integers(0, 5)), max_size=25), st.integers(1, 7))
    def test_pages_give_every_open_case_once_in_order(
        self, wanted: list[tuple[str, int]], page_size: int
    ) -> None:
        queue, customer = rows.team(), rows.organization()
        made = [
            rows.case(
                team=queue,
                organization=customer,
                state=state,
                updated_at=rows.NOON + timedelta(minutes=minutes),
            )
            for state, minutes in wanted
        ]
        still_open = [one for one in made if one.state not in {"closed", "cancelled", "merged"}]
        expected = sorted(still_open, key=lambda one: (one.updated_at, one.id), reverse=True)
        assert [one.pk for one in pages(queue, page_size)] == [one.pk for one in expected]


def pages(queue, size):
    seen, after = [], None
    while page := list(Case.objects.open().queued_at(queue).queue_page(after=after, size=size)):
        seen += page
        after = page[-1].queue_place
    return seen


@pytest.fixture
def long_queue(db):
    """One queue among four in which most cases are closed."""
    queues, customer = [rows.team() for _ in range(4)], rows.organization()
    Case.objects.bulk_create(old_case(place, queues[place % 4], customer) for place in range(800))
    if connection.vendor == "postgresql":
        # A few hundred rows are cheaper to sort than to read in order; what is shown here is that the
        # index alone can give the page, which is what counts once there are many.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
    return queues[0]


def old_case(place, queue, customer):
    return Case(
        number=1000 + place,
        kind="incident",
        title="t",
        organization=customer,
        team=queue,
        owner=queue.accountable,
        channel="form",
        state="new" if place % 3 == 0 else "closed",
        opened_at=rows.NOON,
        updated_at=rows.NOON + timedelta(minutes=place),
    )


QUESTIONS = {
    "the first page of a team": ("case_queue_team", lambda queue: Case.objects.open().queued_at(queue)),
    "the first page of everybody": ("case_queue_all", lambda _queue: Case.objects.open()),
    "what one person owns": (
        "case_queue_owner",
        lambda queue: Case.objects.open().owned_by(queue.accountable),
    ),
}


def test_a_queue_within_a_scope_is_read_without_sorting_either(long_queue) -> None:
    """The visibility rule adds a condition on the organisation; it must not draw the plan away."""
    scope = frozenset({rows.organization().pk, *Case.objects.values_list("organization", flat=True)[:1]})
    engineer = Actor(
        id=new_id(),
        kind=ActorKind.PERSON,
        name="Dana",
        roles=frozenset({"engineer"}),
        organization_ids=scope,
    )
    plan = visible_cases(engineer).open().queued_at(long_queue).queue_page().explain()
    assert "case_queue_team" in plan
    assert "USE TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_a_customer_reads_their_own_list_from_its_index(long_queue) -> None:
    customer = Case.objects.first().organization
    plan = Case.objects.of(customer).queue_page().explain()
    assert "case_by_organization" in plan
    assert "USE TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("is_deep", [False, True], ids=["first page", "later page"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_queue_is_read_from_its_index_without_sorting(long_queue, question, is_deep) -> None:
    index, ask = QUESTIONS[question]
    cases = ask(long_queue)
    after = cases.queue_page()[49:50].get().queue_place if is_deep else None
    plan = cases.queue_page(after=after).explain()
    assert index in plan
    assert "USE TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_the_due_list_of_a_team_is_read_from_its_index(long_queue) -> None:
    plan = Case.objects.open().queued_at(long_queue).order_by("next_due_at", "id")[:50].explain()
    assert "case_queue_due" in plan
    assert "USE TEMP B-TREE" not in plan


def test_two_cases_never_draw_the_same_number(db) -> None:
    drawn = [rows.case().number for _ in range(5)]
    assert drawn == sorted(set(drawn))
