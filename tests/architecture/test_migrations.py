"""Migrations stay quick: each step of one costs as much as all our models together."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from firstfix.kernel.tables import LayTables
from firstfix.server.management.commands.makemigrations import wrap_first_tables

# Drawing the state of a hundred related models takes about 60 ms (docs/decisions/0007-tables-in-one-step.md).
MOST_STEPS = 20


def test_no_migration_has_so_many_steps_that_a_first_start_waits_for_it() -> None:
    loader = MigrationLoader(None)
    ours = [one for one in loader.disk_migrations.values() if type(one).__module__.startswith("firstfix.")]
    assert ours
    long = {str(one): len(one.operations) for one in ours if len(one.operations) > MOST_STEPS}
    assert long == {}, "wrap what was generated: operations = [LayTables([...])]"


def test_makemigrations_wraps_first_tables_and_nothing_else() -> None:
    shelf = migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
    first, second, split = (migrations.Migration(name, "kernel") for name in ("first", "second", "split"))
    first.initial, second.initial, split.initial = True, False, True
    first.operations, second.operations = [shelf], [shelf]
    split.operations = [migrations.AddField("box", "depth", models.IntegerField())]
    for migration in (first, second, split):
        wrap_first_tables(migration)
    assert [type(one) for one in first.operations] == [LayTables]
    assert second.operations == [shelf]
    assert len(split.operations) == 1
    assert "LayTables" in MigrationWriter(first).as_string()


@pytest.mark.django_db(transaction=True)
def test_tables_laid_in_one_step_have_their_columns_and_constraints_and_go_again() -> None:
    step = LayTables(
        [
            migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
            migrations.CreateModel("Box", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("box", "shelf", models.ForeignKey("kernel.Shelf", models.CASCADE)),
            migrations.AddConstraint("box", models.UniqueConstraint(fields=["shelf"], name="box_shelf_once")),
        ]
    )
    before, after = ProjectState(), ProjectState()
    step.state_forwards("kernel", after)
    with connection.schema_editor() as editor:
        step.database_forwards("kernel", editor, before, after)
    assert {"box_shelf_once"} <= set(constraints("kernel_box"))
    with connection.schema_editor() as editor:
        step.database_backwards("kernel", editor, after, before)
    assert "kernel_box" not in connection.introspection.table_names()


def test_a_step_about_another_table_is_refused() -> None:
    with pytest.raises(TypeError, match="box is not created in this LayTables"):
        LayTables([migrations.AddField("box", "depth", models.IntegerField())])
    with pytest.raises(TypeError, match="RunSQL does not belong into LayTables"):
        LayTables([migrations.RunSQL("select 1")])


def constraints(table: str) -> dict[str, object]:
    """Give the constraints that a table has in the database."""
    with connection.cursor() as cursor:
        return dict(connection.introspection.get_constraints(cursor, table))
