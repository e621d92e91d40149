"""The dispatching capability as a Django app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.utils.translation import gettext_lazy as _


class DispatchingConfig(AppConfig):
    """Holds who goes where and when."""

    name = "firstfix.apps.dispatching"
    label = "dispatching"
    verbose_name = _("Dispatching")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let ``check --database`` say how double bookings are refused."""
        checks.register(check_double_bookings, checks.Tags.database)


def check_double_bookings(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Give a warning for each PostgreSQL database that holds double bookings off by a trigger only."""
    names = [name for name in databases or () if connections[name].vendor == "postgresql"]
    return [_trigger_only(name) for name in names if not _has_exclusion_constraint(name)]


def _has_exclusion_constraint(name: str) -> bool:
    with connections[name].cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('dispatching_assignment') IS NULL OR EXISTS (SELECT 1 FROM pg_constraint"
            " WHERE contype = 'x' AND conname = 'assignment_never_booked_twice')"
        )
        return bool(cursor.fetchone()[0])


def _trigger_only(name: str) -> checks.CheckMessage:
    return checks.Warning(
        f"Database {name!r}: double bookings are refused by a trigger, because the extension btree_gist"
        " could not be installed.",
        hint="Ask the database's administrator for CREATE EXTENSION btree_gist, then run"
        " 'migrate dispatching 0001' and 'migrate dispatching'.",
        id="dispatching.W001",
    )
