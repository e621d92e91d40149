"""The same declarations as statements for PostgreSQL and DuckDB, for logs larger than a machine's memory.

Make a table with ``events_table`` and fill it with ``event_rows(log)``, or read a foreign table with
``events_from``; put the answer of ``history_statement`` into a table ``history``; then
``counted(measure, rows of measure_statement(measure, dialect))`` gives what ``score`` gives, without cases.
"""

from firstfix.engines.scorecard.sql.compiling import Counted, counted, measure_statement
from firstfix.engines.scorecard.sql.dialect import DUCKDB, POSTGRESQL, Dialect
from firstfix.engines.scorecard.sql.event_table import event_rows, events_from, events_table
from firstfix.engines.scorecard.sql.history_table import history_statement

__all__ = [
    "DUCKDB",
    "POSTGRESQL",
    "Counted",
    "Dialect",
    "counted",
    "event_rows",
    "events_from",
    "events_table",
    "history_statement",
    "measure_statement",
]
