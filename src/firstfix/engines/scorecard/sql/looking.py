"""One look of SQLite at all histories: which conditions of the rules hold in each case, and the figures.

Each condition is asked once a case, however many rules have it, and the answers are the bits of one number a
case: a few hundred numbers stand for all cases of a log. Repeats and rare categories are found here, where a
dictionary is quicker than an index.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import compress
from typing import Any, Final, NamedTuple

from firstfix.engines.scorecard.measure import SPREAD, Measure
from firstfix.engines.scorecard.sql.compiling import TOP_COUNT, top_categories
from firstfix.engines.scorecard.sql.dialect import SQLITE
from firstfix.engines.scorecard.sql.rules import IS_RARE, IS_REPEAT, SqlRule

Ask = Callable[[str], Sequence[Sequence[Any]]]
CANCELLED: Final = "is_cancelled"
# Numbers of SQLite have 64 bits, one of them the sign.
_WIDTH: Final = 62
_FOUND_HERE: Final = frozenset({IS_REPEAT, IS_RARE})
_FILLS: Final = {"rating": SQLITE.number_of("rating"), "least": SQLITE.least}


class Look(NamedTuple):
    """What was seen: ``cases`` has a number for each case, ``bits`` says which bit is which condition.

    ``columns`` are the figures of each case by their expression.
    """

    cases: Sequence[int]
    bits: Mapping[str, int]
    columns: Mapping[str, Sequence[Any]]


def look_at(asked: Mapping[Measure, SqlRule], ask: Ask, *, histories: str, ends_at: int) -> Look:
    """Give what the rules need to know of every history."""
    rules = list(asked.values())
    conditions = dict.fromkeys([CANCELLED, *(one for rule in rules for one in _conditions(rule))])
    bits = {condition: 1 << place for place, condition in enumerate(conditions)}
    words = _words(list(conditions))
    figures = (rule.figure for measure, rule in asked.items() if measure.unit in SPREAD)
    wanted = list(
        dict.fromkeys([*words, *figures, *(name for rule in rules for name in _columns_of_repeats(rule))])
    )
    columns = ", ".join(one.format(**_FILLS) for one in wanted)
    rows = ask(f"SELECT {columns} FROM (SELECT *, {ends_at} AS ends_at FROM {histories}) AS history")
    seen: dict[str, Sequence[Any]] = dict(zip(wanted, zip(*rows, strict=True), strict=True))
    cases = _joined([seen[word] for word in words])
    for name, places in _found(rules, seen, lambda: ask(top_categories(histories))):
        bits[name] = 1 << len(bits)
        _mark(cases, places, bits[name])
    return Look(cases, bits, seen)


def name_of(condition: str, rule: SqlRule) -> str:
    """Give the name under which ``Look.bits`` has a condition of a rule."""
    return f"{IS_REPEAT} {rule.again} {rule.within}" if condition == IS_REPEAT else condition


def _conditions(rule: SqlRule) -> Iterator[str]:
    return (condition for condition, _ in rule.answers if condition not in _FOUND_HERE)


def _columns_of_repeats(rule: SqlRule) -> tuple[str, ...]:
    """Give the columns by which repeats are found."""
    return (*rule.again, "opened_at", "ended_at") if rule.again else ()


def _words(conditions: Sequence[str]) -> list[str]:
    """Give the conditions as numbers of SQLite: a bit is set where its condition holds."""
    return [
        " | ".join(
            f"CASE WHEN {condition} THEN {1 << place} ELSE 0 END"
            for place, condition in enumerate(conditions[first : first + _WIDTH])
        )
        for first in range(0, len(conditions), _WIDTH)
    ]


def _joined(words: Sequence[Sequence[int]]) -> list[int]:
    cases = list(words[0])
    for number, word in enumerate(words[1:], 1):
        cases = [low | high << _WIDTH * number for low, high in zip(cases, word, strict=True)]
    return cases


def _mark(cases: list[int], places: Iterable[int], bit: int) -> None:
    for place in places:
        cases[place] |= bit


def _found(
    rules: Sequence[SqlRule],
    columns: Mapping[str, Sequence[Any]],
    largest: Callable[[], Sequence[Sequence[str]]],
) -> Iterator[tuple[str, Iterable[int]]]:
    """Give the conditions that are found here, each with the places of the cases in which it holds."""
    gaps: dict[tuple[str, ...], Mapping[int, int]] = {}
    for rule in rules:
        if not rule.again:
            continue
        if rule.again not in gaps:
            names = columns[rule.again[0]]
            looked_for = set(names) - {""}
            if IS_RARE in dict(rule.answers):
                top = _top(names, largest)
                yield IS_RARE, _places_of(looked_for - top, names)
                looked_for &= top
            shared = [columns[name] for name in rule.again]
            gaps[rule.again] = _gaps(shared, columns, _places_of(looked_for, names))
        near = [place for place, gap in gaps[rule.again].items() if gap <= rule.within]
        yield name_of(IS_REPEAT, rule), near


def _places_of(looked_for: AbstractSet[str], names: Sequence[str]) -> list[int]:
    """Give the places of the cases that have one of these names."""
    return list(compress(range(len(names)), map(looked_for.__contains__, names)))


def _gaps(
    shared: Sequence[Sequence[str]], columns: Mapping[str, Sequence[int]], places: Sequence[int]
) -> Mapping[int, int]:
    """Give the seconds from the end of a case to the next opening of one alike, where there is one."""
    opened, ended = columns["opened_at"], columns["ended_at"]
    gaps: dict[int, int] = {}
    for members in _alike(shared, places):
        openings = sorted(map(opened.__getitem__, members))
        latest = openings[-1]
        for place in members:
            # Where the order of its times is impossible, a case would follow itself.
            since = max(ended[place], opened[place])
            if since < latest:
                gaps[place] = openings[bisect_right(openings, since)] - ended[place]
    return gaps


def _alike(shared: Sequence[Sequence[str]], places: Sequence[int]) -> Iterable[Sequence[int]]:
    """Give the cases that say the same in all these columns, as far as there are several."""
    keys = list(zip(*(map(column.__getitem__, places) for column in shared), strict=True))
    several = {key for key, count in Counter(keys).items() if count > 1 and "" not in key}
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, place in zip(keys, places, strict=True):
        if key in several:
            alike[key].append(place)
    return alike.values()


def _top(categories: Sequence[str], largest: Callable[[], Sequence[Sequence[str]]]) -> frozenset[str]:
    """Give the largest categories; where the last place is shared, the log's order decides."""
    counts = Counter(categories)
    counts.pop("", None)
    top = counts.most_common(TOP_COUNT + 1)
    if len(top) > TOP_COUNT and top[-1][1] == top[-2][1]:
        return frozenset(name for (name,) in largest())
    return frozenset(name for name, _ in top[:TOP_COUNT])
