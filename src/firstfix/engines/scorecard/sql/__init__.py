"""The same declarations as statements for PostgreSQL, DuckDB and SQLite, for logs larger than memory.

Make a table with ``events_table`` and fill it with ``event_rows(log)``, or read a foreign table with
``events_from``; let ``history_statements``, or ``keep_histories`` on SQLite, make the table ``history`` of
it. Then ``counted(measure, rows of measure_statement(measure, dialect))`` gives what ``score`` gives, without
cases. On SQLite ``counted_together`` gives it for all measures at once out of ``history``, and ``recounted``
out of the events.
"""

from firstfix.engines.scorecard.sql.compiling import Counted, counted, measure_statement
from firstfix.engines.scorecard.sql.course_histories import keep_histories, recounted
from firstfix.engines.scorecard.sql.courses import course_index
from firstfix.engines.scorecard.sql.dialect import DUCKDB, POSTGRESQL, SQLITE, Dialect
from firstfix.engines.scorecard.sql.event_table import event_rows, events_from, events_table
from firstfix.engines.scorecard.sql.history_table import history_statements
from firstfix.engines.scorecard.sql.together import counted_together

__all__ = [
    "DUCKDB",
    "POSTGRESQL",
    "SQLITE",
    "Counted",
    "Dialect",
    "counted",
    "counted_together",
    "course_index",
    "event_rows",
    "events_from",
    "events_table",
    "history_statements",
    "keep_histories",
    "measure_statement",
    "recounted",
]
