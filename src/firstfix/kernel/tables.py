"""Many tables in one migration step.

Django draws the state of all related models anew after each step of a migration. Our models are all
related, so 370 steps cost 24 s of CPU on an empty database; laid together they cost 4.5 s, with the
same tables (docs/decisions/0007-tables-in-one-step.md). Every start of a demo and every test run pays this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState
from django.db.models import Model

__all__ = ["LayTables"]


class LayTables(Operation):
    """The first migration of an app as one step: its models with their columns, indexes and constraints.

    Raises TypeError for any other operation, and for one that speaks of a table not created here:
    a later change to a table is a migration of its own.
    """

    category = OperationCategory.ADDITION
    reversible = True
    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        self.names = [operation.name for operation in operations if isinstance(operation, CreateModel)]
        for operation in operations:
            if not isinstance(operation, CreateModel):
                self._check(operation)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """Give what writes this step into a file again."""
        return (type(self).__name__, [self.operations], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take every step over into the state, which is drawn once, when somebody asks for it."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create every table as it looks after the last step."""
        for model in self._tables(app_label, schema_editor, to_state, self.names):
            schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Remove the tables, the last one first."""
        for model in self._tables(app_label, schema_editor, from_state, reversed(self.names)):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        """Give the line that a person reads when migrating."""
        return f"Lay {len(self.names)} tables"

    def _check(self, operation: Operation) -> None:
        if not isinstance(operation, AddField | AddIndex | AddConstraint):
            raise TypeError(f"{type(operation).__name__} does not belong into LayTables.")
        if operation.model_name.lower() not in [name.lower() for name in self.names]:
            raise TypeError(f"{operation.model_name} is not created in this LayTables.")

    def _tables(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, state: ProjectState, names: Iterable[str]
    ) -> Iterable[type[Model]]:
        models = [state.apps.get_model(app_label, name) for name in names]
        return [model for model in models if self.allow_migrate_model(editor.connection.alias, model)]
