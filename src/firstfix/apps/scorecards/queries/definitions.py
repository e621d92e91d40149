"""Which KPIs the ledger carries today, who is shown which, and what the others wait for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from firstfix.apps.scorecards.queries import field_measures as field
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, KINDS
from firstfix.engines.scorecard import AWAITED_KPIS, KPIS, AwaitedKpi, Direction, Kpi, Role, Target
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
        field.ESCALATION_HOURS,
        field.ESCALATION_ACCEPTED,
        mark("Acknowledging at once what is sent back later."),
        Direction.LOWER,
        Role.OUTPUT,
        Target(mark("Under 4 business hours for Sev2.")),
        mark("weekly"),
    ),
    Kpi(
        "S2-K03",
        mark("How many escalations are accepted as they are?"),
        field.ESCALATION_ACCEPTED,
        field.ESCALATION_HOURS,
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


_ALL: Final = (*_OF_FIELD_WORK, *KPIS)
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
}
# How sums are kept (tallies.py); another way of keeping them makes other sums.
_FORM: Final = "sums 1"
EDITION: Final = hashlib.sha256(
    "\n".join(
        f"{_FORM} {one.id} {one.unit.value} {one.definition}" for _, one in sorted(MEASURES.items())
    ).encode()
).hexdigest()
"""The hash of what is measured and how; figures of another edition are computed anew."""

_OUTCOMES: Final = ("S1-K03", "S1-K04", "S1-K05", "S1-K06", "S2-K05", "S1-K13")
_FIELD: Final = ("S1-K02", "S1-K03", "S0-K01", "S1-K08", "S1-K05", "S1-K13", "S1-K01")
_SUPPORT: Final = (
    "S2-K13", "S2-K01", "S2-K05", "S2-K17", "S2-K06", "S2-K04", "S2-K14", "S2-K10", "S2-K02", "S2-K03",
    "LOG-HANDOVER", "LOG-ROUTING",
)  # fmt: skip

BOARDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "outcomes": (mark("What customers get"), _OUTCOMES),
    "field": (mark("Field work"), (*_FIELD, "S1-K17")),
    "support": (mark("Support and escalation"), _SUPPORT),
    "all": (mark("All KPIs"), tuple(kpi.id for kpi in SCORED)),
}
"""The dashboards by name: their title and the KPIs on them, the most telling first."""


def kpi_by_id(kpi_id: str) -> Kpi | None:
    """Give the KPI that the ledger carries under this id, or None."""
    return next((kpi for kpi in SCORED if kpi.id == kpi_id), None)
