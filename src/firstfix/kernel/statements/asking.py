"""Questions to the database that are composed once per process and filled when they are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, SafeUUID

# Where PostgreSQL is used nothing has loaded this yet, and it and its operations import each other.
import django.db.backends.sqlite3.base  # noqa: F401
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.operations import DatabaseOperations as Sqlite
from django.db.models import BooleanField, Expression, F, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

from firstfix.kernel.statements.cursors import statement_cursor

__all__ = ["Among", "Question", "Slot"]

Row = TypeVar("Row", bound=Model)
_Values = Sequence[Any]
_Read = Callable[[Any], Any]


class Slot(Expression):
    """A place in a question that is filled when it is asked, with a value of the column's kind."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Give the place holder, with the slot itself where the value will stand."""
        return "%s", [self]

    def filled(self, values: dict[str, Any], database: BaseDatabaseWrapper) -> Any:
        """Give the value of this slot as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.name], database, prepared=False)


class _Place(Slot):
    """One place of several that are filled from one list; places beyond its end repeat its last value."""

    def __init__(self, name: str, field: Field[Any, Any], index: int, most: int) -> None:
        super().__init__(name, field)
        self.index, self.most = index, most

    def filled(self, values: dict[str, Any], database: BaseDatabaseWrapper) -> Any:
        """Give the value of this place, or None for an empty list."""
        given = values[self.name]
        if not given:
            return None
        if len(given) > self.most:
            raise ValueError(f"{self.name}: {len(given)} values where {self.most} are asked for at the most.")
        value = given[min(self.index, len(given) - 1)]
        return self.output_field.get_db_prep_value(value, database, prepared=False)


class Among(Expression):
    """Holds where a column is among the values that the question is asked with, ``most`` at the most."""

    def __init__(self, column: str, name: str, field: Field[Any, Any], *, most: int) -> None:
        super().__init__(output_field=BooleanField())
        self.column: Any = F(column)
        self.places = [_Place(name, field, index, most) for index in range(most)]

    def get_source_expressions(self) -> list[Any]:
        """Give what Django resolves: the column."""
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Take the resolved column."""
        (self.column,) = exprs

    def as_sql(self, compiler: Any, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Give the condition, with the places where the values will stand."""
        column, params = compiler.compile(self.column)
        return f"{column} IN ({', '.join(['%s'] * len(self.places))})", [*params, *self.places]


class Question(Generic[Row]):
    """A question to the database; ``compose`` builds it from slots and is called once a process.

    Rows are models (with what ``select_related`` names), or tuples where it asks for ``values_list``.
    """

    def __init__(self, compose: Callable[[], QuerySet[Row, Any]]) -> None:
        self._compose = compose
        self._composed: dict[str, _Composed | None] = {}

    def rows(self, **values: Any) -> list[Any]:
        """Give the rows that answer it with these values in its slots."""
        # Asked for once a question: Django's own shorthand looks it up again at each use.
        database = connections[DEFAULT_DB_ALIAS]
        if database.vendor not in self._composed:
            self._composed[database.vendor] = _composed(self._compose())
        composed = self._composed[database.vendor]
        return [] if composed is None else composed.rows(values, database)

    def first(self, **values: Any) -> Any:
        """Give the first row, or None."""
        return next(iter(self.rows(**values)), None)


@dataclass(frozen=True, slots=True)
class _Composed:
    """The SQL of a question and how its answer is read."""

    sql: str
    params: tuple[Any, ...]
    plain: tuple[tuple[int, _Read], ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    read: Callable[[_Values], Any]

    def rows(self, values: dict[str, Any], database: BaseDatabaseWrapper) -> list[Any]:
        """Give the rows for these values."""
        params = [one.filled(values, database) if isinstance(one, Slot) else one for one in self.params]
        with statement_cursor(database) as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        return [self.read(self._converted(row, database)) for row in found]

    def _converted(self, row: _Values, database: BaseDatabaseWrapper) -> _Values:
        values = list(row)
        for index, read in self.plain:
            if values[index] is not None:
                values[index] = read(values[index])
        for index, converters, expression in self.converters:
            for convert in converters:
                values[index] = convert(values[index], expression, database)
        return values


def _key(text: str) -> UUID:
    """Give the UUID of 32 digits as a pickle of one is read: without the checks that doubtful text needs."""
    key = object.__new__(UUID)
    object.__setattr__(key, "int", int(text, 16))
    object.__setattr__(key, "is_safe", SafeUUID.unknown)
    return key


def _moment(value: datetime | str) -> datetime:
    """Give the time of a column, or of an expression, which SQLite tells as text."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC)


# What Django reads of a SQLite row in three to five steps a value, read in one, with the same answer: a page
# of fifty rows has some three hundred keys and times. PostgreSQL's driver gives both as they are.
_PLAIN: Mapping[Callable[..., Any], _Read] = {
    Sqlite.convert_uuidfield_value: _key,
    Sqlite.convert_datetimefield_value: _moment,
}


def _composed(queryset: QuerySet[Any, Any]) -> _Composed | None:
    """Give the question as SQL, or None where nothing can answer it."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    makes_models = queryset._iterable_class is ModelIterable  # noqa: SLF001 - values_list sets another
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    plain = {index: read for index, (found, _) in converters.items() if (read := _plain(found)) is not None}
    others = {index: entry for index, entry in converters.items() if index not in plain}
    return _Composed(
        sql,
        tuple(params),
        tuple(plain.items()),
        tuple((index, tuple(found), expression) for index, (found, expression) in others.items()),
        _reader(compiler, queryset.db) if makes_models else tuple,
    )


def _plain(converters: Sequence[Callable[..., Any]]) -> _Read | None:
    """Give the one step that does the same as Django's only converter of a column, or None."""
    if len(converters) != 1:
        return None
    return _PLAIN.get(getattr(converters[0], "__func__", converters[0]))


def _reader(compiler: Any, database: str) -> Callable[[_Values], Any]:
    """Give what makes a model, with its related models, of a row."""
    info = compiler.klass_info
    names = [compiler.select[index][0].target.attname for index in info["select_fields"]]
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    # The stubs speak of a later Django, which takes one argument more.
    populators = get_related_populators(info, compiler.select, database)  # type: ignore[call-arg]

    def read(values: _Values) -> Any:
        row = info["model"].from_db(database, names, values[start:end])
        for populator in populators:
            populator.populate(values, row)
        return row

    return read
