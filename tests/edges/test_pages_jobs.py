"""The page of background work: what runs, waits and failed, for whom, and what may be decided about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from firstfix.kernel import clock, leases
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import enqueue, run_due_jobs
from firstfix.kernel.jobs.tidying import KEPT_FOR
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.worker.commands import give_up_job, retry_job
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, context, must, refused

pytestmark = pytest.mark.django_db

MISSING = "00000000-0000-0000-0000-000000000007"


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def keeper() -> Any:
    """Give the administrator."""
    return world.actor("administrator")


def failed(**fields: Any) -> Job:
    """Give a job that failed for good: the message that it was to mail is not there."""
    asked = enqueue("mail_message", {"message_id": MISSING}, **fields)
    assert asked is not None
    Job.objects.filter(pk=asked.pk).update(attempts=leases.MAX_ATTEMPTS - 1)
    drain()
    asked.refresh_from_db()
    assert asked.state == Job.State.DEAD
    return asked


def page(client: Client, place: str = "/jobs") -> str:
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_failed_is_shown_with_its_reason_and_can_be_decided(keeper: Any) -> None:
    job = failed()
    shown = page(signed_in(keeper))
    assert "Failed for good" in shown
    assert "Mail a message to the customer" in shown
    assert "DoesNotExist" in shown
    assert f"/do/retry_job/{job.pk}" in shown
    assert f"/do/give_up_job/{job.pk}" in shown


def test_what_runs_shows_how_far_it_is(keeper: Any) -> None:
    asked = enqueue("bulk_command", {}, run_at=clock.now())
    assert asked is not None
    leases.claim(Job.objects.all, by="worker", now=clock.now(), count=1)
    Job.objects.filter(pk=asked.pk).update(progress_count=30, total_count=120, note="Ward by ward.")
    shown = page(signed_in(keeper))
    assert "30 / 120 · Ward by ward." in shown
    assert 'value="25"' in shown


def test_what_waits_says_from_when_and_what_went_wrong_so_far(keeper: Any) -> None:
    asked = enqueue("mail_message", {"message_id": MISSING})
    assert asked is not None
    run_due_jobs(by="worker", count=50)
    shown = page(signed_in(keeper))
    assert "1 try failed:" in shown
    assert "from <time" in shown


def test_what_was_done_is_counted_by_kind(keeper: Any) -> None:
    for _ in range(3):
        enqueue("tidy_accounts")
    drain()
    shown = page(signed_in(keeper))
    assert "Forget what is over of accounts" in shown
    # One of them is the worker's own, asked for once a period.
    assert "4 times" in shown


def test_the_part_that_asks_again_holds_no_form(keeper: Any) -> None:
    failed()
    part = signed_in(keeper).get("/jobs", headers={"HX-Request": "true"}).content.decode()
    assert 'id="jobs-now"' in part
    assert "<form" not in part
    assert "<html" not in part


def test_a_secret_in_an_error_is_struck_out(keeper: Any) -> None:
    job = failed()
    Job.objects.filter(pk=job.pk).update(error="Refused: password=hunter2000 at smtp")
    assert "hunter2000" not in page(signed_in(keeper))


def test_others_see_only_what_they_asked_for(region: Region) -> None:
    own = failed(asked_by=region.dispatcher.person_id)
    other = failed()
    shown = page(signed_in(region.dispatcher))
    assert str(own.pk) in shown
    assert str(other.pk) not in shown
    assert f"/do/retry_job/{own.pk}" not in shown
    assert signed_in(region.engineer).get(f"/jobs/{own.pk}").status_code == 404


def test_a_failed_job_runs_again_with_all_its_tries(keeper: Any) -> None:
    job = failed()
    must(retry_job(context(keeper), job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    run_due_jobs(by="worker", count=50)
    job.refresh_from_db()
    assert job.attempts == 1
    assert LedgerRow.objects.filter(command="retry_job", actor_id=keeper.id).count() == 1


def test_a_job_that_was_given_up_is_off_the_list_and_on_record(keeper: Any) -> None:
    job = failed()
    must(give_up_job(context(keeper), job.pk, because="The contact left."))
    client = signed_in(keeper)
    assert "Failed for good" not in page(client)
    assert "Given up" in page(client, f"/jobs/{job.pk}")
    refused(retry_job(context(keeper), job.pk), "job_is_over")


def test_a_waiting_job_can_be_given_up_before_it_runs(keeper: Any) -> None:
    asked = enqueue("mail_message", {"message_id": MISSING}, run_at=world.in_hours(1))
    assert asked is not None
    must(give_up_job(context(keeper), asked.pk, because="Not wanted."))
    with clock.frozen_at(world.in_hours(2)):
        drain()
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == (Job.State.DEAD, 0)


def test_nothing_is_decided_about_a_job_that_a_worker_is_at(keeper: Any) -> None:
    asked = enqueue("bulk_command", {})
    assert asked is not None
    leases.claim(Job.objects.all, by="worker", now=clock.now(), count=1)
    refused(give_up_job(context(keeper), asked.pk, because="Now."), "job_is_running")
    refused(retry_job(context(keeper), asked.pk), "job_is_running")


def test_work_that_was_asked_for_again_is_not_retried_beside_it(keeper: Any) -> None:
    job = failed(unique_key="mail:7")
    enqueue("mail_message", {"message_id": MISSING}, unique_key="mail:7", run_at=world.in_hours(1))
    refused(retry_job(context(keeper), job.pk), "asked_again_already")


@pytest.mark.parametrize("role", ["manager", "dispatcher", "customer_contact"])
def test_only_an_administrator_decides(region: Region, role: str) -> None:
    job = failed(asked_by=region.actors[role].person_id)
    refused(retry_job(region.by(role), job.pk), "no_right")
    refused(give_up_job(region.by(role), job.pk, because="Mine."), "no_right")


def test_work_that_was_done_long_ago_is_forgotten_and_what_failed_is_not(keeper: Any) -> None:
    done, dead = enqueue("tidy_accounts"), failed()
    assert done is not None
    drain()
    with clock.frozen_at(clock.now() + KEPT_FOR - timedelta(hours=1)):
        drain()
        assert Job.objects.filter(pk=done.pk).exists()
    with clock.frozen_at(clock.now() + KEPT_FOR + timedelta(days=2)):
        drain()
        assert not Job.objects.filter(pk=done.pk).exists()
        assert Job.objects.filter(pk=dead.pk).exists()
