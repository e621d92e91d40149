"""``firstfix kpi``: a log in, figures with their counter-metrics out, without a server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from firstfix.cli import main

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
