"""``firstfix kpi`` as a page, as CSV and JSON, with trends and interventions: one report in many forms."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import jsonschema_rs
import pytest

from firstfix.cli import main
from firstfix.engines.scorecard.schema import report_schema

Output = pytest.CaptureFixture[str]
EVIL = "<script>alert(1)</script>"
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def log_of(folder: Path, *, days: int = 70, category: str = "net") -> str:
    """Write a log of ten cases a day, which take longer from day to day, and half as many of one category."""
    lines = ["case,at,kind,priority,category,customer,asset"]
    for number in range(days * 10):
        opened = MONDAY + timedelta(days=number // 10, minutes=number % 10)
        ended = opened + timedelta(hours=1 + number % 7 + number // 100)
        word = (
            category if number % 2 and not (days > 100 and number // 10 > 98 and number % 10 > 2) else "mail"
        )
        what = f"P{number % 3 + 1},{word},K{number % 40},"
        lines += [
            f"C{number},{opened:%Y-%m-%d %H:%M},new,{what}",
            f"C{number},{ended:%Y-%m-%d %H:%M},resolved,{what}",
        ]
    path = folder / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


class Outline(HTMLParser):
    """Collects tags, ids, links and texts, and knows whether tags are closed in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        self.ids += [told["id"]] if told.get("id") else []
        self.links += [told[name] for name in ("href", "src") if told.get(name)]
        if tag not in {"meta", "link", "br"} and self.get_starttag_text()[-2:] != "/>":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.get_starttag_text()[-2:] != "/>" or self.open[-1] == tag:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(folder: Path, log: str, *words: str) -> str:
    target = folder / "report.html"
    assert main(["kpi", log, "--html", str(target), *words]) == 0
    return target.read_text(encoding="utf-8")


def test_the_page_is_whole_needs_no_network_and_has_every_pair(tmp_path: Path, capsys: Output) -> None:
    log = log_of(tmp_path)
    html = page(tmp_path, log)
    outline = Outline(html)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert all(link.startswith("#") and link[1:] in outline.ids for link in outline.links)
    assert "script" not in outline.tags
    assert "default-src 'none'" in html
    capsys.readouterr()
    assert main(["kpi", log, "--json"]) == 0
    for kpi in json.loads(capsys.readouterr().out)["kpis"]:
        assert f'id="tile-{kpi["id"]}"' in html
        assert kpi["value"]["definition"] in outline.text
        assert kpi["counter"]["definition"] in outline.text
    assert html.count('class="half own"') == html.count('class="half other"')


def test_each_chart_is_sound_and_says_what_it_shows(tmp_path: Path) -> None:
    html = page(tmp_path, log_of(tmp_path, days=100))
    charts = re.findall(r'<svg class="chart".*?</svg>', html, re.DOTALL)
    assert len(charts) > 10
    for chart in charts:
        drawn = ET.fromstring(chart)
        assert drawn.get("role") == "img"
        assert drawn.get("aria-label")
    # Figures that grow from week to week leave what is usual.
    assert "Out of the ordinary: 2026-03-02" in html
    assert "up from" in html


def test_words_of_the_log_are_escaped_and_redacted(tmp_path: Path) -> None:
    evil = Outline(page(tmp_path, log_of(tmp_path, category=EVIL)))
    assert "script" not in evil.tags
    assert EVIL in evil.text
    redacted = page(tmp_path, log_of(tmp_path, category="ann@example.org"))
    assert "ann@example.org" not in redacted
    assert "[redacted:email-1]" in redacted


def test_the_page_speaks_german_and_refuses_what_it_cannot_speak(tmp_path: Path, capsys: Output) -> None:
    log = log_of(tmp_path)
    html = page(tmp_path, log, "--language", "de")
    assert '<html lang="de">' in html
    assert "How to read this page" not in html
    assert "0,0" in html
    assert main(["kpi", log, "--html", str(tmp_path / "x.html"), "--language", "xx"]) == 2
    assert "Known: de, en" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_told_before_the_log_is_read(tmp_path: Path, capsys: Output) -> None:
    assert main(["kpi", str(tmp_path / "nowhere.csv"), "--html", str(tmp_path / "no" / "x.html")]) == 2
    assert "There is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "case,at,kind\nC1,2026-03-02,new\n"])
def test_an_empty_log_and_one_case_give_a_page(tmp_path: Path, text: str) -> None:
    path = tmp_path / "small.csv"
    path.write_text(text, encoding="utf-8")
    main(["kpi", str(path), "--html", str(tmp_path / "report.html")])
    outline = Outline((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "What the log hides" in outline.text
    assert outline.open == []


def test_the_json_is_what_its_schema_says(tmp_path: Path, capsys: Output) -> None:
    validator = jsonschema_rs.validator_for(report_schema())
    log = log_of(tmp_path, days=182)
    asked = ["--since", "2026-06-08", "--about", "category=net", "--beside", "category=mail"]
    for words in ([], ["--trends"], ["--trends", *asked]):
        assert main(["kpi", log, "--json", *words]) == 0
        told = json.loads(capsys.readouterr().out)
        validator.validate(told)
        assert ("trends" in told) == bool(words)
    assert not validator.is_valid({**told, "rows": -1})
    value = told["kpis"][1]["value"]
    assert not validator.is_valid(
        {**told, "kpis": [{**told["kpis"][1], "value": {**value, "mean": 1.0, "p90": None}}]}
    )


def test_an_intervention_that_saved_cases_is_found_beside_its_control(tmp_path: Path, capsys: Output) -> None:
    log = log_of(tmp_path, days=182)
    assert main(["kpi", log, "--json", "--since", "2026-06-08", "--about", "category=net"]) == 0
    study = json.loads(capsys.readouterr().out)["study"]
    assert study["step"] == "week"
    assert study["is_more_than_chance"]
    assert study["effect"] < -10
    assert main(["kpi", log, "--since", "2026-06-08", "--about", "category=net"]) == 0
    assert "more than chance" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--since", "2026-04-01"], "belong together"),
        (["--since", "soon", "--about", "category=net"], "write a date"),
        (["--since", "2026-04-01", "--about", "net"], "SEGMENT=WORD"),
        (["--since", "2026-04-01", "--about", "rating=5"], "does not carry 'rating'"),
        (["--by", "assignee"], "names persons"),
        (["--by", "mood"], "is no segment"),
    ],
)
def test_words_that_cannot_be_meant_get_a_sentence(
    tmp_path: Path, capsys: Output, words: list[str], expected: str
) -> None:
    assert main(["kpi", log_of(tmp_path, days=3), *words]) == 2
    assert expected in capsys.readouterr().err


def test_the_csv_has_two_rows_a_pair_and_no_formulas(tmp_path: Path, capsys: Output) -> None:
    assert main(["kpi", log_of(tmp_path, category="=1+2"), "--csv", "--by", "category"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["part"] for row in rows] == ["value", "counter"] * (len(rows) // 2)
    assert {row["word"] for row in rows} == {"", "mail", "'=1+2"}
    restored = next(row for row in rows if row["kpi"] == "S1-K03")
    assert float(restored["median"]) == float(restored["figure"])
    assert restored["n"] == "700"
