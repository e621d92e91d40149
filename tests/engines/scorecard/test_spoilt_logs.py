"""Whatever stands in a log: it is read, every row is accounted for, and a report comes out."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.scorecard import (
    KPIS,
    PLAIN,
    Cases,
    Pair,
    ScatteredError,
    make_report,
    quality_findings,
    read_table,
    report_document,
    score,
)
from firstfix.engines.scorecard.event import KINDS
from firstfix.engines.scorecard.mapping import ATTRIBUTES

FIELDS = ("case", "at", "kind", "actor", *ATTRIBUTES)
TIMES = st.one_of(
    st.sampled_from(
        ["", "soon", "2026-02-30", "03/04/2026", "2026-03-02", "9999-12-31T23:59-12:00", "0001-01-01"]
    ),
    st.integers(1, 28).map(lambda day: f"2026-03-{day:02} 08:00"),
    st.integers(1, 28).map(lambda day: f"{day}.3.2026 8:00:00"),
)
WORDS = st.sampled_from(
    ["", "x", "P1", "P4", "5", "-1", "nan", "1e999", "maintenance", "yes", "no", "C1", "2026-03-09"]
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2", "C3", ""]),
        TIMES,
        st.sampled_from([*sorted(KINDS), "pondering", ""]),
        st.lists(WORDS, min_size=len(FIELDS) - 3, max_size=len(FIELDS) - 3),
    ).map(lambda row: ",".join([*row[:3], *row[3]])),
    max_size=25,
)
LINES = st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=10)


def lines_of(rows: list[str]) -> list[str]:
    return [",".join(FIELDS) + "\n", *(f"{row}\n" for row in rows)]


@given(ROWS)
def test_every_row_is_an_event_or_is_accounted_for(rows: list[str]) -> None:
    account = read_table(lines_of(rows), PLAIN).account
    assert account.row_count == len(rows)
    assert account.row_count == account.event_count + account.left_out.total()


@given(ROWS)
def test_every_case_is_counted_once_by_every_measure(rows: list[str]) -> None:
    cases = Cases(read_table(lines_of(rows), PLAIN))
    for kpi in KPIS:
        scored = score(kpi, cases)
        if isinstance(scored, Pair):
            for value in (scored.value, scored.counter):
                assert value.n + sum(value.excluded.values()) <= len(cases.histories)
                assert len(value.cases()) == value.n
                assert all(len(value.excluded_cases(code)) == count for code, count in value.excluded.items())
                assert (value.mean is None) == (value.median is None) == (value.p90 is None)


@given(ROWS)
def test_a_report_comes_out_and_can_be_written_down(rows: list[str]) -> None:
    report = make_report(read_table(lines_of(rows), PLAIN))
    assert report.case_count <= 3
    assert json.loads(json.dumps(report_document(report), allow_nan=False))["events"] == report.event_count


@given(ROWS)
def test_letting_the_events_go_changes_no_history_and_no_finding(rows: list[str]) -> None:
    kept = Cases(read_table(lines_of(rows), PLAIN))
    try:
        let_go = Cases(read_table(lines_of(rows), PLAIN, keeps_events=False))
    except ScatteredError:
        assert len(kept.histories) > 1
        return
    assert let_go.histories == kept.histories
    assert quality_findings(let_go) == quality_findings(kept)


@given(LINES)
def test_any_text_is_read_to_its_end(lines: list[str]) -> None:
    account = read_table([f"{line}\n" for line in lines], PLAIN).account
    assert account.row_count == account.event_count + account.left_out.total()
