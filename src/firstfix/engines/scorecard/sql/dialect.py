"""What PostgreSQL and DuckDB say differently; everything else the compiler says the same to both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# A number as texts write it, short enough that none is too large for a double.
_NUMBER: Final = r"\s*[+-]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?\s*"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One database's words. ``periods`` name month, week and day of seconds since 1970-01-01.

    Places in braces are filled with an expression.
    """

    name: str
    periods: Mapping[str, str]
    number: str
    seconds: str

    def period(self, step: str, moment: str) -> str:
        """Give the name of the period of a moment, as ``months.PERIODS`` says it."""
        return self.periods[step].format(moment)

    def number_of(self, text: str) -> str:
        """Give a text as a number, or null where it is none."""
        return self.number.format(text)

    def seconds_of(self, time: str) -> str:
        """Give a time, or a text in the form of ISO 8601, as whole seconds."""
        return self.seconds.format(time)


_PG_TIME: Final = "(to_timestamp({0}) AT TIME ZONE 'UTC')"
POSTGRESQL: Final = Dialect(
    name="postgresql",
    periods={
        "month": f"to_char({_PG_TIME}, 'YYYY-MM')",
        "week": f"to_char(date_trunc('week', {_PG_TIME}), 'YYYY-MM-DD')",
        "day": f"to_char({_PG_TIME}, 'YYYY-MM-DD')",
    },
    number=f"CASE WHEN {{0}} ~ '^({_NUMBER.replace('{', '{{').replace('}', '}}')})$'"
    " THEN CAST({0} AS double precision) END",
    seconds="CAST(floor(extract(epoch FROM CAST(nullif(CAST({0} AS text), '') AS timestamp))) AS bigint)",
)
_DUCK_TIME: Final = "make_timestamp(CAST({0} AS BIGINT) * 1000000)"
DUCKDB: Final = Dialect(
    name="duckdb",
    periods={
        "month": f"strftime({_DUCK_TIME}, '%Y-%m')",
        "week": f"strftime(date_trunc('week', {_DUCK_TIME}), '%Y-%m-%d')",
        "day": f"strftime({_DUCK_TIME}, '%Y-%m-%d')",
    },
    number=f"CASE WHEN regexp_full_match({{0}}, '{_NUMBER.replace('{', '{{').replace('}', '}}')}')"
    " THEN CAST(trim({0}) AS double precision) END",
    seconds="CAST(floor(epoch(TRY_CAST({0} AS TIMESTAMP))) AS BIGINT)",
)


def text_literal(text: str) -> str:
    """Give a text as SQL; both dialects double the quote and leave everything else alone."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def name_literal(name: str) -> str:
    """Give the name of a column or table as SQL."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'
