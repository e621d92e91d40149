"""Measures that need what our own ledger tells of a case besides: trips, diagnoses, escalations.

An event log of another system has none of it; the engine declares these KPIs as awaited
(``engines.scorecard.AWAITED_KPIS``). What each counts stands in its definition.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from firstfix.engines.scorecard import measures
from firstfix.engines.scorecard.ground import Ground
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.measure import OUTSIDE, REASONS, Measure, Observed, Unit
from firstfix.engines.scorecard.observing import first_contact_resolved, repeated_asset
from firstfix.engines.verdict import mark

__all__ = [
    "ARRIVAL_HOURS",
    "AVOIDABLE",
    "CAUSE_SAID",
    "DIAGNOSIS_HOURS",
    "DIAGNOSIS_REFUTED",
    "ESCALATION_ACCEPTED",
    "FIRST_CONTACT",
    "FIRST_TIME_FIX",
    "ON_SITE_JOBS",
    "PROVED_AND_SIGNED",
    "REASONS_HERE",
]

_HOUR: Final = 3600
_TRIPS: Final = (("rolled_visit_count",), ("resolved", "closed"))

REASONS_HERE: Final = {
    **REASONS,
    # Our log goes on: where the engine speaks of its end, here it is now.
    "no_resolved_at": mark("It is not resolved yet."),
    "no_closed_at": mark("It is not closed yet."),
    "no_response": mark("Nobody has responded yet."),
    "no_target": mark("No promise to the customer applies to it."),
    "no_priority": mark("It is not triaged yet."),
    "no_acknowledgement": mark("Nobody has accepted it yet."),
    "not_done": mark("It is still open."),
    "not_followed": mark("The days of watching are not over yet."),
    "no_arrival": mark("Nobody has arrived on site yet."),
    "no_diagnosis": mark("No cause was supported and no workaround applied yet."),
    "no_answer": mark("The receivers have not answered yet."),
    "no_action": mark("The receivers have done nothing about it yet."),
    "no_promise": mark("No promise to the customer says by which calendar it counts."),
    "cause_not_said": mark("Nobody said whether the trip could have been avoided."),
}
"""Why a case is left out, by code: the engine's reasons, in words for a log that goes on, and our own."""


def _trip_count(history: History, ground: Ground) -> int:
    return int(ground.text(history, "rolled_visit_count") or 0)


def _first_time_fix(history: History, ground: Ground) -> Observed:
    """Observe whether one trip was enough; the window of a repeat must be over (domain.md, "Words")."""
    if not _trip_count(history, ground):
        return OUTSIDE
    repeated = repeated_asset(history, ground)
    if isinstance(repeated, str):
        return repeated
    is_fixed = history.final_kind != "cancelled" and history.reopen_count == 0
    return 1.0 if is_fixed and not repeated and _trip_count(history, ground) == 1 else 0.0


def _on_site_job(history: History, ground: Ground) -> Observed:
    return 1.0 if history.is_done and _trip_count(history, ground) else OUTSIDE


def _first_contact(history: History, ground: Ground) -> Observed:
    """Observe whether nobody had to drive, to be asked or to ask again, besides what any log can tell."""
    seen = first_contact_resolved(history, ground)
    if seen != 1.0:
        return seen
    wrote_at = history.acts.get("customer_wrote")
    # What is written after the fix is thanks, or a reopening (S2-K04).
    wrote_again = wrote_at is not None and (history.resolved_at is None or wrote_at < history.resolved_at)
    return 0.0 if wrote_again or "escalated" in history.acts or _trip_count(history, ground) else 1.0


def _proved_and_signed(history: History, ground: Ground) -> Observed:
    if not _trip_count(history, ground):
        return OUTSIDE
    if not history.is_done:
        return "not_done"
    return 1.0 if {"evidence_added", "signed"} <= history.acts.keys() else 0.0


def _hours_to(history: History, act: str, missing: str) -> Observed:
    at = history.acts.get(act)
    return missing if at is None else (at - history.opened_at) / _HOUR


def _arrival_hours(history: History, ground: Ground) -> Observed:
    is_field_work = "assigned" in history.acts or _trip_count(history, ground)
    return _hours_to(history, "arrived", "no_arrival") if is_field_work else OUTSIDE


