"""Django's makemigrations, with the first tables of an app laid in one step (docs/decisions/0007)."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import makemigrations
from django.db.migrations import Migration

from firstfix.kernel.tables import LayTables

__all__ = ["Command", "wrap_first_tables"]


class Command(makemigrations.Command):
    """Writes migrations as Django does, and first ones as one step."""

    def write_migration_files(self, changes: dict[str, list[Migration]], *arguments: Any) -> None:
        """Write the files of all changes."""
        for migration in (one for migrations in changes.values() for one in migrations):
            wrap_first_tables(migration)
        super().write_migration_files(changes, *arguments)


def wrap_first_tables(migration: Migration) -> None:
    """Make one step of a first migration that only creates its tables; leave any other as it is."""
    if not migration.initial:
        return
    try:
        migration.operations = [LayTables(migration.operations)]
    except TypeError:
        # It also changes a table of an earlier file (Django splits circles), so its order matters.
        return
