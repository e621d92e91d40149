"""A worker that was killed after its work, but before it said so: the next one does nothing twice."""

from __future__ import annotations

import pytest
from django.core import mail

from firstfix.apps.cases.commands import post_message
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.worker.loop import drain
from tests import world

pytestmark = pytest.mark.django_db


def test_words_to_a_customer_are_mailed_once_although_their_event_comes_again() -> None:
    region = world.region()
    contact = world.person("Cleo Customer")
    world.put("contact_channel", person_id=contact.pk, kind="email", address="cleo@example.org")
    about = world.case(region, contact_id=contact.pk)
    world.must(post_message(region.by("support_specialist"), about.pk, words="We are on our way."))
    drain()
    assert [one.to for one in mail.outbox] == [["cleo@example.org"]]
    assert Job.objects.get(name="mail_message").state == Job.State.DONE

    OutboxEvent.objects.filter(name="MessageWritten").update(state=OutboxEvent.State.WAITING)
    drain()
    assert Job.objects.filter(name="mail_message").count() == 1
    assert len(mail.outbox) == 1
