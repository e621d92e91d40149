"""Which KPIs the ledger carries today, who is shown which, and what the others wait for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from firstfix.apps.scorecards.queries import field_measures as field
from firstfix.apps.scorecards.queries import receivers_hours as receivers
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, KINDS
from firstfix.apps.scorecards.queries.service_hours import SERVICE_HOURS_KPIS
from firstfix.apps.scorecards.queries.waits import WAITS
from firstfix.engines.scorecard import AWAITED_KPIS, KPIS, AwaitedKpi, Direction, Kpi, Role, Target, measures
from firstfix.engines.scorecard.measure import Measure
from firstfix.engines.verdict import mark

__all__ = ["AWAITED", "BOARDS", "EDITION", "MEASURES", "NOT_BY_PERSON", "SCORED", "WAITING", "kpi_by_id"]

_NO_NUMBER: Final = Target(mark("None is stated; the trend counts."))
_MONTHLY: Final = mark("monthly")

_OF_FIELD_WORK: Final = (
    Kpi(
        "S1-K02",
        mark("How often does one visit suffice?"),
        field.FIRST_TIME_FIX,
        field.PROVED_AND_SIGNED,
        mark("Leaving in haste, without proof and without the customer's word."),
        Direction.HIGHER,
        Role.OUTCOME,
        Target(mark("70 to 85 %."), at_least=0.70),
        _MONTHLY,
        # S1-K10 asks for as much of notes and reports.
        counter_target=Target(mark("90 % and more."), at_least=0.90),
    ),
    Kpi(
        "S0-K01",
        mark("How fast is somebody on site?"),
        field.ARRIVAL_HOURS,
        field.FIRST_TIME_FIX,
        mark("Driving off before anybody knows what to bring."),
        Direction.NEITHER,
        Role.OUTPUT,
        Target(mark("None: it is gamed.")),
        _MONTHLY,
    ),
    Kpi(
        "S1-K17",
        mark("Which trips were avoidable?"),
        field.AVOIDABLE,
        field.CAUSE_SAID,
        mark("Not asking."),
        Direction.LOWER,
        Role.OUTCOME,
        Target(mark("Improvement only; never by person.")),
        _MONTHLY,
    ),
    Kpi(
        "S2-K02",
        mark("How fast does engineering take up an escalation?"),
        receivers.ESCALATION_HOURS,
        field.ESCALATION_ACCEPTED,
        mark("Acknowledging at once what is sent back later."),
        Direction.LOWER,
        Role.OUTPUT,
        Target(mark("Under 4 business hours for Sev2.")),
        mark("weekly"),
    ),
    # S2-K02 asks for two stops: taken up by a person, and the first meaningful action.
    Kpi(
        "S2-K02-ACTION",
        mark("How fast does engineering do something about an escalation?"),
        receivers.ACTION_HOURS,
        field.ESCALATION_ACCEPTED,
        mark("Sending back at once instead of helping."),
        Direction.LOWER,
        Role.OUTCOME,
        _NO_NUMBER,
        mark("weekly"),
    ),
    Kpi(
        "S2-K03",
        mark("How many escalations are accepted as they are?"),
        field.ESCALATION_ACCEPTED,
        receivers.ESCALATION_HOURS,
        mark("Letting packages lie instead of returning them."),
        Direction.HIGHER,
        Role.OUTCOME,
        Target(mark("More than 85 to 95 %."), at_least=0.85),
        _MONTHLY,
    ),
    Kpi(
        "S2-K06",
        mark("How long until the cause is likely known?"),
        field.DIAGNOSIS_HOURS,
        field.DIAGNOSIS_REFUTED,
        mark("Naming a cause before anything speaks for it."),
        Direction.LOWER,
        Role.OUTCOME,
        _NO_NUMBER,
        _MONTHLY,
    ),
)

_CARRIED: Final = KINDS | set(ATTRIBUTES)


def _lacks(kpi: Kpi) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*kpi.measure.lacks(_CARRIED), *kpi.counter.lacks(_CARRIED))))


def _counted_here(kpi: Kpi) -> Kpi:
    """Give the KPI as the ledger carries it, which knows trips, escalations and whose hours count."""
    if kpi.id == "S1-K01":
        # On-site jobs, never without their first-time fix (S1-K01).
        asked = mark("How many jobs on site ended?")
        return replace(kpi, question=asked, measure=field.ON_SITE_JOBS, counter=field.FIRST_TIME_FIX)
    return replace(kpi, measure=_KNOWN_HERE.get(kpi.measure.id, kpi.measure))


# S1-K08 has its target in business hours; a truck that rolled was no first contact (S2-K17).
_KNOWN_HERE: Final = {
    measures.ACCEPTANCE_HOURS.id: receivers.ACCEPTANCE_HOURS,
    measures.FIRST_CONTACT.id: field.FIRST_CONTACT,
}
_ALL: Final[tuple[Kpi, ...]] = (*_OF_FIELD_WORK, *map(_counted_here, KPIS), *SERVICE_HOURS_KPIS)
SCORED: Final[tuple[Kpi, ...]] = tuple(kpi for kpi in _ALL if not _lacks(kpi))
"""The KPIs that the ledger carries, each with its counter-metric."""
WAITING: Final[Mapping[str, tuple[Kpi, tuple[str, ...]]]] = {
    kpi.id: (kpi, _lacks(kpi)) for kpi in _ALL if _lacks(kpi)
}
"""Those that a log could carry and ours does not, with what it lacks for them."""
AWAITED: Final[tuple[AwaitedKpi, ...]] = tuple(
    one for one in AWAITED_KPIS if one.id not in {kpi.id for kpi in _ALL}
)
"""Those that no log carries, with what they wait for."""
NOT_BY_PERSON: Final = frozenset({"S1-K17"})
"""KPIs that no page and no query shows for one person, not even for themself (S1-M02)."""

MEASURES: Final[Mapping[str, Measure]] = {
    measure.id: measure for kpi in SCORED for measure in (kpi.measure, kpi.counter)
} | {measure.id: measure for measure in WAITS}
# How sums are kept (tallies.py); another way makes other sums.
_FORM: Final = "sums 3"
EDITION: Final = hashlib.sha256(
    "\n".join(
        f"{_FORM} {one.id} {one.unit.value} {one.of_cancelled} {one.definition}"
        for _, one in sorted(MEASURES.items())
    ).encode()
).hexdigest()
"""The hash of what is measured and how; figures of another edition are computed anew."""


def _results_first(kpi: Kpi) -> bool:
    return kpi.role is not Role.OUTCOME


_OUTCOMES: Final = (
    "S1-K03", "LOG-OPEN-RESTORE", "S1-K04", "S1-K05", "S1-K06", "S2-K05", "S1-K13",
)  # fmt: skip
# How many jobs ended stands after every result: it is for planning capacity (S2-M01).
_FIELD: Final = ("S1-K02", "S1-K03", "S1-K05", "S1-K13", "S1-K17", "S0-K01", "S1-K08", "S1-K01")
_SUPPORT: Final = (
    "S2-K13", "S2-K01", "S2-K05", "LOG-OPEN-RESPONSE", "S2-K17", "S2-K06", "S2-K04", "S2-K14", "S2-K10",
    "S2-K02", "S2-K02-ACTION", "S2-K03", "LOG-HANDOVER", "LOG-ROUTING",
)  # fmt: skip

BOARDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "outcomes": (mark("What customers get"), _OUTCOMES),
    "field": (mark("Field work"), _FIELD),
    "support": (mark("Support and escalation"), _SUPPORT),
    "all": (mark("All KPIs"), tuple(kpi.id for kpi in sorted(SCORED, key=_results_first))),
}
"""The dashboards by name: their title and the KPIs on them, the most telling first."""


def kpi_by_id(kpi_id: str) -> Kpi | None:
    """Give the KPI that the ledger carries under this id, or None."""
    return next((kpi for kpi in SCORED if kpi.id == kpi_id), None)
