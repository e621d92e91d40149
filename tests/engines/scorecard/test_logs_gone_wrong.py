"""Logs with mistakes that people make: each gets a sentence, and the rest is read."""

from __future__ import annotations

from firstfix.engines.scorecard.known_mappings import PLAIN, XES
from firstfix.engines.scorecard.quality import quality_findings
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.table_log import read_table
from firstfix.engines.scorecard.xes_log import read_xes
from tests.engines.scorecard.test_reading_logs import HEADER, XES_LOG, told


def test_a_quote_that_nobody_closes_costs_its_own_line() -> None:
    rows = [
        "C1,2026-03-02,new,a\n",
        'C2,2026-03-02,new,"a\n',
        *(f"C{n},2026-03-02,new,b\n" for n in range(3, 3000)),
    ]
    log = read_table([HEADER, *rows, 'C9999,2026-03-02,new,"never\n'], PLAIN)
    assert log.event_count == 1 + 2997
    assert log.account.left_out == {"broken": 2}
    assert "(lines 3, 3001)" in told(log, "left_out_broken")


def test_columns_are_known_whatever_their_capitals_blanks_and_underlines() -> None:
    log = read_table(["Case,AT,Kind,Opened At,SLA-met\n", "C1,2026-03-02,new,2026-03-01,true\n"], PLAIN)
    assert log.event_count == 1
    assert log.attributes == ("opened_at", "sla_met")


def test_of_two_columns_of_one_name_the_first_is_read_and_that_is_told() -> None:
    log = read_table(["case,at,kind,kind\n", "C1,2026-03-02,new,active\n"], PLAIN)
    assert log.kinds == {"new"}
    assert "more than once: kind" in told(log, "doubled_columns")


def test_a_table_without_a_header_shows_what_was_taken_for_it() -> None:
    log = read_table(["C1,2026-03-02,new\n", "C1,2026-03-03,resolved\n"], PLAIN)
    assert "Its first line is: C1, 2026-03-02, new." in told(log, "column_needed")


def test_times_that_cannot_be_read_are_shown_and_slashes_are_named_only_where_there_are_some() -> None:
    strange = told(read_table([HEADER, "C1,1772000000,new,a\n"], PLAIN), "left_out_time")
    assert "such as 1772000000." in strange
    assert "slashes" not in strange
    assert "day_first" in told(read_table([HEADER, "C1,3/4/2026,new,a\n"], PLAIN), "left_out_time")


def test_xes_that_breaks_off_gives_what_stands_before_and_says_where() -> None:
    whole = XES_LOG
    cut = whole[: whole.rindex(b"<event>") + 20]
    log = read_xes([cut], XES)
    assert 0 < log.event_count < read_xes([whole], XES).event_count
    assert "broken at line" in told(log, "broken_off")


def test_times_decades_away_are_told_with_their_cases() -> None:
    rows = [HEADER, *(f"C{n},2026-03-02,new,a\n" for n in range(9)), "C9,1970-01-01,new,a\n"]
    found = [one for one in quality_findings(Cases(read_table(rows, PLAIN))) if one.code == "times_far_off"]
    assert [one.cases for one in found] == [("C9",)]
