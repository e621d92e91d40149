"""Logs become event rows; a broken row costs that row, and everything left out is counted and told."""

from __future__ import annotations

import csv
import random
from datetime import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firstfix.engines.scorecard.event import Event
from firstfix.engines.scorecard.known_mappings import PLAIN, SERVICENOW_INCIDENTS, XES
from firstfix.engines.scorecard.log import ScatteredError
from firstfix.engines.scorecard.mapping import MappingError, read_mapping
from firstfix.engines.scorecard.reading_findings import reading_findings
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.table_log import _split_rows, read_table
from firstfix.engines.scorecard.xes_log import XesError, read_xes
from tests.engines.scorecard.logs import plain_log

FIRST_YEAR, LAST_YEAR = datetime(2, 1, 1), datetime(9998, 12, 31)  # noqa: DTZ001 - the log has no zone
HEADER = "case,at,kind,actor\n"
# Longer than any field that the CSV reader takes.
LONG_LINE = "C2," + "x" * 200_000 + "\n"


def codes(log):
    return {finding.code for finding in reading_findings(log)}


def told(log, code):
    return next(finding.text() for finding in reading_findings(log) if finding.code == code)


def test_a_row_becomes_an_event_of_its_case() -> None:
    log = plain_log("case, at, kind, actor, group\nC1, 2026-03-02 08:00, new, ann, north")
    assert log.attributes == ("group",)
    assert log.cases == {"C1": [Event("C1", 1772438400, "ann", "new", ("north",))]}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_and_a_byte_order_mark_are_read(separator: str) -> None:
    lines = ["\ufeffcase,at,kind\n", "C1,2026-03-02,new\n"]
    log = read_table([line.replace(",", separator) for line in lines], PLAIN)
    assert log.event_count == 1


def test_quoted_fields_may_hold_separators_and_line_ends() -> None:
    log = read_table([HEADER, '"C,1",2026-03-02,new,"a\n', 'b"\n'], PLAIN)
    assert log.cases["C,1"][0].actor == "a\nb"


FIELDS = st.text(st.sampled_from('ab",; \t'), max_size=4)
RAW_LINES = st.lists(st.lists(FIELDS, min_size=1, max_size=5).map(",".join), max_size=8)


@given(RAW_LINES, st.sampled_from(["\n", "\r\n"]))
def test_lines_without_quotes_are_read_as_the_csv_reader_reads_them(raw: list[str], end: str) -> None:
    lines = [f"{line}{end}" for line in raw]
    # Where a quote stays open to the end, the CSV reader takes everything after it for one field.
    assume(list(csv.reader([*lines, "the,end,\n"]))[-1] == ["the", "end", ""])
    broken: list[int] = []
    assert list(_split_rows(iter(lines), ",", 3, broken)) == list(csv.reader(lines))
    assert broken == []


def test_a_mapping_translates_columns_and_words_of_the_log() -> None:
    mapping = read_mapping(
        {
            "case": "Ticket",
            "at": "When",
            "kind": "Status",
            "kinds": {"Erledigt": "resolved"},
            "attributes": {"priority": "Prio"},
            "priorities": ["hoch", "tief"],
        }
    )
    log = read_table(["Ticket,When,Status,Prio\n", "1,02.03.2026 08:30,erledigt,hoch\n"], mapping)
    assert log.cases["1"] == [Event("1", 1772440200, "", "resolved", ("hoch",))]


def test_each_mistake_in_a_mapping_gets_a_sentence() -> None:
    with pytest.raises(MappingError) as refused:
        read_mapping({"case": 3, "kinds": ["a"], "colour": "red"})
    assert len(refused.value.sentences) == 5
    with pytest.raises(MappingError) as refused:
        read_mapping(
            {
                "case": "c",
                "at": "t",
                "kind": "k",
                "kinds": {"x": "done"},
                "time_format": "american",
                "attributes": {"prio": "p"},
            }
        )
    assert len(refused.value.sentences) == 3


def test_a_missing_needed_column_is_told_and_gives_no_event() -> None:
    log = read_table(["case,kind\n", "C1,new\n"], PLAIN)
    assert log.cases == {}
    assert {"column_needed", "empty"} <= codes(log)
    assert "no column at" in told(log, "column_needed")


def test_missing_optional_columns_are_one_sentence() -> None:
    log = plain_log("case, at, kind\nC1, 2026-03-02, new")
    assert "columns_missing" in codes(log)
    assert "priority" in told(log, "columns_missing")
    assert log.event_count == 1


