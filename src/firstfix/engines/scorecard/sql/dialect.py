"""What PostgreSQL, DuckDB and SQLite say differently; everything else the compiler says the same to all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# A number as texts write it, short enough that none is too large for a double.
_NUMBER: Final = r"\s*[+-]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?\s*"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One database's words. ``periods`` name month, week and day of seconds since 1970-01-01.

    Places in braces are filled with an expression. ``has_quantiles`` says that the database knows
    ``percentile_cont``; where it does not, values are numbered and weighed. ``least`` is its
    function for the least of several numbers.
    """

    name: str
    periods: Mapping[str, str]
    number: str
    seconds: str
    has_quantiles: bool = True
    least: str = "least"

    def period(self, step: str, moment: str) -> str:
        """Give the name of the period of a moment, as ``months.PERIODS`` says it."""
        return self.periods[step].format(moment)

    def number_of(self, text: str) -> str:
        """Give a text as a number, or null where it is none."""
        return self.number.format(text)

    def seconds_of(self, time: str) -> str:
        """Give a time, or a text in the form of ISO 8601, as whole seconds."""
        return self.seconds.format(time)


def _server(name: str, words: Mapping[str, str]) -> Dialect:
    """Give a dialect that knows regular expressions, times and quantiles, by its own words for them."""
    shown, time = words["shown"], words["time"]
    week = f"date_trunc('week', {time})"
    pattern = _NUMBER.replace("{", "{{").replace("}", "}}")
    return Dialect(
        name=name,
        periods={
            "month": shown.format(time, words["month"]),
            "week": shown.format(week, words["day"]),
            "day": shown.format(time, words["day"]),
        },
        number=f"CASE WHEN {words['is_like'].format(pattern)} THEN CAST(trim({{0}}) AS double precision) END",
        seconds=f"CAST(floor({words['epoch']}) AS bigint)",
    )


POSTGRESQL: Final = _server(
    "postgresql",
    {
        "time": "(to_timestamp({0}) AT TIME ZONE 'UTC')",
        "shown": "to_char({}, '{}')",
        "month": "YYYY-MM",
        "day": "YYYY-MM-DD",
        "is_like": "{{0}} ~ '^({})$'",
        "epoch": "extract(epoch FROM CAST(nullif(CAST({0} AS text), '') AS timestamp))",
    },
)
DUCKDB: Final = _server(
    "duckdb",
    {
        "time": "make_timestamp(CAST({0} AS BIGINT) * 1000000)",
        "shown": "strftime({}, '{}')",
        "month": "%Y-%m",
        "day": "%Y-%m-%d",
        "is_like": "regexp_full_match({{0}}, '{}')",
        "epoch": "epoch(TRY_CAST({0} AS TIMESTAMP))",
    },
)

_BLANKS: Final = "' ' || char(9, 10, 11, 12, 13)"
# The same as ``_NUMBER`` without regular expressions: a mantissa of digits and at most one point, and an
# exponent of at most two digits.
_SQLITE_NUMBER: Final = f"""(SELECT CASE
  WHEN replace(mantissa, '.', '') GLOB '*[^0-9]*' OR replace(mantissa, '.', '') = '' THEN NULL
  WHEN length(mantissa) - length(replace(mantissa, '.', '')) > 1 THEN NULL
  WHEN instr(mantissa || '.', '.') > 16 OR power GLOB '*[^0-9]*' OR length(power) > 2 THEN NULL
  WHEN power = '' AND has_power THEN NULL
  ELSE CAST(said AS double precision) END
FROM (SELECT said, place > 0 AS has_power,
    ltrim(substr(said, 1, CASE WHEN place > 0 THEN place - 1 ELSE length(said) END), '+-') AS mantissa,
    CASE WHEN place > 0 THEN ltrim(substr(said, place + 1), '+-') ELSE '' END AS power
  FROM (SELECT said, instr(said, 'e') AS place FROM (SELECT lower(trim({{0}}, {_BLANKS})) AS said))
  WHERE said NOT GLOB '[+-][+-]*' AND said NOT GLOB '*e[+-][+-]*'))"""
# Without the first condition SQLite would take "now" and plain numbers for times.
_SQLITE_SECONDS: Final = (
    "CASE WHEN {0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"
    " THEN CAST(strftime('%s', {0}) AS integer) END"
)
# Of text, it lowers the letters A to Z alone.
SQLITE: Final = Dialect(
    name="sqlite",
    periods={
        "month": "strftime('%Y-%m', {0}, 'unixepoch')",
        "week": "date({0}, 'unixepoch', 'weekday 0', '-6 days')",
        "day": "date({0}, 'unixepoch')",
    },
    number=_SQLITE_NUMBER,
    seconds=_SQLITE_SECONDS,
    has_quantiles=False,
    least="min",
)


def text_literal(text: str) -> str:
    """Give a text as SQL; all dialects double the quote and leave everything else alone."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def name_literal(name: str) -> str:
    """Give the name of a column or table as SQL."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'
