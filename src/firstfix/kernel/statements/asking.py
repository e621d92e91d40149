"""Questions to the database that are composed once per process and filled when they are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

__all__ = ["Question", "Slot"]

Row = TypeVar("Row", bound=Model)
_Values = Sequence[Any]


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
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    read: Callable[[_Values], Any]

    def rows(self, values: dict[str, Any], database: BaseDatabaseWrapper) -> list[Any]:
        """Give the rows for these values."""
        params = [one.filled(values, database) if isinstance(one, Slot) else one for one in self.params]
        with database.cursor() as cursor:
            cursor.execute(self.sql, params)
            return [self.read(self._converted(row, database)) for row in cursor.fetchall()]

    def _converted(self, row: _Values, database: BaseDatabaseWrapper) -> _Values:
        values = list(row)
        for index, converters, expression in self.converters:
            for convert in converters:
                values[index] = convert(values[index], expression, database)
        return values


def _composed(queryset: QuerySet[Any, Any]) -> _Composed | None:
    """Give the question as SQL, or None where nothing can answer it."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    makes_models = queryset._iterable_class is ModelIterable  # noqa: SLF001 - values_list sets another
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    return _Composed(
        sql,
        tuple(params),
        tuple((index, tuple(found), expression) for index, (found, expression) in converters.items()),
        _reader(compiler, queryset.db) if makes_models else tuple,
    )


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