@pytest.mark.parametrize("text", ["", HEADER])
def test_an_empty_log_is_told_in_one_sentence(text: str) -> None:
    assert "empty" in codes(read_table([text] if text else [], PLAIN))


def test_a_log_with_one_case_says_so() -> None:
    assert "one_case" in codes(plain_log("case, at, kind\nC1, 2026-03-02, new"))


def test_every_broken_row_is_left_out_and_counted_by_reason() -> None:
    ended = ["C1,2026-03-02,new,a", "C1,2026-03-02", ",2026-03-02,new,a", "C2,,new,a", "C3,soon,new,a"]
    rows = [f"{row}\n" for row in [*ended, "C4,2026-02-30,new,a", "C5,2026-03-02 25:00,new,a", ""]]
    log = read_table([HEADER, *rows], PLAIN)
    assert log.event_count == 1
    assert log.account.left_out == {"width": 1, "case": 1, "no_time": 1, "time": 3, "blank": 1}
    assert log.account.row_count == log.event_count + log.account.left_out.total()
    assert "(rows 5, 6, 7)" in told(log, "left_out_time")


def test_a_line_that_is_no_csv_costs_that_line() -> None:
    rows = [HEADER, "C1,2026-03-02,new,a\n", LONG_LINE, "C3,2026-03-02,new,a\n"]
    log = read_table(rows, PLAIN)
    assert list(log.cases) == ["C1", "C3"]
    assert log.account.left_out == {"broken": 1}
    assert "left_out_broken" in codes(log)


def test_times_in_mixed_ways_are_all_read_and_told() -> None:
    log = read_table(
        [
            HEADER,
            "C1,2026-03-02 08:00,new,a\n",
            "C2,02.03.2026 08:00,new,a\n",
            "C3,2026-03-02T09:00:00+01:00,new,a\n",
        ],
        PLAIN,
    )
    assert {events[0].at for events in log.cases.values()} == {1772438400}
    assert log.account.time_ways == {"ISO 8601": 1, "day.month.year": 1, "ISO 8601 with a zone": 1}
    assert {"mixed_times", "mixed_zones"} <= codes(log)


def test_dates_with_slashes_are_read_only_when_somebody_says_what_comes_first() -> None:
    rows = [HEADER, "C1,03/04/2026 08:00,new,a\n"]
    assert read_table(rows, PLAIN).account.left_out == {"time": 1}
    document = {"case": "case", "at": "at", "kind": "kind"}
    days = read_table(rows, read_mapping(document | {"time_format": "day_first"})).cases["C1"][0].at
    months = read_table(rows, read_mapping(document | {"time_format": "month_first"})).cases["C1"][0].at
    assert (days - months) // 86_400 == 31 - 1


def test_the_same_row_twice_is_one_event() -> None:
    log = read_table(
        [HEADER, "C1,2026-03-02,new,a\n", "C1,2026-03-02,active,a\n", "C1,2026-03-02,new,a\n"], PLAIN
    )
    assert [event.kind for event in log.cases["C1"]] == ["new", "active"]
    assert "moment: 1." in told(log, "doubles")


def test_two_updates_of_one_minute_stay_two_where_the_log_numbers_them() -> None:
    rows = [
        "case,at,kind,sequence\n",
        "C1,2026-03-02,new,1\n",
        "C1,2026-03-02,new,2\n",
        "C1,2026-03-02,new,3\n",
    ]
    assert read_table(rows, PLAIN).event_count == 3
    assert read_table([*rows, *rows[1:]], PLAIN).event_count == 3


def test_a_clock_that_goes_backwards_is_put_in_order_and_told() -> None:
    log = plain_log("case, at, kind\nC1, 2026-03-03, closed\nC1, 2026-03-02, new\nC2, 2026-03-02, new")
    assert [event.kind for event in log.cases["C1"]] == ["new", "closed"]
    assert log.account.backward_cases == ["C1"]
    assert "backward" in codes(log)


def test_an_unknown_state_counts_as_an_event_and_is_told() -> None:
    log = plain_log("case, at, kind\nC1, 2026-03-02, new\nC1, 2026-03-03, pondering\nC2, 2026-03-03, new")
    assert [event.kind for event in log.cases["C1"]] == ["new", "unknown"]
    assert "pondering" in told(log, "unknown_states")


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_of_different_moments_changes_nothing(chance: random.Random) -> None:
    rows = [
        f"C{case},2026-03-{day:02} 08:00,{kind},a\n"
        for case in "12"
        for day, kind in enumerate(("new", "active", "resolved", "closed"), 1)
    ]
    mixed = chance.sample(rows, len(rows))
    assert read_table([HEADER, *mixed], PLAIN).cases == read_table([HEADER, *rows], PLAIN).cases


