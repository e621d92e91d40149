"""Work that is told and was not done, or not asked about: ticks, proof, first steps, surveys."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from firstfix.engines.scorecard.event import CANCELLED
from firstfix.engines.scorecard.gaming.trace import Trace, exceeds_norm, exceeds_share, share_of
from firstfix.engines.scorecard.measures import TARGET_MET
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import mark

# What happens where nobody plays, by our own judgement: one fix in seven goes without proof, one first step
# in seven waits for a day, one tick in five is made with others afterwards.
_UNPROVED_NORM: Final = 0.15
_IDLE_NORM: Final = 0.15
_HASTY_NORM: Final = 0.20
_MARGIN: Final = 0.05
_IDLE_SECONDS: Final = 24 * 3600
# Half of what the step takes at the least: somebody may be twice as fast as the checklist's author.
_HASTE: Final = 0.5
_MINUTE: Final = 60


def unproved_ends(cases: Cases) -> Trace | None:
    """Give how many cases are resolved without any evidence from the start of the work on."""
    if "evidence_added" not in cases.carried:
        return None
    seen = share_of(
        [
            (history.case, not _has_proof(cases, history.case, history.responded_at))
            for history in cases.histories
            if history.is_done and history.final_kind != CANCELLED
        ]
    )
    return Trace(
        "unproved_ends",
        mark("Cases end without evidence"),
        mark(
            "Of {n} cases that ended {rate:.0%} carry no evidence from the work; {baseline:.0%} is"
            " taken as usual."
        ),
        ("S1-K03", "S2-K01", "S2-K17", "S1-K01"),
        seen,
        _UNPROVED_NORM,
        exceeds_norm(seen, _UNPROVED_NORM, margin=_MARGIN),
    )


def _has_proof(cases: Cases, case: str, since: int | None) -> bool:
    events = cases.log.cases[case]
    return any(event.kind == "evidence_added" and (since is None or event.at >= since) for event in events)


def idle_acknowledgements(cases: Cases) -> Trace | None:
    """Give how many acknowledged cases saw nothing happen for a day afterwards."""
    if "acknowledged" not in cases.carried:
        return None
    marked = [
        (history.case, is_idle)
        for history in cases.histories
        if (is_idle := _is_idle(cases, history.case, history.acknowledged_at)) is not None
    ]
    seen = share_of(marked)
    return Trace(
        "idle_acknowledgements",
        mark("Acknowledgements without a next step"),
        mark(
            "Of {n} acknowledged cases {rate:.0%} saw nothing happen for a day; {baseline:.0%} is"
            " taken as usual."
        ),
        ("S1-K08", "S2-K05"),
        seen,
        _IDLE_NORM,
        exceeds_norm(seen, _IDLE_NORM, margin=_MARGIN),
    )


def _is_idle(cases: Cases, case: str, acknowledged_at: int | None) -> bool | None:
    """Tell whether a day went by after the acknowledgement; ``None`` where the log ends too early to tell."""
    if acknowledged_at is None:
        return None
    later = [event.at for event in cases.log.cases[case] if event.at > acknowledged_at]
    if later:
        return later[0] - acknowledged_at > _IDLE_SECONDS
    return True if cases.ground.ends_at - acknowledged_at > _IDLE_SECONDS else None


def hasty_ticks(cases: Cases) -> Trace | None:
    """Give how many checks are ticked sooner after the one before than their step can be done."""
    if "check_ticked" not in cases.carried or "least_minutes" not in cases.log.attributes:
        return None
    place = cases.log.attributes.index("least_minutes")
    marked: list[tuple[str, bool]] = []
    for case, events in cases.log.cases.items():
        ticks = [event for event in events if event.kind == "check_ticked"]
        for before, tick in pairwise(ticks):
            minutes = tick.attributes[place]
            if minutes.replace(".", "", 1).isdecimal():
                marked.append((case, tick.at - before.at < _HASTE * float(minutes) * _MINUTE))
    seen = share_of(marked)
    return Trace(
        "hasty_ticks",
        mark("Checklists are ticked faster than the steps can be done"),
        mark(
            "Of {n} checks {rate:.0%} were ticked in less than half the time that their step needs;"
            " {baseline:.0%} is taken as usual."
        ),
        ("S1-K13",),
        seen,
        _HASTY_NORM,
        exceeds_norm(seen, _HASTY_NORM, margin=_MARGIN),
    )


def chosen_surveys(cases: Cases) -> Trace | None:
    """Give how many troubled cases were not asked for a rating, beside how many smooth ones were not.

    Troubled is a case that was reopened or missed its target.
    """
    if "survey_sent" not in cases.carried:
        return None
    met = cases.observations(TARGET_MET).observed
    groups: dict[bool, list[tuple[str, bool]]] = {True: [], False: []}
    for history, is_met in zip(cases.histories, met, strict=True):
        if history.is_done and history.final_kind != CANCELLED:
            is_troubled = history.reopen_count > 0 or is_met == 0.0
            was_not_asked = history.acts.get("survey_sent") is None
            groups[is_troubled].append((history.case, was_not_asked))
    seen, usual = share_of(groups[True]), share_of(groups[False])
    return Trace(
        "chosen_surveys",
        mark("Surveys go to those who will be content"),
        mark(
            "Of {n} troubled cases {rate:.0%} were not asked for a rating; of smooth ones"
            " {baseline:.0%} were not."
        ),
        ("S1-K09",),
        seen,
        usual.rate,
        exceeds_share(seen, usual, margin=_MARGIN),
    )
