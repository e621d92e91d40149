"""The statements of the declarations answer what the pure engine answers, in all three databases."""

from __future__ import annotations

import csv
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from firstfix.engines.scorecard import (
    KPIS,
    PLAIN,
    SERVICENOW_INCIDENTS,
    Cases,
    Log,
    Withheld,
    read_table,
    score_by,
)
from firstfix.engines.scorecard import score as scored_by
from firstfix.engines.scorecard.event import KINDS
from firstfix.engines.scorecard.mapping import ATTRIBUTES
from firstfix.engines.scorecard.measure import Measure
from firstfix.engines.scorecard.scoring import PERIODS, Pair
from firstfix.engines.scorecard.sql import (
    DUCKDB,
    POSTGRESQL,
    SQLITE,
    Counted,
    Dialect,
    counted,
    counted_together,
    event_rows,
    events_from,
    events_table,
    history_statements,
    keep_histories,
    measure_statement,
    recounted,
)
from firstfix.engines.scorecard.sql.rules import RULES
from firstfix.engines.scorecard.value import Value

# The run on PostgreSQL tries all three, the other one what needs no server.
ADDRESS = os.environ.get("FIRSTFIX_DATABASE_URL", "")
ON_POSTGRESQL = ADDRESS.startswith("postgres")
HOURS = 0.001
MEASURES: dict[str, Measure] = {one.id: one for kpi in KPIS for one in (kpi.measure, kpi.counter)}
Ask = Callable[[str], Sequence[Sequence[Any]]]


class Database:
    """A connection of one of the three, with the tables of one log at a time."""

    def __init__(self, dialect: Dialect, connection: Any, mark: str) -> None:
        self.dialect, self.mark = dialect, mark
        self._connection = connection

    def ask(self, statement: str) -> Sequence[Sequence[Any]]:
        return self._connection.execute(statement).fetchall()

    def do(self, statement: str) -> None:
        self._connection.execute(statement)

    def take(self, log: Log) -> None:
        """Put the events of a log into tables."""
        self.do("DROP TABLE IF EXISTS events")
        self.do(events_table("events", self.dialect))
        self.put("events", list(event_rows(log)))
        self.follow(log)

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            places = ", ".join([self.mark] * len(rows[0]))
            self._connection.cursor().executemany(f"INSERT INTO {table} VALUES ({places})", rows)

    def follow(self, log: Log) -> None:
        self.do("DROP TABLE IF EXISTS history")
        if self.dialect is SQLITE:
            keep_histories(self._connection, log.attributes)
            return
        for statement in history_statements(log.attributes):
            self.do(statement)

    def recount(self, log: Log, measures: Sequence[Measure]) -> Mapping[str, Counted]:
        """Count all measures out of the events, on SQLite."""
        return recounted(self._connection, measures, log.attributes)

    def count(self, measure: Measure, segment: str = "") -> dict[str, Counted]:
        rows = self.ask(measure_statement(measure, self.dialect, segment=segment))
        return dict(counted(measure, rows))


@pytest.fixture(scope="module")
def incidents_csv(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("incidents") / "incidents.csv"
    table = pyarrow.parquet.read_table(data_folder / "incidents" / "incident_events_dev.parquet")
    pyarrow.csv.write_csv(table, path)
    return path


@pytest.fixture(scope="module", params=["duckdb", "sqlite", *(["postgresql"] if ON_POSTGRESQL else [])])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "duckdb":
        with duckdb.connect() as connection:
            yield Database(DUCKDB, connection, "?")
        return
    if request.param == "sqlite":
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            yield Database(SQLITE, connection, "?")
        return
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        # Tables of the session alone: nothing is left behind, and workers do not meet.
        connection.execute("SET search_path TO pg_temp")
        yield Database(POSTGRESQL, connection, "%s")


def same(found: Counted, value: Value) -> bool:
    if (found.n, found.excluded) != (value.n, dict(value.excluded)):
        return False
    if value.hit_count is not None and value.hit_count != (found.hit_count or 0):
        return False
    pairs = ((found.mean, value.mean), (found.median, value.median), (found.p90, value.p90))
    return all(one == pytest.approx(other, abs=HOURS) for one, other in pairs if other is not None)


def differing(database: Database, cases: Cases) -> list[str]:
    """Give the measures of which the database says something else."""
    wrong: list[str] = []
    for value in values_of(cases):
        if not same(database.count(value.measure).get("", Counted()), value):
            wrong.append(value.measure.id)
    return wrong


def differing_together(database: Database, cases: Cases) -> list[str]:
    """Give the measures of which SQLite says something else when it is asked for all of them at once.

    Once they are counted out of the histories, once out of the events.
    """
    values = {value.measure.id: value for value in values_of(cases)}
    measures = [value.measure for value in values.values()]
    ways = counted_together(measures, database.ask), database.recount(cases.log, measures)
    return [name for found in ways for name, value in values.items() if not same(found[name], value)]


def values_of(cases: Cases) -> list[Value]:
    pairs = [pair for kpi in KPIS if isinstance(pair := scored_by(kpi, cases), Pair)]
    return [value for pair in pairs for value in (pair.value, pair.counter)]


def test_every_measure_has_a_rule_and_no_rule_is_left_over() -> None:
    assert set(RULES) == set(MEASURES)


FIELDS = ("case", "at", "kind", *ATTRIBUTES)
WORDS = {
    "opened_at": ["", "2026-03-01 08:00"], "resolved_at": ["", "2026-03-04 08:00", "soon"],
    "closed_at": ["", "2026-03-09 08:00"], "due_at": ["", "2026-03-03 08:00"],
    "reopen_count": ["", "0", "2", "x"], "handover_count": ["", "0", "3"], "sequence": ["", "1", "2"],
    "sla_met": ["", "yes", "No", "perhaps"], "priority": ["", "P1", "P2", "P3", "urgent"],
    "group": ["", "north", "south"], "category": ["", "net", "power"], "job_type": ["", "Maintenance", "x"],
    "asset": ["", "A1", "A2"], "customer": ["", "K1", "K'2"], "merged_into": ["", "", "C9"],
    "rating": ["", "5", " 3.5 ", "nan", "1e3", "good"],
}  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2", "C3", "C4", "C5"]),
        st.integers(1, 60).map(lambda day: f"2026-{3 + day // 29:02}-{1 + day % 28:02} 08:00"),
        st.sampled_from([*sorted(KINDS), "new", "resolved", "closed", "active", "pondering"]),
        *(st.sampled_from(WORDS.get(name, [""])) for name in ATTRIBUTES),
    ).map(",".join),
    max_size=24,
)
# Its last event is closed, its time of closing lies before its first: no repeat of itself.
OPENED_AFTER_ITS_END = ",".join(
    ["C1", "2026-03-10 08:00", "closed"]
    + [{"closed_at": "2026-03-09 08:00", "asset": "A1"}.get(name, "") for name in ATTRIBUTES]
)
CARRIED = st.sets(st.sampled_from(ATTRIBUTES), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, dropped=CARRIED)
@example(rows=[OPENED_AFTER_ITS_END], dropped=set[str]())
@example(rows=[OPENED_AFTER_ITS_END, OPENED_AFTER_ITS_END.replace("C1", "C2")], dropped=set[str]())
def test_made_up_logs_are_counted_the_same(database: Database, rows: list[str], dropped: set[str]) -> None:
    header = ",".join(f"no {name}" if name in dropped else name for name in FIELDS)
    log = read_table([f"{line}\n" for line in (header, *rows)], PLAIN)
    database.take(log)
    assert differing(database, Cases(log)) == []
    if database.dialect is SQLITE:
        assert differing_together(database, Cases(log)) == []


