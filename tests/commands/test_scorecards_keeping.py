"""Figures that follow the ledger: the same after any order of batches, again, and computed anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from firstfix.apps.cases.commands import add_note
from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.commands import keeping, rebuild_scorecards
from firstfix.apps.scorecards.models import ScorecardRebuild, ScoreCell, ScoredCase, ScoreKeeping
from firstfix.apps.scorecards.queries.definitions import SCORED
from firstfix.apps.scorecards.queries.figures import Cell, pair_of
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, KINDS, chains_of
from firstfix.apps.scorecards.queries.live_ground import log_of
from firstfix.apps.scorecards.queries.tallies import Tallies
from firstfix.engines.scorecard import Cases, Pair, Value, score
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.scored_work import MARCH, begun, ended, fixed, later, reopened
from tests.world import Region, must, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


def followed(at: datetime) -> None:
    """Let the worker follow the ledger as of ``at``; what else is due is carried out as well."""
    with frozen_at(at):
        drain()


def cells(scope: str = "", segment: str = "") -> list[Cell]:
    rows = ScoreCell.objects.filter(scope=scope, segment=segment).order_by("month", "value")
    return [Cell(row.segment, row.value, row.month, Tallies.read(row.tallies, row.runs)) for row in rows]


def kept() -> list[Any]:
    columns = ("scope", "segment", "value", "month", "tallies")
    rows = ScoreCell.objects.order_by(*columns[:4])
    return [(*(getattr(row, name) for name in columns), bytes(row.runs)) for row in rows]


def figures(value: Value) -> tuple[Any, ...]:
    numbers = (value.figure, value.mean, value.median, value.p90)
    rounded = tuple(None if one is None else round(one, 5) for one in numbers)
    ends = value.interval and tuple(round(one, 5) for one in value.interval)
    return (value.n, value.hit_count, dict(value.excluded), value.is_small, ends, *rounded)


def some_work(region: Region) -> list[Case]:
    about = [fixed(region, later(days=day), after_hours=2 + day) for day in range(0, 40, 8)]
    reopened(region, about[0], later(days=1))
    about.append(begun(region, later(days=41), severity=2))
    return about


def test_the_sums_are_those_of_the_engine_over_the_same_cases(region: Region) -> None:
    about = some_work(region)
    now = later(days=60)
    followed(now)
    log = log_of(chains_of([one.pk for one in about]))
    whole = Cases(log)
    whole.carried = KINDS | set(ATTRIBUTES)
    # The engine's log ends at its last event, ours goes on until now.
    whole.ground.__dict__["ends_at"] = int(now.timestamp())
    for kpi in SCORED:
        expected, found = score(kpi, whole), pair_of(kpi, cells(), cells(segment="category"))
        assert isinstance(expected, Pair)
        assert figures(found.value) == figures(expected.value), kpi.id
        assert figures(found.counter) == figures(expected.counter), kpi.id


def test_following_again_and_computing_anew_change_nothing(region: Region) -> None:
    some_work(region)
    followed(later(days=60))
    first = kept()
    assert first
    ScoreKeeping.objects.update(link_id=0)
    ScoredCase.objects.update(version=0)
    followed(later(days=60, hours=1))
    assert kept() == first
    with frozen_at(later(days=60, hours=2)):
        must(rebuild_scorecards(region.by("manager"), because="To be sure."))
        drain()
    assert kept() == first
    assert ScorecardRebuild.objects.latest("asked_at").case_count == ScoredCase.objects.count()


def test_step_by_step_gives_the_same_as_all_at_once(region: Region) -> None:
    about = begun(region)
    followed(later(hours=1))
    ended(region, about, later(hours=6))
    followed(later(hours=6))
    reopened(region, about, later(days=3))
    followed(later(days=3))
    stepwise = kept()
    with frozen_at(later(days=3)):
        must(rebuild_scorecards(region.by("manager"), because="To compare."))
        drain()
    assert kept() == stepwise


def test_a_batch_smaller_than_the_work_comes_to_the_same(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_CASES_AT_ONCE", 2)
    some_work(region)
    followed(later(days=60))
    assert ScoredCase.objects.count() == 6
    in_small = kept()
    with frozen_at(later(days=60)):
        must(rebuild_scorecards(region.by("manager"), because="To compare."))
        drain()
    assert kept() == in_small


def test_a_new_case_for_the_same_asset_changes_the_figure_of_the_one_before(region: Region) -> None:
    with frozen_at(MARCH):
        product = world.put("product", maker="Nordlicht", model="SW-1", kind="switch")
        device = world.put("asset", product_id=product.pk, site_id=region.site.pk, name="S1", serial="1")
    before = fixed(region, asset_id=device.pk)
    followed(later(days=5))
    assert ScoredCase.objects.get(pk=before.pk).observed["same_asset_again"] == "not_followed"
    begun(region, later(days=6), asset_id=device.pk)
    followed(later(days=7))
    assert ScoredCase.objects.get(pk=before.pk).observed["same_asset_again"] == 1.0


def test_time_alone_changes_a_figure_when_the_window_is_over(region: Region) -> None:
    about = begun(region, severity=1)
    followed(later(days=6))
    assert ScoredCase.objects.get(pk=about.pk).observed["ageing"] == 0.0
    followed(later(days=7, hours=1))
    assert ScoredCase.objects.get(pk=about.pk).observed["ageing"] == 1.0


def test_each_customer_has_sums_of_their_own(region: Region) -> None:
    with frozen_at(MARCH):
        other = world.region()
    fixed(region)
    fixed(other)
    fixed(other, later(hours=1))
    followed(later(days=2))
    counts = {
        scope: [cell.tallies.by_measure["restore_hours"].n for cell in cells(scope)]
        for scope in ("", str(region.organization.pk), str(other.organization.pk))
    }
    assert list(counts.values()) == [[3], [1], [2]]


def test_a_note_on_a_case_is_followed_without_a_change_of_its_sums(region: Region) -> None:
    about = fixed(region)
    followed(later(days=1))
    first = kept()
    with frozen_at(later(days=1, hours=1)):
        must(add_note(region.by("support_specialist"), about.pk, words="The ward is content."))
    followed(later(days=1, hours=2))
    assert kept() == first
    about.refresh_from_db()
    assert ScoredCase.objects.get(pk=about.pk).version == about.version


def test_figures_of_other_definitions_are_computed_anew_by_themselves(region: Region) -> None:
    fixed(region)
    followed(later(days=1))
    first = kept()
    ScoreKeeping.objects.update(definitions="another")
    ScoreCell.objects.all().delete()
    followed(later(days=2))
    assert [row[:4] for row in kept()] == [row[:4] for row in first]


def test_a_rebuild_that_another_one_replaced_does_nothing(region: Region) -> None:
    fixed(region)
    followed(later(days=1))
    with frozen_at(later(days=1)):
        before = must(rebuild_scorecards(region.by("manager"), because="To be sure.")).subject_id
        after = must(rebuild_scorecards(region.by("manager"), because="Once more.")).subject_id
    followed(later(days=1, hours=1))
    finished = set(ScorecardRebuild.objects.exclude(finished_at=None).values_list("pk", flat=True))
    assert after in finished
    assert before not in finished
    assert ScoreKeeping.objects.get().rebuild is None


def test_a_rebuild_that_nobody_finished_is_asked_for_again_after_a_day(region: Region) -> None:
    fixed(region)
    followed(later(days=1))
    with frozen_at(later(days=1)):
        must(rebuild_scorecards(region.by("manager"), because="To be sure."))
    Job.objects.filter(state="waiting").update(state="dead")
    followed(later(days=1, hours=1))
    assert ScoreKeeping.objects.get().rebuild is not None
    followed(later(days=3))
    assert ScoreKeeping.objects.get().rebuild is None


@pytest.mark.parametrize("role", ["engineer", "support_specialist", "dispatcher", "customer_contact"])
def test_only_who_answers_for_the_figures_has_them_computed_anew(region: Region, role: str) -> None:
    refused(rebuild_scorecards(region.by(role), because="I like it better."), "no_right")
