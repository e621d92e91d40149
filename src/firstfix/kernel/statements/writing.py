"""Rows written and written over by statements that are composed once per table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import AutoField, BooleanField, CharField, Field, IntegerField, Model, TextField

__all__ = ["count_up", "insert", "update"]

# The most values that one statement may bind: SQLite's own limit since 3.32 is 32,766, Django's is lower.
_MOST_VALUES = 900


def insert(rows: Iterable[Model]) -> None:
    """Write new rows of one table in one statement; a counted key is set on the rows.

    Raises IntegrityError as ``save(force_insert=True)`` does.
    """
    waiting = list(rows)
    if not waiting:
        return
    shape = _shape(type(waiting[0]), connection.vendor)
    at_once = max(1, _MOST_VALUES // len(shape.inserted))
    for start in range(0, len(waiting), at_once):
        shape.insert(waiting[start : start + at_once])


def update(row: Model, fields: Iterable[str] | None = None) -> None:
    """Write a row's columns, all or those of ``fields``, over what stands under its key.

    Raises ObjectDoesNotExist where nothing does.
    """
    shape = _shape(type(row), connection.vendor)
    names = None if fields is None else tuple(fields)
    if not shape.update(row, names):
        raise ObjectDoesNotExist(f"There is no {type(row).__name__} {row.pk} to write over.")


def count_up(model: type[Model], key: Any, name: str, **also: Any) -> int:
    """Give the new count of column ``name`` of the row under ``key``, raised by one in the database.

    ``also`` are columns that change with it. Raises ObjectDoesNotExist where there is no such row.
    """
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    sql = _count_up_sql(_shape(model, connection.vendor), name, tuple(also))
    params = [_stored(fields[other], value) for other, value in also.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, _stored(_shape(model, connection.vendor).key, key)])
        found = cursor.fetchone()
    if found is None:
        raise ObjectDoesNotExist(f"There is no {model.__name__} {key} to count up.")
    return int(found[0])


@dataclass(frozen=True, slots=True)
class _Shape:
    """One table: its columns and the statements that write it."""

    table: str
    key: Field[Any, Any]
    inserted: tuple[Field[Any, Any], ...]
    counts_keys: bool

    def insert(self, rows: Sequence[Model]) -> None:
        """Write the rows and mark them as stored."""
        params = [_stored(field, field.pre_save(row, True)) for row in rows for field in self.inserted]
        with connection.cursor() as cursor:
            cursor.execute(_insert_sql(self, len(rows)), params)
            keys = cursor.fetchall() if self.counts_keys else ()
        for row, key in zip(rows, keys, strict=False):
            row.pk = key[0]
        for row in rows:
            # What Django's own save leaves behind; a row that still counts as new would be inserted twice.
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001

    def update(self, row: Model, names: tuple[str, ...] | None) -> int:
        """Write the row's columns and give how many rows that changed."""
        sql, fields = _update_sql(self, names)
        params = [_stored(field, field.pre_save(row, False)) for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, _stored(self.key, row.pk)])
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
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in shape.inserted)
    row = f"({', '.join(['%s'] * len(shape.inserted))})"
    returning = f" RETURNING {quote(str(shape.key.column))}" if shape.counts_keys else ""
    # Only names of our own tables and columns are put in; every value is bound.
    return f"INSERT INTO {quote(shape.table)} ({columns}) VALUES {', '.join([row] * row_count)}{returning}"  # noqa: S608


@cache
def _update_sql(shape: _Shape, names: tuple[str, ...] | None) -> tuple[str, tuple[Field[Any, Any], ...]]:
    quote = connection.ops.quote_name
    fields = tuple(
        field for field in shape.inserted if not field.primary_key and (names is None or field.name in names)
    )
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    sql = f"UPDATE {quote(shape.table)} SET {changes} WHERE {quote(str(shape.key.column))} = %s"  # noqa: S608 - names only
    return sql, fields


@cache
def _count_up_sql(shape: _Shape, name: str, also: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    columns = {field.name: quote(str(field.column)) for field in shape.inserted}
    count = columns[name]
    changes = ", ".join([*(f"{columns[other]} = %s" for other in also), f"{count} = {count} + 1"])
    key = quote(str(shape.key.column))
    return f"UPDATE {quote(shape.table)} SET {changes} WHERE {key} = %s RETURNING {count}"  # noqa: S608 - names only


# Columns whose plain Python values go to the database as they are, by the kind of value.
_PLAIN: Mapping[type, tuple[type[Field[Any, Any]], ...]] = {
    str: (CharField, TextField),
    int: (IntegerField,),
    bool: (BooleanField,),
}


def _stored(field: Field[Any, Any], value: Any) -> Any:
    """Give the value as the database takes it, the same as Django does on a save."""
    if value is None or isinstance(field, _PLAIN.get(type(value), ())):
        return value
    return field.get_db_prep_save(value, connection)
