"""Which silent ports answered, told by when and how many packets this computer dropped."""

from __future__ import annotations

from itertools import chain, combinations, cycle, islice, product

import pytest

from firstfix.laptop.probes.kept_rounds import MOST_ROUNDS, SIZES, Round, agreed, recurring

Drops = tuple[tuple[float, int], ...]
# Every choice among one, two and three ports.
CHOICES = [
    (count, frozenset(those))
    for count in SIZES
    for those in chain.from_iterable(combinations(range(count), size) for size in range(count + 1))
]


def sent(count: int) -> list[tuple[int, ...]]:
    return [*islice(cycle(SIZES[count]), MOST_ROUNDS)]


def answering(those: frozenset[int], sizes: tuple[int, ...], *, more: int = 0, at: float = 0.012) -> Drops:
    number = sum(sizes[one] for one in those) + more
    return ((at, number),) if number > 0 else ()


@pytest.mark.parametrize(("count", "those"), CHOICES)
def test_two_rounds_tell_who_answered_though_each_had_a_packet_more_or_less(
    count: int, those: frozenset[int]
) -> None:
    for errors in product((-1, 0, 1), repeat=2):
        rounds = [
            Round(sizes, answering(those, sizes, more=more))
            for sizes, more in zip(SIZES[count], errors, strict=True)
        ]
        assert agreed(rounds) == those


@pytest.mark.parametrize("count", SIZES)
def test_one_round_tells_nothing(count: int) -> None:
    sizes = SIZES[count][0]
    assert agreed([Round(sizes, answering(frozenset({0}), sizes))]) is None
    assert agreed([Round(sizes, ((0.01, sizes[0]),)), Round(sizes, ((0.01, sizes[0]),))]) is None


@pytest.mark.parametrize("count", SIZES)
def test_a_steady_stream_of_other_packets_is_nobody_s_answer(count: int) -> None:
    for stream in range(1, 80):
        rounds = [Round(sizes, ((0.01, stream),)) for sizes in sent(count)]
        assert agreed(rounds[:2]) in (None, frozenset())
        assert recurring(rounds) == frozenset()


@pytest.mark.parametrize(("count", "those"), CHOICES)
def test_what_else_is_dropped_at_other_times_is_told_from_answers(count: int, those: frozenset[int]) -> None:
    others = [((0.07, 4), (0.15, 9)), ((0.11, 6),), ((0.2, 12),), ((0.06, 3), (0.24, 14))]
    rounds = [
        Round(sizes, answering(those, sizes) + more) for sizes, more in zip(sent(count), others, strict=True)
    ]
    assert agreed(rounds) is None
    assert recurring(rounds) == those


@pytest.mark.parametrize(("count", "those"), CHOICES)
def test_answers_that_come_in_drops_are_told_by_their_number(count: int, those: frozenset[int]) -> None:
    rounds = []
    for late, sizes in zip((0.0, 0.01, 0.03, 0.02), sent(count), strict=True):
        number = sum(sizes[one] for one in those)
        drops = tuple((0.02 + late * at + 0.04 * at, 1) for at in range(number))
        rounds.append(Round(sizes, drops))
    assert recurring(rounds) == those


def test_near_and_far_ports_are_told_by_answers_of_different_times() -> None:
    rounds = [Round(sizes, ((0.01, sizes[0]), (0.19, sizes[2]))) for sizes in SIZES[3]]
    assert agreed(rounds) == frozenset({0, 2})
