"""The measures by name: what each counts, over which cases, and what a log must carry for it."""

from __future__ import annotations

from typing import Final

from firstfix.engines.scorecard import observing
from firstfix.engines.scorecard.measure import Measure, Unit
from firstfix.engines.verdict import mark

_PRIORITY: Final = ("priority",)
_RESOLVED: Final = ("resolved_at", "resolved", "closed")
# Which figures a cancelled case keeps: those that cancelling must not hide.
_NONE: Final[tuple[float, ...]] = ()
_THE_MISSED: Final = (0.0,)
_THE_RETURNED: Final = (1.0,)

JOBS_DONE: Final = Measure(
    "jobs_done",
    mark("Cases that ended"),
    mark("Cases that were resolved or closed when the log ended."),
    Unit.CASES,
    observing.done,
    (("resolved", "closed"),),
    of_cancelled=_NONE,
)
RESTORE_HOURS: Final = Measure(
    "restore_hours",
    mark("Time to resolution"),
    mark("Hours by the clock from opening to the last resolution, of cases that have one."),
    Unit.HOURS,
    observing.restore_hours,
    (_RESOLVED,),
    of_cancelled=_NONE,
)
HIGH_RESTORE_HOURS: Final = Measure(
    "high_restore_hours",
    mark("Time to resolution, high priority"),
    mark(
        "Hours by the clock from opening to the last resolution, of cases that were of one of the two highest"
        " priorities at their start or end."
    ),
    Unit.HOURS,
    observing.high_restore_hours,
    (_RESOLVED, _PRIORITY),
    of_cancelled=_NONE,
)
CLOSE_HOURS: Final = Measure(
    "close_hours",
    mark("Time to closure"),
    mark("Hours by the clock from opening to closure. A timer may close; see time to resolution."),
    Unit.HOURS,
    observing.close_hours,
    (("closed_at", "closed"),),
    of_cancelled=_NONE,
)
RESPONSE_HOURS: Final = Measure(
    "response_hours",
    mark("Time to first response"),
    mark(
        "Hours by the clock from opening to the first event that is more than a new case, automatic"
        " replies aside."
    ),
    Unit.HOURS,
    observing.response_hours,
)
HOLLOW_RESPONSE: Final = Measure(
    "hollow_response",
    mark("Responses without a next step"),
    mark("Share of first responses that resolved nothing and were followed by nothing for 24 hours."),
    Unit.SHARE,
    observing.hollow_response,
)
TARGET_MET: Final = Measure(
    "target_met",
    mark("Targets met"),
    mark(
        "Share of cases that met their target, each case once: ended ones as they stood at their end, open"
        " ones only where they are past it already."
    ),
    Unit.SHARE,
    observing.target_met,
    (("sla_met", "due_at"), ("resolved", "closed")),
    of_cancelled=_THE_MISSED,
)
PAUSED_SHARE: Final = Measure(
    "paused_share",
    mark("Time spent waiting"),
    mark("The part of the time from opening to the end in which the case waited for somebody."),
    Unit.TIME_SHARE,
    observing.paused_share,
    (("resolved", "closed"),),
    of_cancelled=_NONE,
)
REOPENED: Final = Measure(
    "reopened",
    mark("Reopened"),
    mark("Share of cases that ended at least once and were then opened again."),
    Unit.SHARE,
    observing.reopened,
    (("resolved", "closed"),),
    of_cancelled=_THE_RETURNED,
)
HIGH_REOPENED: Final = Measure(
    "high_reopened",
    mark("Reopened, high priority"),
    mark("Share of cases of the two highest priorities that ended and were then opened again."),
    Unit.SHARE,
    observing.high_reopened,
    (("resolved", "closed"), _PRIORITY),
    of_cancelled=_THE_RETURNED,
)
SAME_ASSET_AGAIN: Final = Measure(
    "same_asset_again",
    mark("New case for the same asset"),
    mark(
        "Share of ended cases that were merged, or followed by a new case for the same asset within 14 days."
    ),
    Unit.SHARE,
    observing.same_asset_again,
    (("asset",), ("resolved", "closed")),
    of_cancelled=_THE_RETURNED,
)
REPEATED_ASSET: Final = Measure(
    "repeated_asset",
    mark("Repeat on the same asset"),
    mark("Share of ended cases that were followed by a new case for the same asset within 30 days."),
    Unit.SHARE,
    observing.repeated_asset,
    (("asset",), ("resolved", "closed")),
    of_cancelled=_NONE,
)
REPEATED_CATEGORY: Final = Measure(
    "repeated_category",
    mark("Repeats of the five largest categories"),
    mark(
        "Share of cases of the five largest categories that came again at the same customer within 30 days."
    ),
    Unit.SHARE,
    observing.repeated_category,
    (("category",), ("customer",), ("resolved", "closed")),
    of_cancelled=_NONE,
)
RECATEGORISED: Final = Measure(
    "recategorised",
    mark("Category changed"),
    mark("Share of cases whose category at the end is another than at the start."),
    Unit.SHARE,
    observing.recategorised,
    (("category",),),
)
HANDED_OVER: Final = Measure(
    "handed_over",
    mark("Handed over"),
    mark("Share of cases that went from one group to another."),
    Unit.SHARE,
    observing.handed_over,
    (("handover_count", "group"),),
)
FIRST_GROUP_KEPT: Final = Measure(
    "first_group_kept",
    mark("First group is the last"),
    mark(
        "Share of cases whose last event names the group that was named first, where the last event"
        " names one."
    ),
    Unit.SHARE,
    observing.stayed_with_first_group,
    (("group",),),
)
FIRST_CONTACT: Final = Measure(
    "first_contact_resolved",
    mark("Resolved at first contact"),
    mark("Share of ended cases that needed no hand-over, no question back to the customer and no reopening."),
    Unit.SHARE,
    observing.first_contact_resolved,
    (("handover_count", "group"), ("resolved", "closed")),
    of_cancelled=_NONE,
)
AGEING: Final = Measure(
    "ageing",
    mark("Ageing cases of high priority"),
    mark("Share of the cases of high priority open at the log's end that are older than 7 days."),
    Unit.SHARE,
    observing.ageing,
    (_PRIORITY,),
)
LOWERED: Final = Measure(
    "lowered",
    mark("Priority lowered"),
    mark("Share of cases of high priority whose last priority is lower than their first."),
    Unit.SHARE,
    observing.lowered,
    (_PRIORITY,),
)
ACCEPTANCE_HOURS: Final = Measure(
    "acceptance_hours",
    mark("Time to acceptance"),
    mark("Hours by the clock from the first assignment to its acknowledgement."),
    Unit.HOURS,
    observing.acceptance_hours,
    (("assigned",), ("acknowledged",)),
)
GIVEN_BACK: Final = Measure(
    "given_back",
    mark("Accepted and given back"),
    mark("Share of accepted cases that were assigned anew afterwards."),
    Unit.SHARE,
    observing.given_back,
    (("assigned",), ("acknowledged",)),
)
POSITIVE_RATING: Final = Measure(
    "positive_rating",
    mark("Positive ratings"),
    mark("Share of given ratings that are four or five of five."),
    Unit.SHARE,
    observing.positive_rating,
    (("rating",),),
)
RATING_GIVEN: Final = Measure(
    "rating_given",
    mark("Customers who answered"),
    mark("Share of ended cases in which the customer gave a rating."),
    Unit.SHARE,
    observing.rating_given,
    (("rating",),),
    of_cancelled=_NONE,
)
PLANNED_ON_TIME: Final = Measure(
    "planned_on_time",
    mark("Maintenance on time"),
    mark(
        "Share of planned maintenance that ended by the time it was due; what is overdue and open counts"
        " as late."
    ),
    Unit.SHARE,
    observing.planned_on_time,
    (("job_type",), ("due_at",)),
    of_cancelled=_THE_MISSED,
)
PLANNED_WITH_EVIDENCE: Final = Measure(
    "planned_with_evidence",
    mark("Maintenance with evidence"),
    mark("Share of ended maintenance that carries at least one piece of evidence."),
    Unit.SHARE,
    observing.planned_with_evidence,
    (("job_type",), ("evidence_added",)),
    of_cancelled=_NONE,
)

_CALENDAR: Final = ("calendar",)

RESTORE_OPEN_HOURS: Final = Measure(
    "restore_open_hours",
    mark("Time to resolution, business hours"),
    mark("Open hours of the calendar from opening to the last resolution, of cases that have one."),
    Unit.HOURS,
    observing.restore_open_hours,
    (_RESOLVED, _CALENDAR),
    of_cancelled=_NONE,
)
RESPONSE_OPEN_HOURS: Final = Measure(
    "response_open_hours",
    mark("Time to first response, business hours"),
    mark("Open hours of the calendar from opening to the first event that is more than a new case."),
    Unit.HOURS,
    observing.response_open_hours,
    (_CALENDAR,),
)
ACCEPTANCE_OPEN_HOURS: Final = Measure(
    "acceptance_open_hours",
    mark("Time to acceptance, business hours"),
    mark("Open hours of the calendar from the first assignment to its acknowledgement."),
    Unit.HOURS,
    observing.acceptance_open_hours,
    (("assigned",), ("acknowledged",), _CALENDAR),
)
