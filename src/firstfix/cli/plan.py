"""``firstfix plan``: who does what when, planned from a file, without a server.

The file is JSON (docs/reference/plan-input.schema.json; '--example' prints one) or an instance of Solomon's
form. What is left out is an answer and no failure. Ctrl-C ends the search and prints the best plan so far.
The same file, seed and number of iterations give the same plan.

Exit code 0 with a plan, 2 where the file cannot be meant (nothing is written then), 3 where it was stopped
before there was any plan, or where the checker (which shares no code with the search) finds the plan wrong.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from firstfix.cli.parsing import verb_parser
from firstfix.cli.planning.checking import BrokenPlan, checked
from firstfix.cli.planning.day_input import BadInput, check_target, read_with, reported, text_of, write_whole
from firstfix.cli.planning.keeping import search_as_told
from firstfix.cli.planning.limits import add_limits, limits_of
from firstfix.cli.planning.plan_lines import plan_lines
from firstfix.cli.planning.reasons import reasons_of, sentences_of, why_lines
from firstfix.cli.planning.roads import road_source
from firstfix.cli.planning.searching import Outcome
from firstfix.cli.planning.textbook import plan_instance
from firstfix.engines.dispatch.day_files import (
    ReadDay,
    Search,
    canonical,
    form_of,
    is_solomon,
    read_day,
)
from firstfix.engines.dispatch.planning import search

__all__ = ["run"]

_EXAMPLE = Path(__file__).parent / "planning" / "example" / "day.json"


def run(arguments: Sequence[str]) -> int:
    """Plan a file, print the plan, and give the exit code."""
    options = _parser().parse_args(arguments)
    if options.example:
        sys.stdout.write(_EXAMPLE.read_text(encoding="utf-8"))
        return 0
    try:
        return _planned(options)
    except (BadInput, BrokenPlan) as error:
        return reported(error)


def _planned(options: argparse.Namespace) -> int:
    if options.file is None:
        raise BadInput("Name a file to plan; 'firstfix plan --example' prints one to start from.")
    limits = limits_of(options)
    check_target(options.html)
    text = text_of(options.file)
    if is_solomon(text):
        return plan_instance(options.file, text, options, limits)
    day = read_with(options.file, lambda: read_day(text, road_source()))
    told, outcome = search_as_told(
        day, lambda ground, budget: search(ground, budget, seed=options.seed), limits, seed=options.seed
    )
    checked(day.job, outcome.plan)
    _write(options, told, outcome)
    return 0


def _write(options: argparse.Namespace, day: ReadDay, outcome: Outcome) -> None:
    plan, reasons = outcome.plan, reasons_of(day, outcome.plan, explains_all=options.explain)
    if options.html is not None:
        # Only this needs templates.
        page = importlib.import_module("firstfix.cli.planning.page")
        write_whole(
            options.html,
            page.page_of(day, outcome, reasons, language=options.language, explains_all=options.explain),
        )
    if options.json:
        found = Search(outcome.iteration_count, options.seed, outcome.is_complete, sentences_of(day, reasons))
        sys.stdout.write(canonical(form_of(day, plan, found)))
        return
    words = {name: [text for _code, text in told] for name, told in sentences_of(day, reasons).items()}
    lines = [*plan_lines(day, plan, words)]
    if not outcome.is_complete:
        lines.append("The search was stopped before its end; this is the best plan until then.")
    if options.explain:
        lines += ["", *why_lines(day, plan)]
    sys.stdout.write("\n".join(lines) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("plan", __doc__)
    parser.add_argument("file", nargs="?", help="the day to plan; '-' reads it from stdin")
    add_limits(parser, seconds=10)
    parser.add_argument("--explain", action="store_true", help="say for every visit why this engineer")
    parser.add_argument("--html", metavar="FILE", help="write the plan as one page that needs no network")
    parser.add_argument("--language", default="en", help="the page's language, such as de")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON")
    parser.add_argument("--example", action="store_true", help="print a day to start from, and nothing else")
    return parser
