"""First-time fix: one trip, no reopening, no repeat on the same asset, once the days of watching are over."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from firstfix.apps.scorecards.queries.definitions import kpi_by_id
from firstfix.apps.scorecards.queries.field_measures import FIRST_TIME_FIX, PROVED_AND_SIGNED
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, MAPPING
from firstfix.apps.scorecards.queries.live_ground import LiveGround, Openings
from firstfix.engines.scorecard import Event
from firstfix.engines.scorecard.history import Biographer
from tests.scored_work import MARCH

ASSET, CUSTOMER = UUID(int=1), UUID(int=2)
FIXED = ("new", "assigned", "visit_rolled", "arrived", "evidence_added", "signed", "resolved")
BACK = (*FIXED, "active", "resolved")


def observed(
    kinds: tuple[str, ...],
    *,
    trips: int = 1,
    asset: str = str(ASSET),
    again_after: int = 0,
    watched: int = 60,
) -> float | str:
    """Observe first-time fix in a case with an event an hour, a repeat so many days after it or none."""
    known = {"asset": asset, "customer": str(CUSTOMER), "rolled_visit_count": str(trips)}
    told = tuple(known.get(name, "") for name in ATTRIBUTES)
    second = int(MARCH.timestamp())
    events = [Event("C1", second + 3600 * hour, "", kind, told) for hour, kind in enumerate(kinds)]
    history = Biographer(ATTRIBUTES, MAPPING).history(events)
    opened = [MARCH, *([MARCH + timedelta(days=again_after)] if again_after else [])]
    openings = Openings((ASSET, "", CUSTOMER, at) for at in opened)
    return FIRST_TIME_FIX.observe(history, LiveGround([history], openings, now(watched)))


def now(days: int) -> datetime:
    return MARCH + timedelta(days=days)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (SimpleNamespace(kinds=FIXED), 1.0),
        (SimpleNamespace(kinds=FIXED, trips=2), 0.0),
        (SimpleNamespace(kinds=BACK), 0.0),
        (SimpleNamespace(kinds=FIXED, again_after=20), 0.0),
        (SimpleNamespace(kinds=FIXED, again_after=40), 1.0),
        (SimpleNamespace(kinds=(*FIXED[:-1], "cancelled")), 0.0),
        (SimpleNamespace(kinds=FIXED, watched=20), "not_followed"),
        (SimpleNamespace(kinds=FIXED, watched=20, again_after=10), 0.0),
        (SimpleNamespace(kinds=FIXED[:-1]), "not_done"),
        (SimpleNamespace(kinds=FIXED, asset=""), "no_asset"),
        (SimpleNamespace(kinds=FIXED, trips=0), "outside"),
    ],
    ids=[
        "once", "two trips", "reopened", "repeat in 20 days", "repeat in 40 days", "cancelled after a trip",
        "not watched long enough", "repeat while watched", "still open", "no asset", "no trip",
    ],
)  # fmt: skip
def test_first_time_fix_by_example(asked: SimpleNamespace, expected: float | str) -> None:
    assert observed(**vars(asked)) == expected


@pytest.mark.covers("S1-M03")
def test_first_time_fix_is_never_told_without_its_quality_gate() -> None:
    kpi = kpi_by_id("S1-K02")
    assert kpi is not None
    assert (kpi.measure.id, kpi.counter.id) == (FIRST_TIME_FIX.id, PROVED_AND_SIGNED.id)


def known(kpi_id: str, kinds: tuple[str, ...], *, trips: int = 0) -> float | str:
    """Observe a KPI in a case with an event an hour."""
    kpi = kpi_by_id(kpi_id)
    assert kpi is not None
    told = tuple({"rolled_visit_count": str(trips)}.get(name, "") for name in ATTRIBUTES)
    second = int(MARCH.timestamp())
    events = [Event("C1", second + 3600 * hour, "", kind, told) for hour, kind in enumerate(kinds)]
    history = Biographer(ATTRIBUTES, MAPPING).history(events)
    return kpi.measure.observe(history, LiveGround([history], Openings([]), now(60)))


@pytest.mark.covers("S2-K17")
@pytest.mark.parametrize(
    ("kinds", "trips", "expected"),
    [
        (("new", "active", "resolved"), 0, 1.0),
        (("new", "active", "resolved"), 1, 0.0),
        (("new", "active", "escalated", "resolved"), 0, 0.0),
        (("new", "active", "customer_wrote", "resolved"), 0, 0.0),
        (("new", "active", "resolved", "customer_wrote"), 0, 1.0),
        (("new", "waiting_customer", "active", "resolved"), 0, 0.0),
        (("new", "active", "resolved", "active", "resolved"), 0, 0.0),
        (("new", "active"), 0, "not_done"),
    ],
    ids=["once", "a trip", "escalated", "wrote again", "thanked", "asked back", "reopened", "open"],
)
def test_what_is_solved_at_first_contact(kinds: tuple[str, ...], trips: int, expected: float | str) -> None:
    assert known("S2-K17", kinds, trips=trips) == expected


@pytest.mark.covers("S1-K01")
def test_jobs_on_site_are_counted_beside_their_first_time_fix() -> None:
    kpi = kpi_by_id("S1-K01")
    assert kpi is not None
    assert kpi.counter.id == FIRST_TIME_FIX.id
    assert "category" in kpi.segments
    assert known("S1-K01", FIXED, trips=1) == 1.0
    assert known("S1-K01", FIXED, trips=0) == "outside"
    assert known("S1-K01", FIXED[:-1], trips=1) == "outside"
