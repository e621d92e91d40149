"""Fill django-helpdesk with tickets in bulk and print, as JSON, what a client needs to be signed in."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk_settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from helpdesk.models import FollowUp, Queue, Ticket
from helpdesk.query import query_to_base64


def main(ticket_count: int) -> None:
    """Make the tables, one queue, one member of staff, and the tickets with one follow-up each."""
    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(title="Desk", slug="desk", allow_public_submission=True)
    user = get_user_model().objects.create_superuser("bench", "bench@example.org", "bench")
    for start in range(0, ticket_count, 1000):
        tickets = [ticket(queue, user, number) for number in range(start, min(start + 1000, ticket_count))]
        made = Ticket.objects.bulk_create(tickets)
        FollowUp.objects.bulk_create(
            FollowUp(ticket=each, title="Opened", comment="Seen by the desk.", public=True, user=user)
            for each in made
        )
    ids = list(Ticket.objects.order_by("pk").values_list("pk", flat=True)[:: max(1, ticket_count // 100)])
    everything = {"filtering": {}, "filtering_null": {}, "sorting": "created", "sortreverse": True}
    listing = query_to_base64(everything | {"search_string": ""})
    sys.stdout.write(json.dumps({
        "session": session(user), "queue": queue.pk, "tickets": ids, "listing": listing}))  # fmt: skip


def ticket(queue, user, number):
    return Ticket(
        queue=queue, title=f"Case {number}", description="No network in the whole building.",
        submitter_email="someone@example.org", assigned_to=user if number % 3 == 0 else None,
        priority=number % 4 + 1, status=Ticket.OPEN_STATUS)  # fmt: skip


def session(user) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key


if __name__ == "__main__":
    main(int(sys.argv[1]))
