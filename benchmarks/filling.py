"""What the scripts that fill an installation share: rows made by commands, and somebody who is signed in.

Importing it sets Django up, so it comes before everything of ours.
"""

from __future__ import annotations

import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")

import django

django.setup()

from django.conf import settings
from django.http import HttpRequest

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.models import Person
from firstfix.cli.demo_region.making import FOUNDER
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity.models import User
from firstfix.server.accounts.sessions import open_session

__all__ = ["FOUNDER", "account_of", "must", "put", "session_cookie"]


def put(noun: str, **fields) -> str:
    """Give the id of a new row of reference data."""
    return must(change_reference(CommandContext(FOUNDER), noun=noun, fields=fields)).result["id"]


def must(answer) -> Done:
    """Give what was done; a refusal ends the run with its words."""
    assert isinstance(answer, Done), (answer.text(), [one.text() for one in answer.missing])
    return answer


def account_of(person: str, **fields) -> User:
    """Give the account with which the person signs in."""
    user = User.objects.create_user("bench@example.org", name="Bea Bench", **fields)
    Person.objects.filter(pk=person).update(user=user)
    return user


def session_cookie(user: User) -> str:
    """Give the cookie of a session as if the user had signed in with the second factor."""
    request = HttpRequest()
    request.META.update(
        REMOTE_ADDR="127.0.0.1", SERVER_NAME="127.0.0.1", SERVER_PORT="80", HTTP_USER_AGENT="bench"
    )
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    open_session(request, user, with_second_factor=True)
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"
