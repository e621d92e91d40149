"""What the figures hide is looked for in the ledger as a whole, and said to those who see all of it."""

from __future__ import annotations

import pytest
from django.test import Client

from firstfix.apps.cases.commands import cancel_case
from firstfix.apps.scorecards.commands import look_through
from firstfix.apps.scorecards.models import ScoreKeeping
from firstfix.apps.scorecards.queries.hidden import hidden_from
from firstfix.apps.scorecards.queries.state import state_of_figures
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.test_pages_commands import signed_in
from tests.edges.test_pages_reading import text
from tests.scored_work import MARCH, begun, fixed, later
from tests.world import Region, must

pytestmark = pytest.mark.django_db
NOW = later(days=20)


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


def page(client: Client, address: str) -> str:
    with frozen_at(NOW):
        return text(client, address)


def looked(region: Region) -> None:
    """Let the worker follow and look through three resolved cases and a cancelled one."""
    for day, hours in enumerate((2, 2, 200)):
        fixed(region, later(days=day), after_hours=hours)
    given_up = begun(region, later(days=4))
    with frozen_at(later(days=5)):
        must(cancel_case(region.by("support_specialist"), given_up.pk, because="Reported twice."))
    with frozen_at(NOW):
        drain()


def test_the_worker_looks_through_the_ledger_by_itself(region: Region) -> None:
    looked(region)
    hidden = hidden_from(region.manager, state_of_figures())
    assert (hidden.looked_at, hidden.case_count) == (NOW, 4)
    assert {trace.code for trace in hidden.traces} == {
        "heaped_ends", "late_pauses", "late_lowerings", "late_moves", "new_instead_of_reopened",
        "unproved_ends", "merged_into_ended", "idle_acknowledgements",
    }  # fmt: skip
    assert {trace.is_flagged for trace in hidden.traces} == {None}


def test_a_cancelled_case_is_no_fix_without_proof(region: Region) -> None:
    looked(region)
    [unproved] = [
        one for one in hidden_from(region.manager, state_of_figures()).traces if one.code == "unproved_ends"
    ]
    assert (unproved.seen.hit_count, unproved.seen.n) == (0, 3)


def test_looking_again_replaces_what_was_found(region: Region) -> None:
    looked(region)
    assert look_through(later(NOW, days=400), beat=lambda _done, _total: None) == 0
    assert hidden_from(region.manager, state_of_figures()).case_count == 0


def test_findings_are_told_on_the_board_to_those_who_see_every_customer(region: Region) -> None:
    looked(region)
    shown = page(signed_in(region.manager), "/scorecards")
    assert "What these figures hide" in shown
    assert "Looked through 4 cases" in shown
    assert "too few cases to say" in shown
    assert "A trace accuses nobody" in shown
    assert "What these figures hide" not in page(signed_in(region.customer_contact), "/scorecards")


def test_a_trace_that_was_found_puts_the_figures_in_doubt_that_it_could_make_better(region: Region) -> None:
    looked(region)
    kept = ScoreKeeping.objects.get()
    [trace] = [one for one in kept.found["traces"] if one["code"] == "unproved_ends"]
    trace["is_flagged"] = True
    kept.save()
    client = signed_in(region.manager)
    assert "In doubt" in page(client, "/scorecards/S1-K03")
    assert "In doubt" not in page(client, "/scorecards/S1-K05")
    # It speaks of all customers together, so it says nothing of one.
    assert "In doubt" not in page(client, f"/scorecards/S1-K03?customer={region.organization.pk}")
    assert "In doubt" not in page(signed_in(region.customer_contact), "/scorecards/S1-K03")
