"""A state table that contradicts itself is refused when it is loaded."""

from __future__ import annotations

import itertools

import pytest

from firstfix.engines.lifecycle import BEGINNING, BrokenTable, Machine, Transition, from_each

ROWS = (
    Transition(BEGINNING, "open_door", "ajar"),
    Transition("ajar", "shut_door", "shut"),
    Transition("shut", "reopen_door", "ajar", needs=("key",)),
    Transition("ajar", "remove_door", "gone"),
)
SHOWN = {"ajar": "ajar", "shut": "shut", "gone": "shut"}
ENDINGS = frozenset({"shut", "gone"})


def door(rows=ROWS, shown=SHOWN, endings=ENDINGS, initial="ajar", name="door"):
    return Machine(name, initial, rows, shown, endings)


def test_a_machine_answers_questions_about_its_rows():
    machine = door()
    assert machine.states == ("ajar", "shut", "gone")
    assert machine.commands == ("open_door", "shut_door", "reopen_door", "remove_door")
    assert machine.needs == ("key",)
    assert machine.find("ajar", "shut_door") == ROWS[1]
    assert machine.find("gone", "shut_door") is None
    assert [row.command for row in machine.allowed("ajar")] == ["shut_door", "remove_door"]
    assert machine.sources("shut_door") == ("ajar",)
    assert machine.targets("open_door") == ("ajar",)


def test_a_subject_may_be_over_and_still_be_reopened():
    machine = door()
    assert machine.is_over("shut")
    assert not machine.is_final("shut")
    assert machine.is_over("gone")
    assert machine.is_final("gone")
    assert not machine.is_over("ajar")


def test_the_diagram_has_every_row_and_its_needs():
    lines = door().to_mermaid().splitlines()
    assert lines == [
        "stateDiagram-v2",
        "    [*] --> ajar: open_door",
        "    ajar --> shut: shut_door",
        "    shut --> ajar: reopen_door [key]",
        "    ajar --> gone: remove_door",
        "    gone --> [*]",
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"rows": (*ROWS, Transition("ajar", "shut_door", "gone"))}, "two rows for shut_door in ajar"),
        ({"shown": {"ajar": "ajar", "shut": "shut"}}, "gone has no shown state"),
        ({"shown": {**SHOWN, "open": "ajar"}}, "open"),
        ({"endings": frozenset({"gone", "burnt"})}, "no row knows the ending burnt"),
        ({"initial": "new"}, "initial state new"),
        (
            {"rows": (*ROWS, Transition("lost", "find_door", "ajar")), "shown": {**SHOWN, "lost": "shut"}},
            "lost",
        ),
        ({"endings": frozenset({"shut"})}, "no ending can be reached from gone"),
        ({"rows": ROWS[1:]}, "no row creates it"),
        ({"rows": (Transition(BEGINNING, "open_door", "shut"), *ROWS[1:])}, "does not create it ajar"),
        ({"name": "Front-Door"}, "not snake_case"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(change, complaint):
    with pytest.raises(BrokenTable, match=complaint):
        door(**change)


def test_more_than_six_shown_states_are_refused():
    states = ("one", "two", "three", "four", "five", "six", "seven")
    rows = (
        Transition(BEGINNING, "start_count", "one"),
        *(Transition(a, f"count_{b}", b) for a, b in itertools.pairwise(states)),
    )
    with pytest.raises(BrokenTable, match="7 shown states, at most 6"):
        Machine("count", "one", rows, dict(zip(states, states, strict=True)), frozenset({"seven"}))


def test_from_each_gives_one_row_a_source():
    rows = from_each(("a", "b"), "go_on", "c", needs=("key",))
    assert rows == (Transition("a", "go_on", "c", ("key",)), Transition("b", "go_on", "c", ("key",)))
