"""``firstfix kpi`` on files as people have them: compressed, in other letters, of another kind."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from firstfix.cli import main

Output = pytest.CaptureFixture[str]
LOG = """case,at,kind,group
C1,2026-03-02 08:00,new,Nürnberg
C1,2026-03-02 08:20,active,Nürnberg
C1,2026-03-02 10:00,resolved,Nürnberg
C2,2026-03-02 08:00,new,Nürnberg
"""
XES = """<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/"><trace>
<string key="concept:name" value="C1"/><event><string key="concept:name" value="new"/>
<date key="time:timestamp" value="2026-03-02T08:00:00Z"/></event></trace></log>"""


def written(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def told(path: str, capsys: Output) -> dict:
    assert main(["kpi", path, "--by", "group", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "text"), [("log.csv.gz", LOG), ("log.csv", LOG), ("log.xes.gz", XES), ("log.xml", XES)]
)
def test_a_compressed_log_is_read_as_it_is(tmp_path: Path, capsys: Output, name: str, text: str) -> None:
    packed = told(written(tmp_path, name, gzip.compress(text.encode())), capsys)
    plain = told(written(tmp_path, "plain.xes" if text is XES else "plain.csv", text.encode()), capsys)
    assert packed == plain
    assert packed["events"]


def test_letters_of_an_older_spreadsheet_are_read_and_told(tmp_path: Path, capsys: Output) -> None:
    answer = told(written(tmp_path, "log.csv", LOG.encode("cp1252")), capsys)
    [jobs] = [one for one in answer["kpis"] if one["id"] == "S1-K01"]
    assert list(jobs["segments"]["group"]) == ["Nürnberg"]
    [finding] = [one for one in answer["findings"] if one["code"] == "misread_letters"]
    assert "no UTF-8: 4." in finding["sentence"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (gzip.compress(LOG.encode(), mtime=0)[:-9], "damaged or breaks off"),
        (b"PK\x03\x04rest", "workbook"),
        (b'[{"case": 1}]', "JSON"),
        (b"<html><body>Sign in</body></html>", "page"),
        (b"PAR1rest", ".parquet"),
    ],
)
def test_a_file_of_another_kind_says_what_it_is(
    tmp_path: Path, capsys: Output, content: bytes, expected: str
) -> None:
    assert main(["kpi", written(tmp_path, "log.csv", content)]) == 2
    assert expected in capsys.readouterr().err


def test_a_log_without_events_says_only_what_is_wrong(tmp_path: Path, capsys: Output) -> None:
    assert main(["kpi", written(tmp_path, "log.csv", b"C1,2026-03-02,new\n")]) == 1
    out = capsys.readouterr().out
    assert "Its first line is: C1, 2026-03-02, new." in out
    assert "Not shown" not in out
    page = str(tmp_path / "report.html")
    assert main(["kpi", written(tmp_path, "log.csv", b"C1,2026-03-02,new\n"), "--html", page]) == 1
    shown = Path(page).read_text(encoding="utf-8")
    assert "This log carries no figure." in shown
    assert "How long until somebody responds?" not in shown


def test_each_case_left_out_has_its_reason_in_words_and_short_times_are_minutes(
    tmp_path: Path, capsys: Output
) -> None:
    assert main(["kpi", written(tmp_path, "log.csv", LOG.encode())]) == 0
    out = capsys.readouterr().out
    assert "left out: 1 of 2. The log has no time of resolution." in out
    assert "Time to first response: 20 min median" in out


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("actor=ann", "no segment"),
        ("assignee=ann", "names persons"),
        ("group=Ulm", "No case has group 'Ulm'"),
    ],
)
def test_an_intervention_about_nobody_or_a_person_is_refused(
    tmp_path: Path, capsys: Output, about: str, expected: str
) -> None:
    path = written(
        tmp_path,
        "log.csv",
        LOG.replace("group", "group,assignee", 1).replace("rnberg\n", "rnberg,ann\n").encode(),
    )
    assert main(["kpi", path, "--since", "2026-03-02", "--about", about]) == 2
    assert expected in capsys.readouterr().err
