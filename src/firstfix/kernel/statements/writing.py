"""Rows written and written over by statements that are composed once per table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, BooleanField, CharField, Field, IntegerField, Model, TextField

from firstfix.kernel.statements.cursors import statement_cursor

__all__ = ["count_all_up", "count_up", "insert", "update"]

# The most values that one statement may bind: SQLite's own limit since 3.32 is 32,766, Django's is lower.
_MOST_VALUES = 900


def insert(rows: Iterable[Model]) -> None:
    """Write new rows of one table in one statement; a counted key is set on the rows.

    Raises IntegrityError as ``save(force_insert=True)`` does.
    """
    waiting = list(rows)
    if not waiting:
        return
    database = _database()
    shape = _shape(type(waiting[0]), database.vendor)
    at_once = max(1, _MOST_VALUES // len(shape.inserted)) if shape.inserted else 1
    for start in range(0, len(waiting), at_once):
        shape.insert(waiting[start : start + at_once], database)


def update(row: Model, fields: Iterable[str] | None = None) -> None:
    """Write a row's columns, all or those of ``fields``, over what stands under its key.

    Raises ObjectDoesNotExist where nothing does.
    """
    database = _database()
    names = None if fields is None else tuple(fields)
    if not _shape(type(row), database.vendor).update(row, names, database):
        raise ObjectDoesNotExist(f"There is no {type(row).__name__} {row.pk} to write over.")


def count_up(model: type[Model], key: Any, name: str, **also: Any) -> int:
    """Give the new count of column ``name`` of the row under ``key``, raised by one in the database.

    ``also`` are columns that change with it. Raises ObjectDoesNotExist where there is no such row.
    """
    database = _database()
    shape = _shape(model, database.vendor)
    fields = {field.name: field for field in shape.inserted}
    params = [_stored(fields[other], value, database) for other, value in also.items()]
    with statement_cursor(database) as cursor:
        cursor.execute(_count_up_sql(shape, name, tuple(also)), [*params, _stored(shape.key, key, database)])
        found = cursor.fetchone()
    if found is None:
        raise ObjectDoesNotExist(f"There is no {model.__name__} {key} to count up.")
    return int(found[0])


def count_all_up(model: type[Model], keys: Sequence[Any], name: str, **also: Any) -> dict[Any, int]:
    """Give the new counts of column ``name`` by key, all raised by one as :func:`count_up` does it."""
    database = _database()
    shape = _shape(model, database.vendor)
    fields = {field.name: field for field in shape.inserted}
    params = [_stored(fields[other], value, database) for other, value in also.items()]
    counts: dict[Any, int] = {}
    for start in range(0, len(keys), _MOST_VALUES):
        wanted = [_stored(shape.key, key, database) for key in keys[start : start + _MOST_VALUES]]
        with statement_cursor(database) as cursor:
            cursor.execute(_count_all_up_sql(shape, name, tuple(also), len(wanted)), [*params, *wanted])
            counts |= {shape.key.to_python(key): int(count) for key, count in cursor.fetchall()}
    if missing := [key for key in keys if key not in counts]:
        raise ObjectDoesNotExist(f"There is no {model.__name__} {missing[0]} to count up.")
    return counts


def _database() -> BaseDatabaseWrapper:
    # Asked for once a statement: Django's own shorthand looks it up again at each use.
    return connections[DEFAULT_DB_ALIAS]


# Equal by identity: there is one of each table, and comparing all columns would cost more than the rest.
@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """One table: its columns and the statements that write it."""

    table: str
    key: Field[Any, Any]
    inserted: tuple[Field[Any, Any], ...]
    counts_keys: bool

    def insert(self, rows: Sequence[Model], database: BaseDatabaseWrapper) -> None:
        """Write the rows and mark them as stored."""
        params = [
            _stored(field, field.pre_save(row, True), database) for row in rows for field in self.inserted
        ]
        with statement_cursor(database) as cursor:
            cursor.execute(_insert_sql(self, len(rows)), params)
            keys = cursor.fetchall() if self.counts_keys else ()
        for row, key in zip(rows, keys, strict=False):
            row.pk = key[0]
        for row in rows:
            # What Django's own save leaves behind; a row that still counts as new would be inserted twice.
            row._state.adding, row._state.db = False, database.alias  # noqa: SLF001

    def update(self, row: Model, names: tuple[str, ...] | None, database: BaseDatabaseWrapper) -> int:
        """Write the row's columns and give how many rows that changed."""
        sql, fields = _update_sql(self, names)
        params = [_stored(field, field.pre_save(row, False), database) for field in fields]
        with statement_cursor(database) as cursor:
            cursor.execute(sql, [*params, _stored(self.key, row.pk, database)])
            return int(cursor.rowcount)


