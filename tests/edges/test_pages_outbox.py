"""What should have followed and did not: shown to who looks after the installation, and tried again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from firstfix.apps.cases.commands import post_message
from firstfix.kernel import leases
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.worker import reactions
from firstfix.kernel.worker.commands import retry_outbox_event
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, context, must, refused

pytestmark = pytest.mark.django_db

STATE = OutboxEvent.State


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def keeper() -> Any:
    """Give the administrator."""
    return world.actor("administrator")


@pytest.fixture
def failed(region: Region, monkeypatch: pytest.MonkeyPatch) -> OutboxEvent:
    """Give the event of a message whose mail failed for good; what follows would work by now."""
    contact = world.person("Cleo Customer")
    world.put("contact_channel", person_id=contact.pk, kind="email", address="cleo@example.org")
    about = world.case(region, contact_id=contact.pk)
    drain()
    must(post_message(region.by("support_specialist"), about.pk, words="We are on our way."))
    event = OutboxEvent.objects.get(name="MessageWritten")
    OutboxEvent.objects.filter(pk=event.pk).update(attempts=leases.MAX_ATTEMPTS - 1)
    with monkeypatch.context() as broken:
        break_reactions(broken, event.name)
        drain()
    event.refresh_from_db()
    assert event.state == STATE.DEAD
    assert mail.outbox == []
    return event


def break_reactions(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def fail(_context: Any, _event: Any) -> None:
        raise ConnectionError("The mail server hung up, password=hunter2000.")

    broken = tuple(replace(one, run=fail) for one in reactions._reactions[name])
    monkeypatch.setitem(reactions._reactions, name, broken)


def page(client: Client) -> str:
    answer = client.get("/jobs")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_did_not_follow_is_shown_with_its_reason_and_a_button(failed: OutboxEvent, keeper: Any) -> None:
    shown = page(signed_in(keeper))
    assert "What should have followed and did not" in shown
    assert "The mail server hung up" in shown
    assert "hunter2000" not in shown
    assert f"/do/retry_outbox_event/{failed.pk}" in shown


def test_what_did_not_follow_is_tried_again_with_all_its_tries(failed: OutboxEvent, keeper: Any) -> None:
    must(retry_outbox_event(context(keeper), failed.pk))
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (STATE.WAITING, 0)
    drain()
    failed.refresh_from_db()
    assert (failed.state, failed.error) == (STATE.DONE, "")
    assert [one.to for one in mail.outbox] == [["cleo@example.org"]]
    assert "What should have followed and did not" not in page(signed_in(keeper))


def test_trying_again_keeps_the_order_of_the_subjects_events(failed: OutboxEvent, keeper: Any) -> None:
    before = failed.subject_version
    must(retry_outbox_event(context(keeper), failed.pk))
    failed.refresh_from_db()
    assert failed.subject_version == before


def test_trying_again_is_on_record_once_however_often_it_is_sent(failed: OutboxEvent, keeper: Any) -> None:
    given = context(keeper)
    first = must(retry_outbox_event(given, failed.pk))
    drain()
    again = must(retry_outbox_event(given, failed.pk))
    assert again.is_replay
    assert again.version == first.version
    assert LedgerRow.objects.filter(command="retry_outbox_event", actor_id=keeper.id).count() == 1
    assert len(mail.outbox) == 1


def test_what_was_done_or_is_still_tried_is_not_tried_again(region: Region, keeper: Any) -> None:
    about = world.case(region)
    must(post_message(region.by("support_specialist"), about.pk, words="We are on our way."))
    waiting = OutboxEvent.objects.get(name="MessageWritten", state=STATE.WAITING)
    refused(retry_outbox_event(context(keeper), waiting.pk), "event_has_not_failed")
    drain()
    refused(retry_outbox_event(context(keeper), waiting.pk), "event_has_not_failed")


def test_an_auditor_sees_what_failed_and_decides_nothing(failed: OutboxEvent, region: Region) -> None:
    auditor = world.actor("auditor")
    shown = page(signed_in(auditor))
    assert "The mail server hung up" in shown
    assert f"/do/retry_outbox_event/{failed.pk}" not in shown
    refused(retry_outbox_event(context(auditor), failed.pk), "no_right")


@pytest.mark.parametrize("role", ["manager", "dispatcher", "customer_contact"])
def test_others_neither_see_nor_decide(failed: OutboxEvent, region: Region, role: str) -> None:
    assert "What should have followed" not in page(signed_in(region.actors[role]))
    refused(retry_outbox_event(region.by(role), failed.pk), "not_visible")