@given(
    st.datetimes(FIRST_YEAR, LAST_YEAR), st.sampled_from(["", "Z", "+05:30", "-0800"]), st.sampled_from(" T")
)
def test_any_iso_time_is_read_as_python_reads_it(moment, zone: str, between: str) -> None:
    from_text = moment.replace(microsecond=0).isoformat(between) + zone
    offset = {"": 0, "Z": 0, "+05:30": 19_800, "-0800": -28_800}[zone]
    days = moment.toordinal() - 719_163
    expected = days * 86_400 + moment.hour * 3600 + moment.minute * 60 + moment.second - offset
    log = read_table([HEADER, *[f"C1,{from_text},new,{actor}\n" for actor in "ab"]], PLAIN)
    assert [event.at for event in log.cases["C1"]] == [expected, expected]


def test_a_space_before_a_time_does_not_mislead_later_times() -> None:
    texts = [" 2026-03-29 01:16", " 2026-03-21 01:30", " 2026-03-29 01:16"]
    log = read_table([HEADER, *[f"C{n},{text},new,a\n" for n, text in enumerate(texts)]], PLAIN)
    assert log.cases["C0"][0].at == log.cases["C2"][0].at != log.cases["C1"][0].at


def test_the_incident_export_is_read_with_its_own_columns() -> None:
    rows = [
        "number,sys_updated_at,sys_updated_by,incident_state,priority,opened_at\n",
        "INC1,2026-03-02 08:00:00.000,U1,Awaiting Vendor,2 - High,2026-03-02 07:00:00.000\n",
    ]
    log = read_table(rows, SERVICENOW_INCIDENTS)
    assert log.cases["INC1"][0].kind == "waiting_vendor"
    assert log.attributes == ("opened_at", "priority")


XES_LOG = b"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <trace><string key="concept:name" value="C1"/>
    <event><string key="concept:name" value="new"/>
      <date key="time:timestamp" value="2026-03-02T09:00:00.000+01:00"/>
      <string key="org:resource" value="ann"><string key="concept:name" value="nested"/></string></event>
    <event><string key="concept:name" value="Resolved"/>
      <date key="time:timestamp" value="2026-03-02T10:00:00+01:00"/></event>
  </trace>
  <trace><string key="concept:name" value="C2"/>
    <event><string key="concept:name" value="new"/>
      <date key="time:timestamp" value="2026-03-02T08:00:00Z"/></event>
  </trace>
</log>"""


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_xes_gives_the_same_events_however_it_is_cut(size: int) -> None:
    log = read_xes([XES_LOG[start : start + size] for start in range(0, len(XES_LOG), size)], XES)
    assert [(event.kind, event.actor, event.at) for event in log.cases["C1"]] == [
        ("new", "ann", 1772438400),
        ("resolved", "", 1772442000),
    ]
    assert list(log.cases) == ["C1", "C2"]
    assert "columns_missing" in codes(log)


def test_broken_xml_and_declared_entities_are_refused_with_a_sentence() -> None:
    with pytest.raises(XesError, match="broken at line 1"):
        read_xes([b"<log><trace></log>"], XES)
    bomb = b'<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log>&b;</log>'
    with pytest.raises(XesError, match="entities"):
        read_xes([bomb], XES)


GROUPED = """case,at,kind,sequence,priority
C1,2026-03-02 08:00,new,1,P1
C1,2026-03-02 08:00,active,2,P1
C1,2026-03-02 08:00,active,2,P1
C1,2026-03-01 08:00,new,0,P2
C2,2026-03-02 08:00,new,1,
C2,2026-03-05 08:00,resolved,2,
C3,2026-03-02 08:00,musing,1,P3
"""


def test_a_log_written_case_by_case_gives_the_same_histories_without_its_events() -> None:
    lines = GROUPED.splitlines(keepends=True)
    kept, let_go = read_table(lines, PLAIN), read_table(lines, PLAIN, keeps_events=False)
    assert let_go.cases == {}
    assert let_go.histories == Cases(kept).histories
    assert let_go.account == kept.account
    assert (kept.account.event_count, kept.account.case_count) == (6, 3)


def test_a_case_that_comes_back_later_needs_its_events() -> None:
    lines = [*GROUPED.splitlines(keepends=True), "C1,2026-03-09 08:00,closed,9,P1\n"]
    with pytest.raises(ScatteredError, match="C1"):
        read_table(lines, PLAIN, keeps_events=False)
    assert len(read_table(lines, PLAIN).cases["C1"]) == 4
