# ruff: noqa: E402 - Django is set up before its models are imported
"""What the live journey stands on, made in processes of its own: `fill` once, then `note` and `report`."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")

import django

django.setup()

from django.conf import settings
from django.http import HttpRequest

from firstfix.apps.cases.commands import add_note, create_case
from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Person
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from firstfix.server.accounts.sessions import open_session
from tests import world


def fill() -> None:
    """Make a region with one case, and print it with the cookies of a specialist and a dispatcher."""
    region = world.region()
    case = world.case(region, title="Core switch reboots")
    cookies = [cookie(region.support_specialist), cookie(region.dispatcher)]
    sys.stdout.write(json.dumps({"case": str(case.pk), "cookies": cookies}))


def note(case_id: str, words: str) -> None:
    """Write a note as the one who dispatches."""
    must(add_note(CommandContext(dispatcher()), UUID(case_id), words=words))


def report(title: str) -> None:
    """Report another case."""
    known = Case.objects.latest("opened_at")
    places = {"organization_id": known.organization_id, "team_id": known.team_id}
    must(create_case(CommandContext(dispatcher()), title=title, description="It fails.", **places))


def dispatcher() -> Actor:
    """Give the one who dispatches, as they are now."""
    return actor_for_user(User.objects.get(email__startswith="dispatcher"), has_mfa=True)


def cookie(actor: Actor) -> str:
    """Give the key of a session as if the person had signed in."""
    role = next(iter(actor.roles))
    user = User.objects.create(email=f"{role}@example.org", name=actor.name, zone="Europe/Dublin")
    Person.objects.filter(pk=actor.person_id).update(user=user)
    request = HttpRequest()
    request.META.update(
        REMOTE_ADDR="127.0.0.1", SERVER_NAME="127.0.0.1", SERVER_PORT="80", HTTP_USER_AGENT="x"
    )
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    open_session(request, user, with_second_factor=True)
    request.session.save()
    return str(request.session.session_key)


def must(answer: object) -> None:
    """Fail where a command was refused."""
    assert isinstance(answer, Done), answer


if __name__ == "__main__":
    {"fill": fill, "note": note, "report": report}[sys.argv[1]](*sys.argv[2:])
