"""Columns of many conversations say what a loop over each of them would say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.capture.flow_table import FlowTable
from firstfix.engines.capture.runs import Runs, stable_order

SMALL = st.lists(st.integers(0, 6), min_size=1, max_size=60)
# Names that differ only in bits that leave no room for the place, and any others.
WIDE = st.lists(
    st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(2**62, 2**62 + 300), st.integers(-300, -1)),
    max_size=60,
)


@given(st.one_of(SMALL, WIDE))
def test_the_order_is_that_of_a_stable_sort(names: list[int]) -> None:
    column = np.array(names, dtype=np.int64)
    assert stable_order(column).tolist() == sorted(range(len(names)), key=lambda at: names[at])


@given(SMALL, st.data())
def test_runs_count_and_find_as_a_loop_does(names: list[int], draw: st.DataObject) -> None:
    column = np.sort(np.array(names, dtype=np.int64))
    is_it = draw.draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    values = draw.draw(st.lists(st.integers(-50, 50), min_size=len(names), max_size=len(names)))
    initial = draw.draw(st.lists(st.integers(-50, 50), min_size=7, max_size=7))
    runs = Runs(column)
    bits, numbers = np.array(is_it), np.array(values, dtype=np.int64)
    of = [[at for at in range(len(names)) if column[at] == name] for name in sorted(set(names))]
    assert runs.count(bits).tolist() == [sum(is_it[at] for at in run) for run in of]
    assert runs.first(bits).tolist() == [next((at for at in run if is_it[at]), -1) for run in of]
    assert runs.latest(bits).tolist() == [
        max((at for at in run[: place + 1] if is_it[at]), default=-1)
        for run in of for place in range(len(run))
    ]  # fmt: skip
    before = np.array(initial[: len(of)], dtype=np.int64)
    assert runs.running_max(numbers, before).tolist() == [
        max(initial[which], *(values[at] for at in run[: place + 1]))
        for which, run in enumerate(of) for place in range(len(run))
    ]  # fmt: skip


@given(st.lists(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), max_size=8), max_size=8))
def test_each_conversation_keeps_its_row_until_it_is_replaced(
    batches: list[list[tuple[int, bool]]],
) -> None:
    table, known, count = FlowTable(lambda _rows: None), {}, 0
    for batch in batches:
        wanted = sorted(batch, key=lambda one: one[0])
        # A key that comes again in a batch always asks for another row.
        wanted = [
            (key, is_new or (at > 0 and wanted[at - 1][0] == key)) for at, (key, is_new) in enumerate(wanted)
        ]
        expected = []
        for key, is_new in wanted:
            if is_new or key not in known:
                known[key], count = count, count + 1
            expected.append(known[key])
        keys = np.array([key for key, _is_new in wanted], dtype=np.int64)
        found, _is_fresh = table.places(keys, np.array([is_new for _key, is_new in wanted], dtype=np.bool_))
        assert found.tolist() == expected
        assert table.rows["key"][found].tolist() == keys.tolist()
        assert table.rows["serial"][found].tolist() == expected


def test_who_is_silent_for_longest_leaves_first_and_comes_back_as_another() -> None:
    left: list[int] = []
    table = FlowTable(lambda rows: left.extend(rows["key"].tolist()), most=100)
    nobody_new = np.zeros(80, dtype=np.bool_)
    keys = np.arange(80)
    found, _is_fresh = table.places(keys, nobody_new)
    table.rows["last_at"][found] = keys[::-1]
    again, is_fresh = table.places(np.arange(40, 120), nobody_new)
    assert sorted(left) == list(range(20, 80))
    assert is_fresh.all()
    assert len(set(again.tolist())) == 80
    table.retire_all()
    assert sorted(left) == sorted([*range(80), *range(40, 120)])
