"""``firstfix slots`` and ``firstfix repair``: whom to send, and what moves after something happened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from firstfix.cli import main
from firstfix.cli.planning import searching
from firstfix.engines.dispatch.day_files.schema import schemas
from tests.engines.dispatch.day_texts import DAY, SITE, changed, text

EXAMPLE = Path(searching.__file__).parent / "example" / "day.json"

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


def test_slots_of_a_visit_that_another_waits_for_are_before_that_one(tmp_path: Path, capsys: Output) -> None:
    day_file, plan_file = tmp_path / "day.json", tmp_path / "plan.json"
    day_file.write_text(text(changed(("visits", 1, "after"), ["V1"])), encoding="utf-8")
    assert main(["plan", str(day_file), "--iterations", "20", "--json"]) == 0
    plan_file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["slots", str(day_file), "V1", "--plan", str(plan_file), "--json"]) == 0
    # On Tuesday it would come after V2, which is Monday's.
    [slot] = json.loads(capsys.readouterr().out)["slots"]
    assert (slot["technician"], slot["starts_at"][:10], slot["points"]) == ("kim", "2026-11-23", 0)


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


def test_who_is_away_in_the_middle_of_the_day_keeps_both_ends_of_it(tmp_path: Path, capsys: Output) -> None:
    day_file = tmp_path / "day.json"
    alone = changed(("visits", 1, "skills"), ["fibre"])
    alone["technicians"] = alone["technicians"][:1]
    tomorrow = {"opens_at": "2026-11-24T08:00", "closes_at": "2026-11-24T15:00"}
    alone["visits"].append({"id": "V3", "place": "depot", "minutes": 30, "windows": [tomorrow]})
    day_file.write_text(text(alone), encoding="utf-8")
    plan_file = tmp_path / "plan.json"
    assert main(["plan", str(day_file), "--iterations", "50", "--json"]) == 0
    plan_file.write_text(capsys.readouterr().out, encoding="utf-8")
    away = {
        "kind": "technician_away",
        "technician": "kim",
        "from_at": "2026-11-23T09:30",
        "until_at": "2026-11-23T12:00",
    }
    answer = repaired(day_file, plan_file, capsys, away, now="2026-11-23T06:00")
    assert answer["moves"] == []
    assert [(day["shift"], [each["visit"] for each in day["visits"]]) for day in answer["plan"]["days"]] == [
        (0, ["V1"]),
        (1, ["V2"]),
        (2, ["V3"]),
    ]
    # The day's file knows of no absence; the repaired plan is one of its day all the same.
    plan_file.write_text(json.dumps(answer), encoding="utf-8")
    assert repaired(day_file, plan_file, capsys, now="2026-11-23T06:00")["moves"] == []


def test_a_repaired_plan_can_be_repaired_again(day_file: Path, plan_file: Path, capsys: Output) -> None:
    cancelled = events(day_file, {"kind": "cancelled", "visit": "V2"}, now="2026-11-23T06:00")
    words = ["--iterations", "20", "--json"]
    assert main(["repair", str(day_file), str(plan_file), cancelled, *words]) == 0
    plan_file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["repair", str(day_file), str(plan_file), *words]) == 0
    answer = json.loads(capsys.readouterr().out)
    # The day's file still has it, so it comes back.
    assert [(move["visit"], move["reason"]) for move in answer["moves"]] == [("V2", "It is new.")]


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


def test_a_cancelled_visit_calls_nobody_to_come_earlier(tmp_path: Path, capsys: Output) -> None:
    day_file = tmp_path / "day.json"
    row = [{"id": name, "place": SITE, "minutes": 60, "skills": ["fibre"]} for name in ("A", "B", "C")]
    day_file.write_text(text(changed(("visits",), row)), encoding="utf-8")
    assert main(["plan", str(day_file), "--iterations", "20", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    plan_file = tmp_path / "plan.json"
    plan_file.write_text(json.dumps(plan), encoding="utf-8")
    before = {each["visit"]: each["starts_at"] for day in plan["days"] for each in day["visits"]}
    gone = min(before, key=before.__getitem__)
    answer = repaired(
        day_file, plan_file, capsys, {"kind": "cancelled", "visit": gone}, now="2026-11-23T06:00"
    )
    assert [move["visit"] for move in answer["moves"]] == [gone]
    after = {each["visit"]: each["starts_at"] for day in answer["plan"]["days"] for each in day["visits"]}
    assert after == {name: at for name, at in before.items() if name != gone}
    # Slots are those of the plan as it stands, with whom it lets wait.
    plan_file.write_text(json.dumps(answer), encoding="utf-8")
    named = max(after, key=after.__getitem__)
    assert main(["slots", str(day_file), named, "--plan", str(plan_file)]) == 0
    assert f"at Mon {after[named][11:16]}" in capsys.readouterr().out


def test_prices_of_a_repair_are_those_of_the_file_where_it_names_them(
    day_file: Path, plan_file: Path, capsys: Output
) -> None:
    assert repaired(day_file, plan_file, capsys)["plan"]["policy"] == "dispatch-1, repair"
    own = {"other_technician": 1, "moved_minute": 1}
    day_file.write_text(text(changed(("policy",), own)), encoding="utf-8")
    assert repaired(day_file, plan_file, capsys)["plan"]["policy"] == "dispatch-1, changed"
