"""The pages about the scorecard say what the engine does."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import duckdb

from firstfix.engines.scorecard import read_mapping
from firstfix.engines.scorecard.event import KINDS
from firstfix.engines.scorecard.mapping import ATTRIBUTES
from firstfix.engines.scorecard.open_hours import read_calendar
from firstfix.engines.scorecard.sql import events_table

DOCS = Path(__file__).resolve().parents[3] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def test_the_example_prints_what_the_page_says() -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(blocks("explanation/scorecard.md", "python")[0], {})
    assert printed.getvalue() == blocks("explanation/scorecard.md", "text")[0]


def test_the_statements_of_the_page_are_made() -> None:
    made: dict[str, Any] = {}
    exec(blocks("explanation/scorecard.md", "python")[1], made)
    with duckdb.connect() as database:
        database.execute(events_table("events"))
        for statement in made["make_history"]:
            database.execute(statement)
        assert database.execute(made["count"]).fetchall() == []


def test_the_calendar_of_the_how_to_can_be_used() -> None:
    calendar = read_calendar(json.loads(blocks("how-to/read-an-event-log.md", "json")[0]))
    assert calendar.zone == "Europe/Berlin"
    assert sorted(calendar.week) == [0, 1, 2, 3, 4, 5]


def test_the_mapping_of_the_how_to_can_be_used_and_names_every_word() -> None:
    page = (DOCS / "how-to/read-an-event-log.md").read_text(encoding="utf-8")
    mapping = read_mapping(json.loads(blocks("how-to/read-an-event-log.md", "json")[1]))
    assert mapping.kinds["Pending customer"] == "waiting_customer"
    assert [word for word in (*KINDS, *ATTRIBUTES) if f"`{word}`" not in page] == []
