"""Columns that know the end before it came: poison for anything that is predicted at opening."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from firstfix.engines.scorecard.event import DONE
from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import Scalar, mark

# Half of the cases cannot know their end at the start by chance.
_TELLING_SHARE: Final = 0.5


def told_too_early(cases: Cases) -> Iterator[Finding]:
    """Tell which attributes of the end stand already on the first event of cases that had not ended then."""
    log = cases.log
    ends = dict.fromkeys((*log.mapping.told_at_end, "resolved_at", "closed_at"))
    firsts = [
        one.known_at_first for one in cases.histories if one.first_kind not in DONE and one.event_count > 1
    ]
    if not firsts:
        return
    early: dict[str, float] = {}
    for name in ends:
        if name in log.attributes:
            place = log.attributes.index(name)
            known_count = len(firsts) - list(map(itemgetter(place), firsts)).count("")
            early[log.mapping.attributes[name]] = known_count / len(firsts)
    told = {column: share for column, share in early.items() if share >= _TELLING_SHARE}
    if told:
        sentence = mark(
            "The columns {columns} describe the end and stand already on the first event of a case (in at"
            " least {share:.0%} of them): they were copied back. Nothing that predicts may use them."
        )
        params: dict[str, Scalar] = {"columns": ", ".join(told), "share": min(told.values())}
        yield Finding("told_too_early", sentence, params)
