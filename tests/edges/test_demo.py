"""The demo is built by commands only: every story passes its gates, and the ledger agrees afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction

from firstfix.apps.cases.models import Case, CaseNumber, MessageDraft, PolicyVersion, Swarm
from firstfix.apps.diagnosis.models import Remediation
from firstfix.apps.directory.models import Person, Role, RoleGrant
from firstfix.apps.escalations.models import Escalation
from firstfix.apps.knowledge.models import Article
from firstfix.apps.visits.models import Visit
from firstfix.cli.demo_region import casting, fates, growing, welcoming
from firstfix.cli.demo_region.making import HISTORY, Refusing, anchor
from firstfix.engines.custody import verify_export
from firstfix.kernel import clock
from firstfix.kernel.jobs import running
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.ledger.checkpoints import ledger_key
from firstfix.kernel.ledger.exporting import export_ledger
from firstfix.kernel.ledger.models import LedgerRow, Receipt

pytestmark = pytest.mark.django_db


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo everything at the end of the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def region(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Lay the region and play its first thirty stories once for all tests here, and take it all back."""
    with django_db_blocker.unblock(), taken_back():  # type: ignore[attr-defined]
        growing.lay_region()
        growing.play_first(lambda _number, _count: None)
        yield


def test_the_first_thirty_stories_pass_every_gate(region: None) -> None:
    assert Case.objects.count() == len(casting.FIRST_ROLES) == 30
    assert growing.is_complete()
    assert set(Case.objects.values_list("state", flat=True)) >= {
        "new", "triaged", "in_progress", "waiting", "resolved", "closed", "reopened",
    }  # fmt: skip
    assert set(Visit.objects.values_list("state", flat=True)) >= {
        "assigned", "accepted", "declined", "en_route", "on_site", "working", "verifying",
        "signature_refused", "complete", "aborted",
    }  # fmt: skip


def test_the_demo_has_something_to_read_and_to_decide(region: None) -> None:
    assert set(Article.objects.values_list("state", flat=True)) == {
        "draft",
        "in_review",
        "published",
        "stale",
    }
    assert Escalation.objects.get().state == "submitted"
    assert Remediation.objects.get().state == "closed"
    assert Swarm.objects.get().members.count() == 3
    assert sorted(MessageDraft.objects.values_list("kind", flat=True)) == ["incident", "technical"]
    assert set(PolicyVersion.objects.values_list("state", flat=True)) == {"staged"}
    growing.lay_region()
    growing.play_first(lambda _number, _count: None)
    assert (Article.objects.count(), Escalation.objects.count()) == (5, 1)


def test_numbers_follow_the_days_on_which_cases_were_opened(region: None) -> None:
    by_number = list(Case.objects.order_by("number").values_list("opened_at", flat=True))
    # A mail or an alert is received a few minutes after the story begins.
    assert all(earlier <= later + timedelta(minutes=10) for earlier, later in pairwise(by_number))
    assert CaseNumber.objects.count() >= casting.CAST_COUNT


def test_building_it_twice_changes_nothing(region: None) -> None:
    before = Receipt.objects.count(), Person.objects.count(), Case.objects.count()
    growing.lay_region()
    growing.play_first(lambda _number, _count: None)
    assert (Receipt.objects.count(), Person.objects.count(), Case.objects.count()) == before


def test_a_later_start_goes_on_with_the_history_of_the_first(region: None) -> None:
    began = anchor()
    with clock.frozen_at(began + timedelta(days=3)):
        assert anchor() == began
        growing.lay_region()


def test_every_role_but_the_external_one_can_be_tried(region: None) -> None:
    accounts = RoleGrant.objects.filter(person__user__disabled_at=None, person__user__isnull=False)
    held = set(accounts.values_list("role", flat=True))
    # An external party comes by a link to one subject and never signs in (domain.md, "Rights").
    assert set(Role.values) - held == {Role.EXTERNAL_PARTY.value}
    assert {role for role, _names in welcoming.logins()} == held


def test_the_ledger_of_the_demo_verifies(region: None) -> None:
    verification = verify_export(export_ledger(), [ledger_key().verifier])
    assert [finding.text() for finding in verification.findings] == []
    assert verification.counts.row_count > 1000


def test_nothing_in_the_demo_happens_after_its_present(region: None) -> None:
    assert not Receipt.objects.filter(at__gt=anchor()).exists()
    assert Receipt.objects.earliest("at").at == anchor() - HISTORY


def test_the_history_grows_piece_by_piece_and_shows_how_far_it_is(
    region: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "_PIECE_SECONDS", 0.0)
    monkeypatch.setattr(growing, "_PAUSE", timedelta(0))
    monkeypatch.setattr(growing, "_PAUSE_BESIDE_PEOPLE", timedelta(0))
    monkeypatch.setattr(growing, "_HEAD_START", timedelta(0))
    monkeypatch.setitem(running._handlers, growing.GROW_JOB, growing.grow)
    growing.start_growing()
    growing.start_growing()
    assert Job.objects.filter(name=growing.GROW_JOB).count() == 1
    for _ in range(3):
        running.run_due_jobs(by="test", count=50)
    last = Job.objects.filter(name=growing.GROW_JOB, state="done").latest("finished_at")
    assert Case.objects.count() == 33
    assert (last.progress_count, last.total_count) == (33, casting.CAST_COUNT)


def test_beside_somebody_at_work_one_story_at_a_time_is_played(
    region: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "_HEAD_START", timedelta(0))
    monkeypatch.setitem(running._handlers, growing.GROW_JOB, growing.grow)
    before = Case.objects.count()
    # The clock stands still: on a busy machine a story may take longer than the pause after it.
    with clock.frozen_at(clock.now()):
        LedgerRow.objects.filter(pk=LedgerRow.objects.latest("pk").pk).update(at=clock.now(), channel="page")
        growing.start_growing()
        running.run_due_jobs(by="test", count=50)
        assert Case.objects.count() == before + 1
        waiting = Job.objects.get(name=growing.GROW_JOB, state="waiting")
        assert waiting.run_at > clock.now()


def test_a_story_that_a_gate_refuses_leaves_no_half_of_itself(
    region: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = casting.Role("refused", "switch-supply", "closed_too_early", "dreisam-kliniken", 200)
    stages = (*fates.FATES["triaged"], fates.FATES["closed"][-1])
    monkeypatch.setattr(fates, "FATES", {**fates.FATES, "closed_too_early": stages})
    before = Case.objects.count()
    with pytest.raises(Refusing, match="close_case"):
        growing.play(refused, anchor())
    assert Case.objects.count() == before


def test_the_lots_always_fall_the_same_and_reach_every_product_family() -> None:
    roles = list(casting.all_roles())
    assert len(roles) == casting.CAST_COUNT
    assert roles == list(casting.all_roles())
    assert len({role.key for role in roles}) == casting.CAST_COUNT
    families = Counter(casting.story_named(role.story)[1]["family"] for role in roles)
    assert set(families) == {"network", "power", "storage", "controller"}
