"""All measures at once, for SQLite, which runs in this process: they need one look at all histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress
from typing import Final

from firstfix.engines.scorecard.cancelled import of_cancelled
from firstfix.engines.scorecard.intervals import quantile
from firstfix.engines.scorecard.measure import OUTSIDE, SPREAD, Measure, Observed, Unit
from firstfix.engines.scorecard.sql.compiling import Counted
from firstfix.engines.scorecard.sql.looking import CANCELLED, Ask, look_at, name_of
from firstfix.engines.scorecard.sql.rules import RULES, SqlRule

# Stands for all figures of a measure that has a spread.
_SOME_FIGURE: Final = 1.0


def counted_together(
    measures: Iterable[Measure], ask: Ask, *, histories: str = "history", ends_at: int | None = None
) -> Mapping[str, Counted]:
    """Give what each measure comes to over all histories, by its id; ``ask`` answers a statement of SQLite.

    Equal to asking :func:`measure_statement` for each, in a fraction of the time. ``histories`` is what
    they are read from, a table or a statement in brackets; ``ends_at`` is the log's last moment, looked up
    where it is not given.
    """
    asked = {measure: RULES[measure.id] for measure in measures}
    if ends_at is None:
        ((ends_at,),) = ask(f"SELECT max(last_at) FROM {histories}")
    told = {measure.id: _blank(measure) for measure in asked}
    if ends_at is None or not asked:
        return told
    look = look_at(asked, ask, histories=histories, ends_at=ends_at)
    counts = Counter(look.cases)
    for measure, rule in asked.items():
        answers = list(_answers(measure, rule, look.bits, counts))
        _count(told[measure.id], answers, counts)
        if measure.unit in SPREAD and told[measure.id].n:
            _spread(told[measure.id], answers, look.columns[rule.figure], look.cases)
    return told


def _blank(measure: Measure) -> Counted:
    return Counted(hit_count=0 if measure.unit in {Unit.SHARE, Unit.CASES} else None)


def _answers(
    measure: Measure, rule: SqlRule, bits: Mapping[str, int], numbers: Iterable[int]
) -> Iterator[tuple[Observed, list[int]]]:
    """Give what the measure observes, each time with the numbers of conditions under which it does."""
    answers = [(bits[name_of(condition, rule)], seen) for condition, seen in rule.answers]
    otherwise = _SOME_FIGURE if measure.unit in SPREAD else float(rule.figure)
    whole, cancelled = _parted(list(numbers), bits[CANCELLED])
    yield from _first_answers(answers, otherwise, whole)
    for seen, held in _first_answers(answers, otherwise, cancelled):
        yield of_cancelled(measure, seen), held


def _first_answers(
    answers: Sequence[tuple[int, Observed]], otherwise: float, numbers: list[int]
) -> Iterator[tuple[Observed, list[int]]]:
    for bit, seen in answers:
        numbers, held = _parted(numbers, bit)
        yield seen, held
    yield otherwise, numbers


def _parted(numbers: list[int], bit: int) -> tuple[list[int], list[int]]:
    """Give the numbers without a bit, and those with it."""
    return [one for one in numbers if not one & bit], [one for one in numbers if one & bit]


def _count(one: Counted, answers: Iterable[tuple[Observed, list[int]]], counts: Mapping[int, int]) -> None:
    for seen, held in answers:
        n = sum(map(counts.__getitem__, held))
        if not isinstance(seen, str):
            one.n += n
            if one.hit_count is not None:
                one.hit_count += n * int(seen)
        elif seen != OUTSIDE and n:
            one.excluded[seen] = one.excluded.get(seen, 0) + n


def _spread(
    one: Counted, answers: Iterable[tuple[Observed, list[int]]], column: Sequence[float], cases: Sequence[int]
) -> None:
    """Put the figures in order, which Python does in a third of the time that SQLite takes."""
    has_figure = frozenset(chain.from_iterable(held for seen, held in answers if not isinstance(seen, str)))
    has_all = one.n == len(cases)
    figures = sorted(column if has_all else compress(column, map(has_figure.__contains__, cases)))
    one.mean = sum(figures) / len(figures)
    one.median, one.p90 = quantile(figures, 0.5), quantile(figures, 0.9)
