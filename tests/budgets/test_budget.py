"""The budget itself: more fails, less asks to be stored, nothing raises a count but a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from tests.budgets.budget import judge, query_budget, stored

pytestmark = pytest.mark.django_db


def ask(count: int) -> None:
    with connection.cursor() as cursor:
        for number in range(count):
            cursor.execute(f"select {number}")


def test_a_page_within_its_budget_passes_and_more_fails_with_the_queries(tmp_path: Path) -> None:
    store = tmp_path / "queries.json"
    store.write_text(json.dumps({"queue": 2}), encoding="utf-8")
    with query_budget("queue", store):
        ask(2)
    too_much = pytest.raises(
        pytest.fail.Exception, match=r"queue asks 3 queries, its budget is 2:\n  select 0"
    )
    with too_much, query_budget("queue", store):
        ask(3)


def test_a_better_page_has_to_store_its_lower_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "queries.json"
    store.write_text(json.dumps({"queue": 3}), encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match="lower its budget of 3"), query_budget("queue", store):
        ask(1)
    monkeypatch.setenv("FIRSTFIX_LOWER_BUDGETS", "1")
    with query_budget("queue", store):
        ask(1)
    assert stored(store) == {"queue": 1}


def test_lowering_never_raises_a_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "queries.json"
    store.write_text(json.dumps({"queue": 1}), encoding="utf-8")
    monkeypatch.setenv("FIRSTFIX_LOWER_BUDGETS", "1")
    with pytest.raises(pytest.fail.Exception, match="its budget is 1"), query_budget("queue", store):
        ask(2)
    assert stored(store) == {"queue": 1}


def test_a_page_without_a_budget_fails_until_it_has_one() -> None:
    assert "no budget yet" in str(judge("report", 4, None))
    assert judge("report", 4, 4) is None
