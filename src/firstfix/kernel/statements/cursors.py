"""The cursor that composed statements are sent with: on PostgreSQL the server plans each of them once."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

__all__ = ["statement_cursor"]


def statement_cursor(database: BaseDatabaseWrapper) -> CursorWrapper:
    """Give a cursor for statements whose text never changes.

    Django writes values into the text of a statement, so that PostgreSQL plans it anew each time, which costs
    it more than the answer. Sent beside the text, they let the driver prepare what it has seen a few times
    (``prepare_threshold`` of the connection).
    """
    if database.vendor != "postgresql":
        return database.cursor()
    database.ensure_connection()
    binding = _binding_cursor()(database.connection)
    wrapped: CursorWrapper = database._prepare_cursor(binding)  # type: ignore[attr-defined]  # noqa: SLF001 - as its own
    return wrapped


@cache
def _binding_cursor() -> Any:
    # Only where PostgreSQL is: its driver is an extra, and SQLite does without.
    return import_module("django.db.backends.postgresql.base").ServerBindingCursor
