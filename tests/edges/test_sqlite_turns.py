"""SQLite's one writer at a time: who waits begins when the other ends, and background work makes pauses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from firstfix.kernel import locks
from tests.threads import at_once, database_on_disk

pytestmark = pytest.mark.django_db(transaction=True)

# Only a failure takes that long.
SECONDS = 300


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[None]:
    """Let threads use a database in a file."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's writers do not wait for each other.")
    with database_on_disk(tmp_path):
        yield


def test_a_transaction_waits_until_the_other_has_ended(on_disk: None) -> None:
    order: list[str] = []
    is_held = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            is_held.set()
            # As long as several looks of the one that waits.
            threading.Event().wait(0.2)
            order.append("held")

    def wait() -> None:
        is_held.wait(SECONDS)
        with transaction.atomic():
            order.append("waited")

    both(hold, wait)
    assert order == ["held", "waited"]


def test_a_transaction_that_never_gets_its_turn_is_refused(
    on_disk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "timeout", 0.05)
    is_over = threading.Event()
    is_held = threading.Event()

    def hold() -> str:
        with transaction.atomic():
            is_held.set()
            is_over.wait(SECONDS)
        return "held"

    def wait() -> str:
        is_held.wait(SECONDS)
        try:
            with transaction.atomic():
                return "began"
        except OperationalError as error:
            return str(error)
        finally:
            is_over.set()

    assert sorted(both(hold, wait)) == ["database is locked", "held"]


def both(*runs: Callable[[], Any]) -> list[Any]:
    waiting = iter(runs)

    def run_next() -> Any:
        return next(waiting)()

    return at_once(run_next, times=len(runs))


def test_a_statement_outside_of_transactions_keeps_the_whole_patience(on_disk: None) -> None:
    def patience() -> int:
        with transaction.atomic():
            pass
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            return int(cursor.fetchone()[0])

    assert at_once(patience, times=1) == [20_000]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the pauses that are made, as a list that grows; the clock goes as the test says."""
    made: list[float] = []
    monkeypatch.setattr(locks.time, "sleep", made.append)
    monkeypatch.setattr(locks, "_pace", threading.local())
    return made


@pytest.mark.parametrize(("worked_seconds", "pause_count"), [(0.049, 1), (0.051, 2)])
def test_background_work_pauses_once_it_has_gone_on_for_a_while(
    worked_seconds: float, pause_count: int, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's writers do not wait for each other.")
    now = 1000.0
    monkeypatch.setattr(locks.time, "monotonic", lambda: now)
    locks.give_way()
    now += worked_seconds
    locks.give_way()
    assert len(pauses) == pause_count


def test_no_pause_is_made_while_others_are_kept_out(pauses: list[float]) -> None:
    with transaction.atomic():
        locks.give_way()
    assert pauses == []
