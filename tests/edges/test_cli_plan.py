"""``firstfix plan``: files in, plans out, without a server, never half-written."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from firstfix.cli import main
from firstfix.cli.planning import searching
from firstfix.cli.planning.searching import Limits, search_within
from firstfix.engines.dispatch.day_files import read_day, read_form
from firstfix.engines.dispatch.day_files.schema import schemas
from firstfix.engines.dispatch.planning import Checked, Found, Ground, check_plan, search
from tests.engines.dispatch.day_texts import DAY, changed, text

EXAMPLE = Path(searching.__file__).parent / "example" / "day.json"
SOLOMON = Path(__file__).parents[1] / "engines" / "dispatch" / "tiny_solomon.txt"

Output = pytest.CaptureFixture[str]


@pytest.fixture
def day_file(tmp_path: Path) -> Path:
    path = tmp_path / "day.json"
    path.write_text(text(DAY), encoding="utf-8")
    return path


def test_the_example_is_planned_as_it_is_printed(tmp_path: Path, capsys: Output) -> None:
    assert main(["plan", "--example"]) == 0
    path = tmp_path / "day.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["plan", str(path), "--iterations", "300"]) == 0
    told = capsys.readouterr().out
    assert "11 of 12 visits planned for 3 engineers." in told
    assert "Night work: point heating" in told.partition("Not planned")[2]


def test_the_same_seed_and_iterations_print_the_same_plan(day_file: Path, capsys: Output) -> None:
    texts = set()
    for _ in range(2):
        assert main(["plan", str(EXAMPLE), "--iterations", "200", "--seed", "7", "--json"]) == 0
        texts.add(capsys.readouterr().out)
    assert len(texts) == 1


def test_the_json_of_a_plan_is_what_its_schema_says(day_file: Path, capsys: Output) -> None:
    assert main(["plan", str(EXAMPLE), "--iterations", "100", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert jsonschema_rs.validator_for(schemas()["plan-output"]).is_valid(plan)
    assert plan["points"] == sum(plan["terms"].values())
    assert [each["visit"] for each in plan["unserved"]] == ["R-1044"]
    assert any("cannot be there" in reason["sentence"] for reason in plan["unserved"][0]["reasons"])


def test_nothing_but_the_plan_goes_to_stdout_and_no_bar_to_a_file(day_file: Path, capsys: Output) -> None:
    assert main(["plan", str(day_file), "--iterations", "5", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["format"] == "firstfix-plan-1"
    assert told.err == ""


def test_an_impossible_visit_is_an_answer_with_its_reason(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "day.json"
    path.write_text(text(changed(("visits", 0, "skills"), [{"name": "power", "level": 9}])), encoding="utf-8")
    assert main(["plan", str(path), "--iterations", "5"]) == 0
    told = capsys.readouterr().out
    assert "1 of 2 visits planned" in told
    assert "level" in told.partition("Not planned")[2]


def test_explaining_says_why_and_why_not_for_each_visit(day_file: Path, capsys: Output) -> None:
    assert main(["plan", str(day_file), "--iterations", "50", "--explain"]) == 0
    told = capsys.readouterr().out
    assert "Why Kim Berger for Fibre cut?" in told
    assert "dana: Fibre cut needs fibre, which dana does not have." in told


def test_a_visit_of_a_crew_is_explained_once(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "day.json"
    path.write_text(text(changed(("visits", 1, "crew"), 2)), encoding="utf-8")
    assert main(["plan", str(path), "--iterations", "50", "--explain"]) == 0
    told = capsys.readouterr().out
    assert len([line for line in told.splitlines() if line.endswith("for V2?")]) == 1
    assert told.count("  V2") >= 2


BAD_FILES: list[tuple[str, bytes, list[str]]] = [
    ("empty", b"", ["It is empty", "--example"]),
    ("broken", b'{"format": ', ["Line 1, column"]),
    ("not UTF-8", b"\xff\xff", ["not UTF-8"]),
    (
        "overlap",
        text(changed(("technicians", 0, "shifts", 1, "starts_at"), "2026-11-23T09:00")).encode(),
        ["kim"],
    ),
    ("nobody", text(changed(("technicians",), [])).encode(), ["nobody to send"]),
    ("NaN", text(changed(("places", "depot", "latitude"), float("nan"))).encode(), ["depot, latitude"]),
    ("a plan", b'{"format": "firstfix-plan-1", "days": []}', ["'firstfix-plan-1', not 'firstfix-day-1'"]),
    ("nested without end", b"[" * 200_000, ["more deeply than can be read. A day's file starts with {"]),
    (
        "a name without end",
        text(changed(("visits", 0, "id"), "x" * 5_000)).encode(),
        ["Visit xxx", "xxx..., id:"],
    ),
    ("solomon", b"C1\nVEHICLE\n1 10\nCUSTOMER\n0 1 2 x 4 5 6\n", ["Line 5"]),
]


@pytest.mark.parametrize(
    ("content", "told"), [row[1:] for row in BAD_FILES], ids=[row[0] for row in BAD_FILES]
)
def test_bad_input_is_told_with_exit_code_2_and_writes_nothing(
    content: bytes, told: list[str], tmp_path: Path, capsys: Output
) -> None:
    path, page = tmp_path / "day.json", tmp_path / "plan.html"
    path.write_bytes(content)
    assert main(["plan", str(path), "--html", str(page)]) == 2
    said = capsys.readouterr()
    assert [part for part in told if part not in said.err] == []
    assert said.out == ""
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Name a file"),
        (["no-such-file.json"], "cannot be read"),
        ([str(EXAMPLE), "--seconds", "-1"], "--seconds -1"),
        ([str(EXAMPLE), "--seconds", "nan"], "--seconds nan"),
        ([str(EXAMPLE), "--iterations", "-1"], "--iterations -1"),
        ([str(EXAMPLE), "--html", "no-such-folder/plan.html"], "no folder"),
        ([str(EXAMPLE), "--iterations", "1", "--html", "plan.html", "--language", "xx"], "--language 'xx'"),
        ([str(EXAMPLE), "--iterations", "1", "--html", "plan.html", "--language", "../de"], "--language"),
    ],
)
def test_wrong_words_are_told_and_write_nothing(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["plan", *words]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_nobody_to_send_is_told_alone(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "day.json"
    path.write_text(text(changed(("technicians",), [])), encoding="utf-8")
    assert main(["plan", str(path)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.strip() for line in said[1:]] == ["technicians: there is nobody to send; name at least one."]


def test_a_file_of_another_form_is_told_alone(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "day.json"
    path.write_text(text(DAY), encoding="utf-8")
    assert main(["slots", str(path), "V1", "--plan", str(path)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert "'firstfix-day-1', not 'firstfix-plan-1'" in said[1]


def test_a_page_that_stood_there_stays_until_the_new_one_is_whole(day_file: Path, capsys: Output) -> None:
    page = day_file.with_name("plan.html")
    page.write_text("the old one", encoding="utf-8")
    assert main(["plan", str(day_file), "--iterations", "1", "--html", str(page), "--language", "xx"]) == 2
    assert page.read_text(encoding="utf-8") == "the old one"
    assert main(["plan", str(day_file), "--iterations", "1", "--html", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert {path.name for path in day_file.parent.iterdir()} == {"day.json", "plan.html"}


def test_a_stopped_search_gives_the_best_plan_so_far() -> None:
    ground = Ground(read_day(text(DAY)).job)

    def stopped(budget: Any) -> Iterator[Found]:
        yield next(iter(search(ground, budget)))
        raise KeyboardInterrupt

    outcome = search_within(ground, stopped, Limits(60, None))
    assert not outcome.is_complete
    assert len(outcome.plan.unserved) == 0
    assert check_plan(ground.job, outcome.plan).faults == ()


def test_who_stops_before_there_is_a_plan_gets_exit_code_3(
    day_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    def stopped(*_given: object, **_named: object) -> Iterator[Found]:
        raise KeyboardInterrupt

    monkeypatch.setattr("firstfix.cli.plan.search", stopped)
    assert main(["plan", str(day_file)]) == 3


def test_a_plan_that_the_checker_finds_wrong_is_not_given(
    day_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setattr(
        "firstfix.cli.planning.checking.check_plan",
        lambda _job, plan: Checked(("kim, V1: starts in the past.",), plan.terms),
    )
    assert main(["plan", str(day_file), "--iterations", "1", "--html", str(day_file) + ".html"]) == 3
    said = capsys.readouterr()
    assert "kim, V1: starts in the past." in said.err
    assert said.out == ""
    assert list(day_file.parent.iterdir()) == [day_file]


def test_a_bar_is_drawn_where_somebody_looks_and_taken_away_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(searching, "_BETWEEN_DRAWINGS_SECONDS", 0)
    ground = Ground(read_day(text(DAY)).job)
    search_within(ground, lambda budget: search(ground, budget), Limits(None, 3))
    drawn = terminal.getvalue()
    assert "[########################] 100%" in drawn
    assert drawn.endswith("\r")


def test_planning_needs_no_django(day_file: Path) -> None:
    program = (
        f"import sys; from firstfix.cli import main; file = {str(day_file)!r}; "
        "code = main(['plan', file, '--iterations', '1', '--html', file + '.html']); "
        "print(code, 'django' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ended.stdout.splitlines()[-1] == "0 False"


def test_an_instance_of_solomons_form_gives_routes_and_their_distance(capsys: Output) -> None:
    assert main(["plan", str(SOLOMON), "--iterations", "50"]) == 0
    assert capsys.readouterr().out == "Route #1: 3 2\nRoute #2: 1\nCost 39.2\n"
    assert main(["plan", str(SOLOMON), "--iterations", "50", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["distance"] == 39.2


def test_an_empty_day_is_an_empty_plan(tmp_path: Path, capsys: Output) -> None:
    path, page = tmp_path / "day.json", tmp_path / "plan.html"
    path.write_text(text(changed(("visits",), [])), encoding="utf-8")
    assert main(["plan", str(path), "--seconds", "0", "--explain", "--html", str(page)]) == 0
    assert "0 of 0 visits planned" in capsys.readouterr().out
    assert "Nothing is planned" in page.read_text(encoding="utf-8")


def test_a_page_without_coordinates_has_no_map(tmp_path: Path, capsys: Output) -> None:
    day = json.loads(text(DAY))
    day["travel"] = {"places": ["depot", "site"], "minutes": [[0, 12], [13, 0]]}
    day["technicians"][1]["home"] = day["visits"][0]["place"] = "site"
    path, page = tmp_path / "day.json", tmp_path / "plan.html"
    path.write_text(text(day), encoding="utf-8")
    assert main(["plan", str(path), "--iterations", "5", "--html", str(page)]) == 0
    assert "<svg" not in page.read_text(encoding="utf-8")
    assert "estimated" not in capsys.readouterr().out


def test_half_a_letter_in_a_name_is_told(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "day.json"
    path.write_text(text(changed(("visits", 0, "name"), "\ud800")), encoding="utf-8")
    assert main(["plan", str(path), "--iterations", "5"]) == 2
    assert "cannot be used" in capsys.readouterr().err


def test_the_example_fits_its_schema() -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    assert jsonschema_rs.validator_for(schemas()["plan-input"]).is_valid(json.loads(example))
    assert len(read_form(example).visits) == 12
