"""Which of several silent ports answered, told by how many packets this computer dropped as all were tried.

In a round every port is tried another number of times, and in the next round other numbers of times. Answers
come after the same time in every round. What is dropped for other reasons, such as what servers send again
for connections of half a minute ago, has neither the right number nor the right time twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

__all__ = ["MOST_ROUNDS", "SIZES", "Round", "agreed", "recurring"]

MOST_ROUNDS: Final = 4
"""After so many rounds of a quarter of a second servers send again what they answered in the first."""

SIZES: Final[Mapping[int, tuple[tuple[int, ...], tuple[int, ...]]]] = {
    1: ((5,), (9,)),
    2: ((3, 7), (9, 4)),
    3: ((3, 6, 12), (14, 3, 7)),
}
"""How often each of one, two or three ports is tried, in two rounds that take turns.

The sums of a round are three apart, and so are the two sums of the same ports: neither a lost packet nor a
steady stream of others is taken for an answer.
"""

# A packet more or less is no other sum.
_SLACK: Final = 1
# Answers to what was sent at once are no farther apart than this on any but a poor wireless link.
_GAP_SECONDS: Final = 0.02
# A computer that has other things to do looks at its counters as much later.
_LATE_SECONDS: Final = 0.05
# Of four rounds, one may be spoilt by what comes in the same moment as the answers.
_ENOUGH_ROUNDS: Final = 3

# Who answered, None where no sum fits, and after how many seconds.
_Answer = tuple[frozenset[int] | None, float]


@dataclass(frozen=True, slots=True)
class Round:
    """How often each port was tried, and what was dropped: after how many seconds, how many packets."""

    sizes: tuple[int, ...]
    drops: tuple[tuple[float, int], ...]

    @property
    def count(self) -> int:
        """Give how many packets were dropped in all."""
        return sum(count for _at, count in self.drops)


def agreed(rounds: Sequence[Round]) -> frozenset[int] | None:
    """Give the numbers of the ports that account for all that was dropped, None while no two rounds agree."""
    *others, last = rounds
    told = _answers(last)
    for one in others:
        if one.sizes != last.sizes and _are_alike(_answers(one), told):
            return frozenset[int]().union(*(those for those, _at in told if those))
    return None


def recurring(rounds: Sequence[Round]) -> frozenset[int]:
    """Give the numbers of the ports that answer after the same time in nearly every round, be it none."""
    heard = [_answers(one) for one in rounds]
    found: set[int] = set()
    for answer in (each for answers in heard for each in answers):
        alike = [one for one in heard if any(_is_alike(answer, other) for other in one)]
        if len(alike) >= _ENOUGH_ROUNDS:
            found |= answer[0] or set()
    # On a poor wireless link answers come in drops; then they are told by their number, if by each round.
    numbers = {_told_apart(one.count, one.sizes) for one in rounds}
    return frozenset(found) or (numbers.pop() if len(numbers) == 1 else None) or frozenset()


def _answers(one: Round) -> list[_Answer]:
    """Give who answered and after how many seconds; a packet alone is nobody's answer."""
    told = [(_told_apart(count, one.sizes), at) for at, count in _bursts(one)]
    return [answer for answer in told if answer[0] != frozenset()]


def _are_alike(some: Sequence[_Answer], others: Sequence[_Answer]) -> bool:
    return len(some) == len(others) and all(map(_is_alike, some, others))


def _is_alike(one: _Answer, other: _Answer) -> bool:
    return one[0] is not None and one[0] == other[0] and abs(one[1] - other[1]) <= _LATE_SECONDS


def _bursts(one: Round) -> Iterator[tuple[float, int]]:
    """Give when each run of packets without a pause began, and how many it had."""
    began, last, count = 0.0, 0.0, 0
    for at, dropped in one.drops:
        if count and at - last > _GAP_SECONDS:
            yield began, count
            count = 0
        began, last, count = (began if count else at), at, count + dropped
    if count:
        yield began, count


def _told_apart(dropped: int, sizes: Sequence[int]) -> frozenset[int] | None:
    """Give whose packets a number of them is, None where no sum of ``sizes`` is that number."""
    for count in range(len(sizes) + 1):
        for those in combinations(range(len(sizes)), count):
            if abs(dropped - sum(sizes[one] for one in those)) <= _SLACK:
                return frozenset(those)
    return None
