"""``firstfix figures``: the figures of this installation, as a table, as JSON, CSV or a PDF report.

``firstfix figures --board field`` prints each KPI beside its counter-metric; ``firstfix figures S1-K03``
prints one by month. ``firstfix figures --pdf FILE --period 2026-03`` writes the insight report of a month;
with a quarter such as ``2026-Q1`` and ``--customer`` it is the review pack for that customer. Who reads is
said by ``--as EMAIL`` or by an API token in ``FIRSTFIX_TOKEN``; what one may see is what the pages show. For
event logs in files there is ``firstfix kpi``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

load_server()

from firstfix.apps.scorecards.forms.answers import board_answer, kpi_answer  # noqa: E402 - needs the server
from firstfix.apps.scorecards.forms.leaving import board_csv, kpi_csv  # noqa: E402 - needs the server
from firstfix.apps.scorecards.queries.boards import readable_kpi  # noqa: E402 - needs the server
from firstfix.apps.scorecards.report import asked_report, report_pdf  # noqa: E402 - needs the server
from firstfix.cli.acting import BadUse, acting_person  # noqa: E402 - needs the server
from firstfix.kernel import clock  # noqa: E402 - needs the server
from firstfix.kernel.identity import Actor  # noqa: E402 - needs the server
from firstfix.kernel.refusal import Refused  # noqa: E402 - needs the server

__all__ = ["run"]

REFUSED, BAD_USE = 1, 2


def run(arguments: Sequence[str]) -> int:
    """Print what is asked for and give the exit code."""
    options = _parser().parse_args(arguments)
    given = {
        "board": options.board,
        "months": str(options.months),
        "kind": options.kind,
        "customer": options.customer,
    }
    try:
        actor = acting_person(options.act_as)
        if options.pdf:
            _write_report(actor, options, given)
        else:
            sys.stdout.write(_told(actor, options, given))
    except BadUse as error:
        sys.stderr.write(f"{error}\n")
        return BAD_USE
    except Refused as refused:
        sys.stderr.write(f"{refused.refusal.text()}\n")
        return REFUSED
    return 0


def _told(actor: Actor, options: argparse.Namespace, given: Mapping[str, str]) -> str:
    answer = kpi_answer(actor, options.kpi, given) if options.kpi else board_answer(actor, given)
    if options.json:
        return json.dumps(answer, indent=2) + "\n"
    if options.csv:
        kpi = readable_kpi(actor, options.kpi) if options.kpi else None
        return (kpi_csv(actor, kpi, given) if kpi else board_csv(actor, given)).decode("utf-8")
    lines = _by_month(answer) if options.kpi else (line for one in answer["kpis"] for line in _pair(one))
    return "".join(f"{line}\n" for line in lines)


def _write_report(actor: Actor, options: argparse.Namespace, given: Mapping[str, str]) -> None:
    if options.kpi or options.kind:
        raise BadUse("A report is of a whole board: leave out the KPI and --kind.")
    now = clock.now()
    asked = asked_report(actor, {**given, "period": options.period}, now)
    content = report_pdf(actor, asked, now)
    try:
        options.pdf.write_bytes(content)
    except OSError as error:
        raise BadUse(f"{options.pdf} cannot be written: {error.strerror}.") from error


def _by_month(answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"{answer['declaration']['question']} {answer['declaration']['definition']}"
    yield from _pair(answer)
    for month, pair in answer["by_month"].items():
        if pair["value"]["n"] or pair["counter"]["n"]:
            yield from _pair({**pair, "id": month})


def _pair(pair: Mapping[str, Any]) -> Iterator[str]:
    yield f"{pair['id']:<13}{_value(pair['value'])}"
    yield f"{'  beside':<13}{_value(pair['counter'])}"


def _value(value: Mapping[str, Any]) -> str:
    """Give a figure with its number of cases, its spread, its interval and what was left out."""
    told = [f"{value['measure']:<26}{_number(value['unit'], value['figure']):>9}  n {value['n']}"]
    if value["mean"] is not None:
        spread = (f"{name} {_number(value['unit'], value[name])}" for name in ("p90", "mean"))
        told.append(f"(median; {', '.join(spread)})")
    if value["interval"]:
        low, high = (_number(value["unit"], end) for end in value["interval"])
        told.append(f"95 % sure {low} to {high}")
    told += [f"left out: {count} {reason}" for reason, count in value["excluded"].items()]
    return "  ".join(told)


def _number(unit: str, figure: float | None) -> str:
    if figure is None:
        return "-"
    words = {"hours": f"{figure:.2f} h", "cases": f"{figure:.0f}"}
    return words.get(unit, f"{100 * figure:.1f} %")


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("figures", __doc__)
    parser.add_argument("kpi", nargs="?", default="", help="one KPI, such as S1-K03; left out: a board")
    parser.add_argument("--board", default="", help="outcomes, field, support or all")
    parser.add_argument("--months", type=int, default=12, choices=(3, 12, 24), help="how far back")
    parser.add_argument("--kind", default="", help="one kind of case, such as incident")
    parser.add_argument("--customer", default="", help="the id of one customer")
    parser.add_argument("--as", dest="act_as", metavar="EMAIL", help="whose eyes to read with")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV")
    form.add_argument("--pdf", type=Path, metavar="FILE", help="write a report of one period as PDF")
    period = "the report's month (2026-03) or quarter (2026-Q1); left out: the last whole month"
    parser.add_argument("--period", default="", help=period)
    return parser
