"""``firstfix plan``, ``slots``, ``repair``: files in, plans out, without a server, never half-written."""

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
from firstfix.engines.dispatch.planning import Found, Ground, check_plan, search
from tests.engines.dispatch.day_texts import DAY, SITE, changed, text

EXAMPLE = Path(searching.__file__).parent / "example" / "day.json"
SOLOMON = Path(__file__).parents[1] / "engines" / "dispatch" / "tiny_solomon.txt"

Output = pytest.CaptureFixture[str]


@pytest.fixture
def day_file(tmp_path: Path) -> Path:
    path = tmp_path / "day.json"
    path.write_text(text(DAY), encoding="utf-8")
    return path


@pytest.fixture
def plan_file(day_file: Path, capsys: Output) -> Path:
    assert main(["plan", str(day_file), "--iterations", "50", "--json"]) == 0
    path = day_file.with_name("plan.json")
    path.write_text(capsys.readouterr().out, encoding="utf-8")
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


def test_slots_are_told_with_their_differences_cheapest_first(day_file: Path, capsys: Output) -> None:
    assert main(["slots", str(day_file), "V2", "--iterations", "20", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert jsonschema_rs.validator_for(schemas()["plan-slots"]).is_valid(answer)
    points = [slot["points"] for slot in answer["slots"]]
    assert points == sorted(points)
    assert all(slot["points"] == sum(slot["difference"].values()) for slot in answer["slots"])
    assert {slot["technician"] for slot in answer["slots"]} == {"kim", "dana"}


def test_slots_of_a_planned_visit_say_where_it_is(day_file: Path, plan_file: Path, capsys: Output) -> None:
    assert main(["slots", str(day_file), "V1", "--plan", str(plan_file)]) == 0
    told = capsys.readouterr().out
    assert "It is planned with Kim Berger" in told
    assert "no difference" in told


def test_slots_of_a_visit_for_nobody_say_why(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "day.json"
    path.write_text(text(changed(("visits", 0, "skills"), [{"name": "power", "level": 9}])), encoding="utf-8")
    assert main(["slots", str(path), "V1", "--iterations", "5"]) == 0
    told = capsys.readouterr().out
    assert "lower level than it needs" in told
    assert "Kim Berger" in told


def test_slots_of_an_unknown_visit_are_refused_with_what_is_meant(day_file: Path, capsys: Output) -> None:
    assert main(["slots", str(day_file), "V11"]) == 2
    assert "no visit 'V11'. Did you mean 'V1'?" in capsys.readouterr().err


def events(path: Path, *happened: dict[str, Any], now: str = "2026-11-23T07:30") -> str:
    """Give the name of a file with these events."""
    file = path.with_name("events.json")
    file.write_text(text({"format": "firstfix-events-1", "now": now, "events": happened}), encoding="utf-8")
    return str(file)


def repaired(day_file: Path, plan_file: Path, capsys: Output, *happened: dict[str, Any], **named: str) -> Any:
    """Give what ``firstfix repair`` prints as JSON."""
    words = ["repair", str(day_file), str(plan_file), events(day_file, *happened, **named)]
    assert main([*words, "--iterations", "100", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert jsonschema_rs.validator_for(schemas()["plan-repair"]).is_valid(answer)
    return answer


def test_without_events_nothing_moves(day_file: Path, plan_file: Path, capsys: Output) -> None:
    assert main(["repair", str(day_file), str(plan_file), "--iterations", "100"]) == 0
    assert "Nothing that was published moves." in capsys.readouterr().out


def test_a_cancelled_visit_leaves_the_plan_and_the_others_stay(
    day_file: Path, plan_file: Path, capsys: Output
) -> None:
    answer = repaired(
        day_file, plan_file, capsys, {"kind": "cancelled", "visit": "V2"}, now="2026-11-23T06:00"
    )
    assert [(move["visit"], move["after"], move["reason"]) for move in answer["moves"]] == [
        ("V2", None, "It was cancelled.")
    ]


def test_a_sick_engineers_visits_go_to_others_or_are_left_out_with_reasons(
    day_file: Path, plan_file: Path, capsys: Output
) -> None:
    away = {"kind": "technician_away", "technician": "kim", "from_at": "2026-11-23T06:00"}
    answer = repaired(day_file, plan_file, capsys, away, now="2026-11-23T06:00")
    moved = {move["visit"]: move for move in answer["moves"]}
    assert moved["V1"]["after"] is None
    assert moved["V1"]["reason"] == "Kim Berger is away."
    assert [each["visit"] for each in answer["plan"]["unserved"]] == ["V1"]
    assert answer["plan"]["unserved"][0]["reasons"]


def test_a_repaired_plan_can_be_repaired_again(day_file: Path, plan_file: Path, capsys: Output) -> None:
    cancelled = events(day_file, {"kind": "cancelled", "visit": "V2"}, now="2026-11-23T06:00")
    words = ["--iterations", "20", "--json"]
    assert main(["repair", str(day_file), str(plan_file), cancelled, *words]) == 0
    plan_file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["repair", str(day_file), str(plan_file), *words]) == 0
    answer = json.loads(capsys.readouterr().out)
    # The day's file still has it, so it comes back.
    assert [(move["visit"], move["reason"]) for move in answer["moves"]] == [("V2", "It is new.")]


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


def test_the_page_of_a_repair_says_what_moved(day_file: Path, plan_file: Path, capsys: Output) -> None:
    page = day_file.with_name("repaired.html")
    happened = events(day_file, {"kind": "cancelled", "visit": "V2"}, now="2026-11-23T06:00")
    words = ["repair", str(day_file), str(plan_file), happened, "--iterations", "10"]
    assert main([*words, "--html", str(page), "--language", "de"]) == 0
    assert "Abgesagt." in page.read_text(encoding="utf-8")


def test_what_has_begun_stays_while_a_new_visit_comes_in(
    day_file: Path, plan_file: Path, capsys: Output
) -> None:
    before = json.loads(plan_file.read_text(encoding="utf-8"))
    [begun] = [
        (day["technician"], each["starts_at"])
        for day in before["days"]
        for each in day["visits"]
        if each["visit"] == "V1"
    ]
    new = {"kind": "new_visit", "visit": {"id": "N", "place": SITE, "minutes": 20, "priority": 1}}
    answer = repaired(day_file, plan_file, capsys, new, now=begun[1][:13] + ":59")
    now = {
        each["visit"]: (day["technician"], each["starts_at"])
        for day in answer["plan"]["days"]
        for each in day["visits"]
    }
    assert now["V1"] == begun
    assert "N" in now
    assert ("N", "It is new.") in [(move["visit"], move["reason"]) for move in answer["moves"]]


def test_what_nobody_lets_in_waits_until_then(day_file: Path, plan_file: Path, capsys: Output) -> None:
    closed = {"kind": "no_access", "visit": "V2", "until_at": "2026-11-23T14:15"}
    answer = repaired(day_file, plan_file, capsys, closed)
    [move] = [move for move in answer["moves"] if move["visit"] == "V2"]
    assert move["after"]["starts_at"] >= "2026-11-23T14:15"
    assert "14:15" in move["reason"]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            {"kind": "cancelled", "visit": "V22"},
            "events[0], visit: there is no visit 'V22'. Did you mean 'V2'?",
        ),
        ({"kind": "technician_away", "technician": "kym"}, "'kym'. Did you mean 'kim'?"),
        ({"kind": "explosion"}, "'explosion' is no kind that is known"),
        ({"kind": "overrun", "visit": "V1", "minuts": 5}, "'minuts'. Did you mean 'minutes'?"),
        ({"kind": "overrun", "visit": "V1", "minutes": -5}, "-5 is too small"),
        ({"kind": "new_visit", "visit": {"id": "V1", "place": SITE, "minutes": 5}}, "Visit V1, id"),
        ({"kind": "no_access", "visit": "V1", "until_at": "2026-03-29T02:30"}, "does not exist"),
    ],
)
def test_events_that_cannot_be_meant_are_told(
    event: dict[str, Any], told: str, day_file: Path, plan_file: Path, capsys: Output
) -> None:
    assert main(["repair", str(day_file), str(plan_file), events(day_file, event)]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.out == ""


def test_the_plan_of_another_day_is_refused(day_file: Path, plan_file: Path, capsys: Output) -> None:
    assert main(["repair", str(EXAMPLE), str(plan_file)]) == 2
    assert "Is it the plan of this day?" in capsys.readouterr().err


def test_the_example_fits_its_schema() -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    assert jsonschema_rs.validator_for(schemas()["plan-input"]).is_valid(json.loads(example))
    assert len(read_form(example).visits) == 12
