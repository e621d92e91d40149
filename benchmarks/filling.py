"""What the scripts that fill an installation share: rows made by commands, and somebody who is signed in.

Importing it sets Django up, so it comes before everything of ours.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")

import django

django.setup()

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.models import Person
from firstfix.cli.demo_region.making import FOUNDER
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity.models import User
from firstfix.server.accounts.sessions import open_session

__all__ = ["FOUNDER", "account_of", "must", "pour", "put", "session_cookie"]


def put(noun: str, **fields) -> str:
    """Give the id of a new row of reference data."""
    return must(change_reference(CommandContext(FOUNDER), noun=noun, fields=fields)).result["id"]


def must(answer) -> Done:
    """Give what was done; a refusal ends the run with its words."""
    assert isinstance(answer, Done), (answer.text(), [one.text() for one in answer.missing])
    return answer


def account_of(person: str, *, address: str = "bench@example.org", **fields) -> User:
    """Give the account with which the person signs in."""
    user = User.objects.create_user(address, name="Bea Bench", **fields)
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


def pour(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows straight into a model's table, as fast as the database takes them.

    ``names`` are the fields that the rows hold, in their order; every other field has its default. The rows
    are not checked: constraints of the database are all that stands before them.
    """
    given = [model._meta.get_field(name) for name in names]
    others = [one for one in model._meta.concrete_fields if one not in given and not one.primary_key]
    defaults = tuple(one.get_db_prep_save(one.get_default(), connection) for one in others)
    columns = ", ".join(connection.ops.quote_name(one.column) for one in (*given, *others))
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, *defaults))
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
            return
        places = ", ".join("?" * (len(given) + len(others)))
        plain = ((*map(_plain, row), *defaults) for row in rows)
        cursor.cursor.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", plain)


def _plain(value: Any) -> Any:
    """Give a value as Django's tables on SQLite hold it."""
    if isinstance(value, UUID):
        return value.hex
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if isinstance(value, datetime) else value
