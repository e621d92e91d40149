"""An engineer is never booked twice: what the database itself refuses, on both databases."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from itertools import combinations
from random import Random

import pytest
from django.apps import apps
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from firstfix.apps.dispatching.apps import check_double_bookings
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.visits.models import Visit
from tests import rows
from tests.rows import NOON, hour

BACKSTOP = import_module("firstfix.apps.dispatching.migrations.0002_never_booked_twice")

SLOTS = 40
DEADLOCK = "40P01"  # PostgreSQL, appendix A of its manual: deadlock_detected

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time and a trigger only."
)


def hold(engineer, start, end, visit=None, **fields):
    return rows.assignment(engineer=engineer, visit=visit, start_at=hour(start), end_at=hour(end), **fields)


@pytest.fixture
def engineer(db):
    """Somebody whose time is held from noon for two hours."""
    somebody = rows.person()
    hold(somebody, 0, 2)
    return somebody


@pytest.mark.parametrize(("start", "end"), [(0, 2), (1, 3), (-1, 1), (-1, 3), (1, 2)])
def test_time_that_is_held_is_not_given_twice(engineer, start, end) -> None:
    with pytest.raises(IntegrityError, match="never_booked_twice"), transaction.atomic():
        hold(engineer, start, end)


@pytest.mark.parametrize(("start", "end"), [(2, 3), (-1, 0)])
def test_assignments_may_touch(engineer, start, end) -> None:
    assert hold(engineer, start, end).pk


def test_another_engineer_is_free(engineer) -> None:
    assert hold(rows.person(), 0, 2).pk


def test_released_time_is_free_again(engineer) -> None:
    engineer.assignments.update(released_at=NOON)
    assert hold(engineer, 0, 2).pk


def test_an_assignment_cannot_be_moved_onto_another(engineer) -> None:
    later = hold(engineer, 5, 6)
    with pytest.raises(IntegrityError, match="never_booked_twice"), transaction.atomic():
        Assignment.objects.filter(pk=later.pk).update(start_at=hour(1))


def test_released_time_cannot_be_taken_back_once_it_is_given(engineer) -> None:
    released = hold(engineer, 1, 3, released_at=NOON)
    with pytest.raises(IntegrityError, match="never_booked_twice"), transaction.atomic():
        Assignment.objects.filter(pk=released.pk).update(released_at=None)


def test_the_overlap_is_found_by_its_words(engineer) -> None:
    held = engineer.assignments.get()
    assert list(Assignment.objects.overlapping(hour(1), hour(5))) == [held]
    assert list(Assignment.objects.overlapping(hour(2), hour(5))) == []
    assert list(Assignment.objects.day_list(engineer, hour(-6), hour(6))) == [held]


class TestAgainstPlainReckoning(TestCase):
    """Any sequence of bookings: the database takes exactly those that plain reckoning takes."""

    @given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(1, 3)), max_size=12))
    def test_the_database_takes_what_does_not_overlap(self, wanted: list[tuple[int, int, int]]) -> None:
        order, people = rows.work_order(), [rows.person(), rows.person()]
        taken: list[tuple[int, int, int]] = []
        for who, start, length in wanted:
            is_free = all(
                who != other or start >= end or start + length <= begin for other, begin, end in taken
            )
            assert is_booked(people[who], start, start + length, order) is is_free
            if is_free:
                taken.append((who, start, start + length))


def is_booked(engineer, start, end, order) -> bool:
    try:
        with transaction.atomic():
            hold(engineer, start, end, rows.visit(work_order=order))
    except IntegrityError:
        return False
    return True


@pytest.fixture
def without_the_extension(db, monkeypatch):
    """The backstop as it is where btree_gist cannot be installed."""
    monkeypatch.setattr(BACKSTOP, "_has_btree_gist", lambda _connection: False)
    with connection.schema_editor() as editor:
        BACKSTOP.allow_overlaps(apps, editor)
        BACKSTOP.refuse_overlaps(apps, editor)


@on_postgresql
def test_a_trigger_stands_in_where_the_extension_is_missing(without_the_extension) -> None:
    engineer = rows.person()
    hold(engineer, 0, 2)
    hold(engineer, 2, 3)
    with pytest.raises(IntegrityError, match="never_booked_twice"), transaction.atomic():
        hold(engineer, 1, 3)


@on_postgresql
def test_the_check_says_that_only_a_trigger_stands_in(without_the_extension) -> None:
    assert [found.id for found in check_double_bookings(["default"])] == ["dispatching.W001"]


def test_the_check_is_silent_where_the_database_does_it_all(db) -> None:
    assert check_double_bookings(["default"]) == []


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_extension", [True, False], ids=["constraint", "trigger"])
def test_racing_writers_without_a_lock_never_book_twice(has_extension, monkeypatch) -> None:
    """Eight writers look and take forty slots that touch, with no lock: each ends up held or in the way."""
    monkeypatch.setattr(BACKSTOP, "_has_btree_gist", lambda _connection: has_extension)
    rebuild_backstop()
    engineer, order = rows.person(), rows.work_order()
    visits = Visit.objects.bulk_create(
        Visit(work_order=order, sequence=place, proposed_at=NOON) for place in range(8 * SLOTS)
    )
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda turn: grab_slots(engineer, visits[turn::8], Random(turn)), range(8)))
    held = list(Assignment.objects.values_list("start_at", "end_at"))
    assert [
        pair for pair in combinations(held, 2) if pair[0][0] < pair[1][1] and pair[1][0] < pair[0][1]
    ] == []
    assert [slot for slot in range(SLOTS) if not is_taken(engineer, slot)] == []
    monkeypatch.undo()
    rebuild_backstop()


def grab_slots(engineer, visits, chance: Random) -> None:
    """Settle one slot after the other: it is held now, or what is held is in its way."""
    try:
        notice_deadlocks_soon()
        for slot, visit in enumerate(visits):
            tries = 0
            while not (is_taken(engineer, slot) or is_grabbed(engineer, slot, visit)):
                # Who asks again at once deadlocks with the same others again, on a busy machine for minutes.
                tries += 1
                time.sleep(chance.uniform(0, 0.02 * tries))
    finally:
        connection.close()


def is_taken(engineer, slot) -> bool:
    return engineer.assignments.overlapping(hour(slot), hour(slot + 2)).exists()


def is_grabbed(engineer, slot, visit) -> bool:
    """Tell whether the slot was free. Two that wait for each other's rows are parted by the database."""
    try:
        with transaction.atomic():
            hold(engineer, slot, slot + 2, visit)
    except IntegrityError:
        return False
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
        return False
    return True


def notice_deadlocks_soon() -> None:
    """Let this connection look for a deadlock after 50 ms, not a second, where it has the right to."""
    with suppress(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '50ms'")


def rebuild_backstop() -> None:
    with connection.schema_editor() as editor:
        BACKSTOP.allow_overlaps(apps, editor)
        BACKSTOP.refuse_overlaps(apps, editor)