def _avoidable(history: History, ground: Ground) -> Observed:
    if not _trip_count(history, ground):
        return OUTSIDE
    said = ground.text(history, "avoidable_trip")
    return (1.0 if said == "yes" else 0.0) if said else "cause_not_said"


def _cause_said(history: History, ground: Ground) -> Observed:
    if not _trip_count(history, ground):
        return OUTSIDE
    return 1.0 if ground.text(history, "avoidable_trip") else 0.0


def _diagnosis_hours(history: History, _: Ground) -> Observed:
    return _hours_to(history, "diagnosed", "no_diagnosis")


def _diagnosis_refuted(history: History, _: Ground) -> Observed:
    if "diagnosed" not in history.acts:
        return "no_diagnosis"
    return 1.0 if "diagnosis_refuted" in history.acts else 0.0


def _escalation_accepted(history: History, _: Ground) -> Observed:
    if "escalated" not in history.acts:
        return OUTSIDE
    if "escalation_returned" in history.acts:
        return 0.0
    return 1.0 if "escalation_accepted" in history.acts else "no_answer"


FIRST_TIME_FIX: Final = Measure(
    "first_time_fix",
    mark("Fixed in one trip"),
    mark(
        "Share of ended cases with a trip that needed exactly one, were not reopened, and were not followed"
        " by a new case for the same asset within 30 days. Aborted trips count; trips cancelled before"
        " departure do not."
    ),
    Unit.SHARE,
    _first_time_fix,
    (*_TRIPS, ("asset",)),
)
ON_SITE_JOBS: Final = Measure(
    "on_site_jobs",
    mark("Jobs on site that ended"),
    mark("Cases with a trip that were resolved or closed."),
    Unit.CASES,
    _on_site_job,
    _TRIPS,
    of_cancelled=(),
)
FIRST_CONTACT: Final = replace(
    measures.FIRST_CONTACT,
    definition=mark(
        "Share of ended cases that needed no trip, no escalation, no hand-over, no question back to the"
        " customer, no second message of the customer and no reopening."
    ),
    observe=_first_contact,
    needs=(*measures.FIRST_CONTACT.needs, ("rolled_visit_count",)),
)
PROVED_AND_SIGNED: Final = Measure(
    "proved_and_signed",
    mark("With evidence and signature"),
    mark("Share of ended cases with a trip that carry evidence and the customer's signature."),
    Unit.SHARE,
    _proved_and_signed,
    (*_TRIPS, ("signed",)),
    of_cancelled=(),
)
ARRIVAL_HOURS: Final = Measure(
    "arrival_hours",
    mark("Time to arrival"),
    mark(
        "Hours by the clock from opening to the first arrival on site, of cases that needed somebody there."
    ),
    Unit.HOURS,
    _arrival_hours,
    (("arrived",),),
)
AVOIDABLE: Final = Measure(
    "avoidable_trip",
    mark("Avoidable trips"),
    mark("Share of cases with a trip of which somebody said what would have made it unnecessary."),
    Unit.SHARE,
    _avoidable,
    _TRIPS,
)
CAUSE_SAID: Final = Measure(
    "cause_said",
    mark("Asked at all"),
    mark("Share of cases with a trip of which somebody said whether it was needed."),
    Unit.SHARE,
    _cause_said,
    _TRIPS,
)
DIAGNOSIS_HOURS: Final = Measure(
    "diagnosis_hours",
    mark("Time to diagnosis"),
    mark(
        "Hours by the clock from opening to the first hypothesis that evidence supports, or the first"
        " workaround, whichever is earlier."
    ),
    Unit.HOURS,
    _diagnosis_hours,
    (("diagnosed",),),
)
DIAGNOSIS_REFUTED: Final = Measure(
    "diagnosis_refuted",
    mark("Diagnosis refuted later"),
    mark("Share of diagnosed cases in which a supported hypothesis was refuted or corrected afterwards."),
    Unit.SHARE,
    _diagnosis_refuted,
    (("diagnosed",),),
)
ESCALATION_ACCEPTED: Final = Measure(
    "escalation_accepted",
    mark("Accepted as it is"),
    mark("Share of answered escalations, one a case, that were accepted and never returned."),
    Unit.SHARE,
    _escalation_accepted,
    (("escalated",),),
)
