"""Lay the ground for ``bench_crash.py`` by commands, and print what its clients need as JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from web_fill import FOUNDER, must, put

from firstfix.apps.directory.commands import grant_role
from firstfix.apps.directory.models import Person
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.models import User
from firstfix.server.accounts.sessions import open_session


def main() -> None:
    """Make one customer, one team and one specialist who is signed in."""
    organization = put("organization", kind="customer", code="bench", name="Bench")
    person = put("person", name="Bea Bench")
    team = put("team", code="desk", name="Desk", kind="support", accountable_id=person)
    must(grant_role(CommandContext(FOUNDER), person_id=person, role="support_specialist", because="Bench."))
    user = User.objects.create_user("bench@example.org", name="Bea Bench")
    Person.objects.filter(pk=person).update(user=user)
    sys.stdout.write(json.dumps({"organization": organization, "team": team, "cookie": session_of(user)}))


def session_of(user: User) -> str:
    """Give the cookies of a person who signed in: writing to a customer is no machine's business."""
    request = HttpRequest()
    request.META.update(REMOTE_ADDR="127.0.0.1", SERVER_NAME="127.0.0.1", SERVER_PORT="80")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    open_session(request, user, with_second_factor=True)
    request.session.save()
    session = f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"
    return f"{session}; {settings.CSRF_COOKIE_NAME}={'c' * 32}"


if __name__ == "__main__":
    main()
