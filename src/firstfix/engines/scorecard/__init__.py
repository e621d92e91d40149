"""Honest numbers: KPIs of any event log, each with its counter-metric, its cases and its uncertainty.

``log = read_table(lines, mapping)`` reads a log, ``cases = Cases(log)`` follows every case, and
``score(kpi, cases)`` gives a KPI's value together with its counter-metric, or what the log lacks for them.
``make_report(log)`` gives all of it at once, with what the log hides and the traces of playing with numbers.
Trends, calendars, the schema and statements for databases are in ``trend_report``, ``open_hours``, ``schema``
and ``sql``, which the command line loads only where they are asked for.
"""

from firstfix.engines.scorecard.awaited_kpis import AWAITED_KPIS
from firstfix.engines.scorecard.declaration import AwaitedKpi, Direction, Kpi, Role, Target
from firstfix.engines.scorecard.document import report_document
from firstfix.engines.scorecard.event import Event
from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.gaming import (
    PairVerdict,
    Trace,
    gaming_traces,
    is_contradicted,
    may_read_events,
    pair_verdict,
    reads_events,
)
from firstfix.engines.scorecard.gathering import gather
from firstfix.engines.scorecard.known_mappings import PLAIN, SERVICENOW_INCIDENTS, SERVICENOW_TABLE, XES
from firstfix.engines.scorecard.kpis import KPIS
from firstfix.engines.scorecard.log import Log, ScatteredError
from firstfix.engines.scorecard.mapping import LogMapping, MappingError, read_mapping
from firstfix.engines.scorecard.quality import quality_findings
from firstfix.engines.scorecard.report import Report, Scored, Waited, make_report, report_of
from firstfix.engines.scorecard.rows_document import report_rows
from firstfix.engines.scorecard.scoring import Cases, Pair, Withheld, score, score_by
from firstfix.engines.scorecard.table_log import read_table
from firstfix.engines.scorecard.value import Value
from firstfix.engines.scorecard.xes_log import XesError, read_xes

__all__ = [
    "AWAITED_KPIS",
    "KPIS",
    "PLAIN",
    "SERVICENOW_INCIDENTS",
    "SERVICENOW_TABLE",
    "XES",
    "AwaitedKpi",
    "Cases",
    "Direction",
    "Event",
    "Finding",
    "Kpi",
    "Log",
    "LogMapping",
    "MappingError",
    "Pair",
    "PairVerdict",
    "Report",
    "Role",
    "ScatteredError",
    "Scored",
    "Target",
    "Trace",
    "Value",
    "Waited",
    "Withheld",
    "XesError",
    "gaming_traces",
    "gather",
    "is_contradicted",
    "make_report",
    "may_read_events",
    "pair_verdict",
    "quality_findings",
    "read_mapping",
    "read_table",
    "read_xes",
    "reads_events",
    "report_document",
    "report_of",
    "report_rows",
    "score",
    "score_by",
]
