"""Many at once: run the same thing in several threads against the real database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.db import connection, connections

__all__ = ["at_once", "database_on_disk"]

Answer = TypeVar("Answer")


def at_once(run: Callable[[], Answer], *, times: int) -> list[Answer]:
    """Give the answers of ``times`` threads that all start ``run`` at the same moment."""
    answers: list[Answer] = []
    gate = threading.Barrier(times)

    def go() -> None:
        gate.wait()
        try:
            answers.append(run())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@contextmanager
def database_on_disk(folder: Path) -> Iterator[None]:
    """Let new threads use a copy of the test database on disk, as people do.

    Tests on SQLite run in memory, where writers do not wait for each other. PostgreSQL stays as it is.
    """
    if connection.vendor != "sqlite":
        yield
        return
    path, settings = folder / "copy.sqlite3", connections.settings["default"]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    in_memory = settings["NAME"]
    settings["NAME"] = str(path)
    try:
        yield
    finally:
        settings["NAME"] = in_memory
