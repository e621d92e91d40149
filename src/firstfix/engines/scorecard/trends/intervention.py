"""What an article, an automation or another intervention did to the number of cases (S2-K09, S2-F22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firstfix.engines.scorecard.months import DAY, PERIODS, whole_periods
from firstfix.engines.scorecard.scoring import Cases, check_segment
from firstfix.engines.scorecard.trends.interruption import (
    FEWEST_EACH_SIDE,
    Interruption,
    interrupted_series,
)

# A segment and one of its words, such as category and "VPN".
Chosen = tuple[str, str]
# So many words are named where the one that was asked for does not occur.
_NAMED_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something that was done at ``at`` (seconds as in ``Event.at``) about the cases of ``about``.

    ``beside`` are cases that it left alone: what moved both is taken out. Empty, there is no control.
    """

    at: int
    about: Chosen
    beside: Chosen | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """Cases opened in each whole period, and what the intervention did to them.

    ``control`` is the series beside it, made as large as the other one was before. ``place`` is the first
    period that lies wholly after the intervention; one in the middle of which it happened is left out.
    """

    intervention: Intervention
    step: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    control: tuple[float, ...]
    place: int
    found: Interruption


def study_intervention(cases: Cases, intervention: Intervention) -> Study:
    """Give what changed in the number of cases opened a week, or a day where the log is short for weeks.

    Raises ``ValueError`` where the log does not carry a segment or word that is asked for, and for segments
    that name persons.
    """
    studies = (_study(cases, intervention, step) for step in ("week", "day"))
    return next((study for study in studies if study.found.is_told), _study(cases, intervention, "week"))


def _study(cases: Cases, intervention: Intervention, step: str) -> Study:
    moments = [history.opened_at for history in cases.histories] or [0]
    during = PERIODS[step](intervention.at)
    is_cut = PERIODS[step](intervention.at - DAY) == during
    whole = whole_periods(step, min(moments), max(moments))
    names = [name for name in whole if not (is_cut and name == during)]
    place = sum(name < during for name in names)
    counts = _counts(cases, intervention.about, step, names)
    control: list[float] = []
    if intervention.beside and min(place, len(names) - place) >= FEWEST_EACH_SIDE:
        control = _as_large(_counts(cases, intervention.beside, step, names), counts, place)
    found = interrupted_series(counts, place, control=control or None)
    return Study(intervention, step, tuple(names), tuple(counts), tuple(control), place, found)


def _counts(cases: Cases, chosen: Chosen, step: str, names: Sequence[str]) -> list[int]:
    segment, word = chosen
    check_segment(segment)
    if not cases.can_segment_by(segment):
        raise ValueError(f"The log does not carry {segment!r}.")
    name_of = PERIODS[step]
    words = cases.segments(segment)[1]
    if word not in words:
        likely = ", ".join(sorted(filter(None, words), key=lambda one: -len(words[one]))[:_NAMED_WORDS])
        raise ValueError(f"No case has {segment} {word!r}. The most frequent are: {likely}.")
    members = words[word]
    counts = Counter(name_of(cases.histories[place].opened_at) for place in members)
    return [counts[name] for name in names]


def _as_large(control: Sequence[int], counts: Sequence[int], place: int) -> list[float]:
    """Give the control in the size of the other series, as both were before."""
    before = sum(control[:place])
    return [one * sum(counts[:place]) / before for one in control] if before else []
