"""``firstfix kpi``: a log in, figures with their counter-metrics out, without a server."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import Table, parquet

from firstfix.cli import main
from firstfix.cli.scorecard import columnar, parquet_reading

Output = pytest.CaptureFixture[str]

PLAIN_LOG = """case,at,kind,priority
C1,2026-03-02 08:00,new,P1
C1,2026-03-02 10:00,resolved,P1
C2,2026-03-02 08:00,new,P3
C2,2026-03-02 12:00,resolved,P3
"""


def file_of(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_log_in_plain_words_gives_pairs_as_json(tmp_path: Path, capsys: Output) -> None:
    assert main(["kpi", file_of(tmp_path, "log.csv", PLAIN_LOG), "--json", "--by", "priority"]) == 0
    told = json.loads(capsys.readouterr().out)
    restored = next(one for one in told["kpis"] if one["id"] == "S1-K03")
    assert restored["value"]["figure"] == 3.0
    assert restored["counter"]["name"] == "Reopened"
    assert set(restored["segments"]) == {"priority"}
    assert restored["segments"]["priority"]["P1"]["value"]["n"] == 1
    assert all("counter" in one for one in told["kpis"])
    assert told["findings"]
    assert {one["id"] for one in told["withheld"]} >= {"S1-K05"}


def test_no_figure_is_printed_without_what_stands_beside_it(tmp_path: Path, capsys: Output) -> None:
    assert main(["kpi", file_of(tmp_path, "log.csv", PLAIN_LOG)]) == 0
    said = capsys.readouterr().out
    assert "Time to resolution: 3.0 h median" in said
    assert said.count("beside:") == sum(
        line.startswith(("S1", "S2", "LOG")) for line in said.splitlines()
    ) - (said.count("Not shown."))


def test_a_mapping_file_names_the_columns_of_any_log(tmp_path: Path, capsys: Output) -> None:
    mapping = {
        "case": "Ticket",
        "at": "When",
        "kind": "Status",
        "kinds": {"fertig": "resolved", "neu": "new"},
    }
    text = "Ticket;When;Status\n1;02.03.2026 08:00;neu\n1;02.03.2026 09:00;fertig\n"
    words = ["--mapping", file_of(tmp_path, "mapping.json", json.dumps(mapping)), "--json"]
    assert main(["kpi", file_of(tmp_path, "log.csv", text), *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cases"] == 1
    assert "one_case" in {one["code"] for one in told["findings"]}


def test_known_forms_are_known_by_their_header_or_ending(tmp_path: Path, capsys: Output) -> None:
    rows = "number,sys_updated_at,incident_state\nINC1,2026-03-02 08:00,Resolved\n"
    assert main(["kpi", file_of(tmp_path, "incidents.csv", rows), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 1
    table = rows.replace("sys_updated_at", "sys_updated_on").replace("incident_state", "state")
    assert main(["kpi", file_of(tmp_path, "table.csv", table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 1
    xes = (
        '<log><trace><string key="concept:name" value="C1"/><event><string key="concept:name" value="new"/>'
        '<date key="time:timestamp" value="2026-03-02T08:00:00Z"/></event></trace></log>'
    )
    assert main(["kpi", file_of(tmp_path, "log.xes", xes), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["events"] == 1


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("mapping.json", "{", "is no JSON"),
        ("mapping.json", "[]", "one JSON object"),
        ("mapping.json", '{"case": "a"}', "Say which column is 'at'"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, capsys: Output, name: str, text: str, expected: str
) -> None:
    log = file_of(tmp_path, "log.csv", PLAIN_LOG)
    assert main(["kpi", log, "--mapping", file_of(tmp_path, name, text)]) == 2
    assert expected in capsys.readouterr().err


def test_files_that_cannot_be_read_are_told_in_a_sentence(tmp_path: Path, capsys: Output) -> None:
    assert main(["kpi", str(tmp_path / "nowhere.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main(["kpi", file_of(tmp_path, "log.xes", "<log>")]) == 2
    assert "broken" in capsys.readouterr().err


def test_a_log_without_events_gives_one_and_says_why(tmp_path: Path, capsys: Output) -> None:
    assert main(["kpi", file_of(tmp_path, "log.csv", "")]) == 1
    assert "no event that can be read" in capsys.readouterr().out


def test_it_starts_without_django(tmp_path: Path) -> None:
    log = file_of(tmp_path, "log.csv", PLAIN_LOG)
    steps = ["import sys", "from firstfix.cli import main", f"main(['kpi', {log!r}])"]
    program = "; ".join([*steps, "sys.exit('django' in sys.modules)"])
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0


def test_it_tells_for_whom_cases_waited(tmp_path: Path, capsys: Output) -> None:
    waiting = "C1,2026-03-02 08:30,waiting_customer,P1\nC1,2026-03-02 09:30,waiting_vendor,P1\n"
    text = PLAIN_LOG.replace("C1,2026-03-02 10:00", waiting + "C1,2026-03-02 10:00")
    path = file_of(tmp_path, "log.csv", text)
    assert main(["kpi", path, "--json"]) == 0
    waited = json.loads(capsys.readouterr().out)["waited"]
    assert [(one["party"], one["hours"], one["cases"]) for one in waited] == [
        ("customer", 1.0, 1),
        ("vendor", 0.5, 1),
    ]
    assert main(["kpi", path]) == 0
    assert "customer: 66.7% of the waiting" in capsys.readouterr().out


SPOILT = {
    "missing columns": ("case,kind\nC1,new\n", "no column at"),
    "mixed date formats": (PLAIN_LOG + "C3,02.03.2026 08:00,new,P1\n", "written in more than one way"),
    "ambiguous dates": (PLAIN_LOG + "C3,03/04/2026,new,P1\n", "time_format in the mapping"),
    "duplicate events": (PLAIN_LOG + "C2,2026-03-02 12:00,resolved,P3\n", "moment: 1."),
    "clock going backwards": (PLAIN_LOG + "C2,2026-03-01 12:00,active,P3\n", "clock goes backwards"),
    "unknown state": (PLAIN_LOG + "C3,2026-03-02,pondering,P3\n", "does not know: 1 (pondering)"),
    "empty log": ("", "no event that can be read"),
    "one case": ("case,at,kind\nC1,2026-03-02,new\n", "The log has one case"),
    "short rows": (PLAIN_LOG + "C3\n", "too many or too few fields, left out: 1 (rows 5)"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_log_gets_a_sentence_and_the_rest_is_computed(
    tmp_path: Path, capsys: Output, name: str
) -> None:
    text, expected = SPOILT[name]
    path = file_of(tmp_path, "log.csv", text)
    assert main(["kpi", path]) in {0, 1}
    said = capsys.readouterr().out
    assert expected in said
    if text.startswith(PLAIN_LOG):
        assert "Time to resolution: " in said
        assert main(["kpi", path, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        counted = next(one for one in told["kpis"] if one["id"] == "S1-K03")["value"]
        left_out = sum(one["count"] for one in counted["excluded"].values())
        assert counted["n"] + left_out == told["cases"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [("case,at,kind\n".encode("utf-16"), "UTF-16"), (b"\x1f\x8b\x08", "compressed")],
)
def test_a_file_that_is_no_such_text_says_what_to_do(
    tmp_path: Path, capsys: Output, content: bytes, expected: str
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    assert main(["kpi", str(path)]) == 2
    assert expected in capsys.readouterr().err


def test_words_of_a_log_cannot_command_a_terminal(tmp_path: Path, capsys: Output) -> None:
    text = PLAIN_LOG + "C3,2026-03-02,\x1b[2Jpondering,P3\n"
    assert main(["kpi", file_of(tmp_path, "log.csv", text)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def parquet_of(folder: Path, text: str) -> str:
    columns = zip(*csv.reader(io.StringIO(text)), strict=True)
    table = {name: [value or None for value in values] for name, *values in columns}
    parquet.write_table(Table.from_pydict(table), folder / "log.parquet")
    return str(folder / "log.parquet")


def test_parquet_gives_what_csv_gives(tmp_path: Path, capsys: Output) -> None:
    answers = []
    for path in (file_of(tmp_path, "log.csv", PLAIN_LOG), parquet_of(tmp_path, PLAIN_LOG)):
        assert main(["kpi", path, "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0]["kpis"] == answers[1]["kpis"]


# Pieces of three events cut cases in two.
@pytest.mark.parametrize(("slice_events", "piece_events"), [(1_000_000, 1_000_000), (2, 1_000_000), (2, 3)])
@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_duckdb_counts_the_same_figures_at_once_slice_by_slice_and_out_of_pieces(
    tmp_path: Path,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    slice_events: int,
    piece_events: int,
) -> None:
    monkeypatch.setattr(columnar, "_SLICE_EVENTS", slice_events)
    monkeypatch.setattr(columnar, "_PIECE_EVENTS", piece_events)
    path = file_of(tmp_path, "log.csv", PLAIN_LOG) if name == "csv" else parquet_of(tmp_path, PLAIN_LOG)
    assert main(["kpi", path, "--json", "--by", "priority"]) == 0
    told = {one["id"]: one for one in json.loads(capsys.readouterr().out)["kpis"]}
    assert main(["kpi", path, "--duckdb", "--by", "priority"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["kpi"] for row in rows} == set(told)
    for row in rows:
        kpi = told[row["kpi"]]
        value = (kpi["segments"]["priority"][row["word"]] if row["segment"] else kpi)[row["part"]]
        assert int(row["n"]) == value["n"]
        assert (row["median"] == "") == ("median" not in value)
        if row["median"]:
            assert float(row["median"]) == pytest.approx(value["median"])


def test_duckdb_tells_what_it_cannot_read_in_a_sentence(tmp_path: Path, capsys: Output) -> None:
    for words in (
        [file_of(tmp_path, "log.csv", "case,kind\nC1,new\n")],
        [str(tmp_path / "nowhere.parquet")],
        [file_of(tmp_path, "other.csv", PLAIN_LOG), "--by", "assignee"],
        [file_of(tmp_path, "third.csv", PLAIN_LOG), "--html", str(tmp_path / "page.html")],
    ):
        assert main(["kpi", *words, "--duckdb"]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_without_the_extras_a_sentence_says_what_to_install(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = parquet_of(tmp_path, PLAIN_LOG)

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(parquet_reading.importlib, "import_module", missing)
    with pytest.raises(Exception, match=r"firstfix\[parquet\]"):
        parquet_reading.parquet_header(Path(path))
    with pytest.raises(Exception, match=r"firstfix\[duckdb\]"):
        columnar.header_of(Path(path))


def test_a_calendar_adds_business_hours_beside_the_clock(tmp_path: Path, capsys: Output) -> None:
    log = file_of(tmp_path, "log.csv", PLAIN_LOG)
    hours = {"zone": "Europe/Berlin", "week": {"mon-fri": "09:00-17:00"}}
    assert main(["kpi", log, "--calendar", file_of(tmp_path, "hours.json", json.dumps(hours))]) == 0
    said = capsys.readouterr().out
    assert "Time to resolution, business hours: 2.0 h median" in said
    assert main(["kpi", log, "--calendar", file_of(tmp_path, "hours.json", '{"zone": "Mars"}')]) == 2
    assert "'week'" in capsys.readouterr().err