def read_by_itself(database: Database, log: Log, path: Path) -> None:
    """Let the database read the file as it reads a foreign table, where it can."""
    if database.dialect is POSTGRESQL:
        database.take(log)
        return
    with path.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    source = f"(SELECT *, row_number() OVER () AS seq FROM read_csv('{path}')) AS source"
    if database.dialect is SQLITE:
        source = "source"
        database.do(f"CREATE TABLE source (seq integer PRIMARY KEY, {', '.join(header)})")
        database.put("source", [(seq, *row) for seq, row in enumerate(rows)])
    database.do("DROP TABLE IF EXISTS events")
    read = events_from(log.mapping, header, source, database.dialect)
    if database.dialect is SQLITE:
        database.do(events_table("events", SQLITE))
        database.do(f"INSERT INTO events ({', '.join(events_columns(database, read))}) {read}")
    else:
        database.do(f"CREATE TABLE events AS {read}")
    database.follow(log)


def events_columns(database: Database, statement: str) -> list[str]:
    """Give the names of the columns in the order in which a statement has them."""
    database.do(f"CREATE TEMPORARY TABLE named AS {statement} LIMIT 0")
    names = [f'"{name}"' for _, name, *_ in database.ask("PRAGMA table_info(named)")]
    database.do("DROP TABLE named")
    return names


@pytest.mark.data
def test_the_shared_log_is_counted_the_same(database: Database, incidents_csv: Path) -> None:
    with incidents_csv.open(encoding="utf-8", newline="") as lines:
        log = read_table(lines, SERVICENOW_INCIDENTS)
    cases = Cases(log)
    read_by_itself(database, log, incidents_csv)
    assert database.ask("SELECT count(*) FROM events") == [(log.event_count,)]
    assert differing(database, cases) == []
    if database.dialect is SQLITE:
        assert differing_together(database, cases) == []
    for segment in ("priority", *PERIODS):
        by_word = score_by(KPIS[1], cases, segment)
        assert not isinstance(by_word, Withheld)
        found = database.count(KPIS[1].measure, segment)
        assert all(same(found[word], pair.value) for word, pair in by_word.items())


def test_words_of_a_log_cannot_become_statements(database: Database) -> None:
    evil = "a'b\"c; DROP TABLE events; --"
    log = read_table(["case;at;kind;category\n", f"C1;2026-03-02;closed;{evil.replace(';', ',')}\n"], PLAIN)
    database.take(log)
    assert list(database.count(MEASURES["jobs_done"], "category")) == [evil.replace(";", ",")]
    mapping = replace(PLAIN, priorities=(evil,), kinds={evil: "closed"}, case=evil)
    assert evil not in events_from(mapping, [evil], "source", database.dialect)


@pytest.mark.parametrize("segment", ["assignee", "mood", "rating_given", "sla_met"])
def test_what_is_no_segment_is_refused(segment: str) -> None:
    with pytest.raises(ValueError, match=r"names persons|is no segment|is not kept"):
        measure_statement(MEASURES["jobs_done"], DUCKDB, segment=segment)