@cache
def _shape(model: type[Model], _vendor: str) -> _Shape:
    meta = model._meta
    counts_keys = isinstance(meta.pk, AutoField)
    columns = meta.local_concrete_fields
    inserted = tuple(field for field in columns if not (counts_keys and field.primary_key))
    return _Shape(meta.db_table, meta.pk, inserted, counts_keys)


@cache
def _insert_sql(shape: _Shape, row_count: int) -> str:
    quote = _database().ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in shape.inserted)
    row = f"({', '.join(['%s'] * len(shape.inserted))})"
    returning = f" RETURNING {quote(str(shape.key.column))}" if shape.counts_keys else ""
    rows = f"({columns}) VALUES {', '.join([row] * row_count)}" if columns else "DEFAULT VALUES"
    # Only names of our own tables and columns are put in; every value is bound.
    return f"INSERT INTO {quote(shape.table)} {rows}{returning}"


@cache
def _update_sql(shape: _Shape, names: tuple[str, ...] | None) -> tuple[str, tuple[Field[Any, Any], ...]]:
    quote = _database().ops.quote_name
    fields = tuple(
        field for field in shape.inserted if not field.primary_key and (names is None or field.name in names)
    )
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    sql = f"UPDATE {quote(shape.table)} SET {changes} WHERE {quote(str(shape.key.column))} = %s"  # noqa: S608 - names only
    return sql, fields


@cache
def _count_up_sql(shape: _Shape, name: str, also: tuple[str, ...]) -> str:
    key, count, changes = _counting(shape, name, also)
    return f"UPDATE {_quoted(shape.table)} SET {changes} WHERE {key} = %s RETURNING {count}"  # noqa: S608 - names only


def _count_all_up_sql(shape: _Shape, name: str, also: tuple[str, ...], key_count: int) -> str:
    key, count, changes = _counting(shape, name, also)
    keys = ", ".join(["%s"] * key_count)
    return f"UPDATE {_quoted(shape.table)} SET {changes} WHERE {key} IN ({keys}) RETURNING {key}, {count}"  # noqa: S608 - names only


def _counting(shape: _Shape, name: str, also: tuple[str, ...]) -> tuple[str, str, str]:
    """Give the columns of key and count, and what changes."""
    columns = {field.name: _quoted(str(field.column)) for field in shape.inserted}
    count = columns[name]
    changes = ", ".join([*(f"{columns[other]} = %s" for other in also), f"{count} = {count} + 1"])
    return _quoted(str(shape.key.column)), count, changes


def _quoted(name: str) -> str:
    return str(_database().ops.quote_name(name))


# Columns whose plain Python values go to the database as they are, by the kind of value.
_PLAIN: Mapping[type, tuple[type[Field[Any, Any]], ...]] = {
    str: (CharField, TextField),
    int: (IntegerField,),
    bool: (BooleanField,),
}


def _stored(field: Field[Any, Any], value: Any, database: BaseDatabaseWrapper) -> Any:
    """Give the value as the database takes it, the same as Django does on a save."""
    if value is None or isinstance(field, _PLAIN.get(type(value), ())):
        return value
    return field.get_db_prep_save(value, database)
