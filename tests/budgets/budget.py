"""Stored query counts per page, which only go down.

`queries.json` holds what each page may ask of the database. A page that asks more fails, with the
queries. A page that asks less fails too, until its count is lowered: FIRSTFIX_LOWER_BUDGETS=1 does
that, and adds pages that have none. Only a person raises a count, by hand and with a reason.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

__all__ = ["STORE", "judge", "query_budget", "stored"]

STORE = Path(__file__).with_name("queries.json")


@contextmanager
def query_budget(page: str, store: Path = STORE) -> Iterator[None]:
    """Fail when the block asks more, or less, of the database than the stored count of `page`."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured.captured_queries]
    may_lower = os.environ.get("FIRSTFIX_LOWER_BUDGETS") == "1"
    if may_lower and len(asked) < stored(store).get(page, len(asked) + 1):
        keep(store, page, len(asked))
    problem = judge(page, len(asked), stored(store).get(page))
    if problem:
        pytest.fail("\n  ".join([problem, *asked]), pytrace=False)


def judge(page: str, count: int, allowed: int | None) -> str | None:
    """Give the sentence that is wrong about a count, or None when it is the stored one."""
    if allowed is None:
        return f"{page} asks {count} queries and has no budget yet; FIRSTFIX_LOWER_BUDGETS=1 stores it."
    if count > allowed:
        return f"{page} asks {count} queries, its budget is {allowed}:"
    if count < allowed:
        return (
            f"{page} asks {count} queries only; lower its budget of {allowed} with FIRSTFIX_LOWER_BUDGETS=1."
        )
    return None


def stored(store: Path = STORE) -> dict[str, int]:
    """Give the stored counts by page."""
    return dict(json.loads(store.read_text(encoding="utf-8"))) if store.exists() else {}


def keep(store: Path, page: str, count: int) -> None:
    """Store the count of a page."""
    counts = stored(store) | {page: count}
    store.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n", encoding="utf-8")
