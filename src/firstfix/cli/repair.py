"""``firstfix repair``: a published plan after something happened, with as little moved as possible.

The events are a JSON file (docs/reference/plan-events.schema.json): somebody is away, a visit takes longer,
is cancelled or comes anew, nobody lets us in, a part is late. What had begun by the events' 'now' stays where
it is. What was published has a price to move, so only what has to moves, and each move is printed with its
reason.

Exit code 0 with a plan, 2 for bad input (nothing is written then), 3 where it was stopped before any plan.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from dataclasses import replace

from firstfix.cli.parsing import verb_parser
from firstfix.cli.planning.checking import BrokenPlan, checked
from firstfix.cli.planning.day_input import BadInput, check_target, read_with, reported, text_of, write_whole
from firstfix.cli.planning.keeping import search_as_told
from firstfix.cli.planning.limits import add_limits, limits_of
from firstfix.cli.planning.moves import move_form, move_lines, moves_of
from firstfix.cli.planning.plan_lines import plan_lines, term_lines
from firstfix.cli.planning.published import begun_day, published_plan, with_past_meals
from firstfix.cli.planning.reasons import reasons_of, sentences_of
from firstfix.cli.planning.roads import road_source
from firstfix.cli.planning.searching import Outcome
from firstfix.engines.dispatch.cut_shifts import in_shifts_of
from firstfix.engines.dispatch.day_files import (
    DayForm,
    ReadDay,
    RepairForm,
    Search,
    Unreadable,
    canonical,
    day_of,
    events_of,
    form_of,
    read_events,
    read_form,
    terms_form,
    with_news,
)
from firstfix.engines.dispatch.events import Event, apply_events
from firstfix.engines.dispatch.planning import REPAIR_POLICY, Plan, Policy, problems_of
from firstfix.engines.dispatch.planning.repair import published, repair
from firstfix.engines.dispatch.planning.told_times import dear_to_take_back

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Print the repaired plan and what moved, and give the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _repaired(options)
    except (BadInput, BrokenPlan) as error:
        return reported(error)


def _repaired(options: argparse.Namespace) -> int:
    limits = limits_of(options)
    check_target(options.html)
    text = text_of(options.file)
    form = read_with(options.file, lambda: read_form(text))
    day, events = _with_events(options, form)
    before = published_plan(options.plan, day)
    day = _changed(options, begun_day(day, before), before, events)
    before = in_shifts_of(before, day.job)
    told, outcome = search_as_told(
        day,
        lambda ground, budget: repair(ground, before, budget, seed=options.seed),
        limits,
        seed=options.seed,
        before=before.terms,
    )
    plan = with_past_meals(checked(day.job, outcome.plan), before, day.job.now)
    _write(options, told, before, (replace(outcome, plan=plan), events))
    return 0


def _with_events(options: argparse.Namespace, form: DayForm) -> tuple[ReadDay, tuple[Event, ...]]:
    if options.events is None:
        return read_with(options.file, lambda: day_of(form, road_source())), ()
    text = text_of(options.events)
    news = read_with(options.events, lambda: read_events(text))
    day = read_with(options.events, lambda: day_of(with_news(form, news), road_source()))
    return day, read_with(options.events, lambda: events_of(form, news, day.horizon))


def _changed(options: argparse.Namespace, day: ReadDay, before: Plan, events: Sequence[Event]) -> ReadDay:
    def change() -> ReadDay:
        job = apply_events(published(replace(day.job, policy=_policy(day)), before), events)
        problems = problems_of(job)
        if problems:
            raise Unreadable(problems)
        return replace(day, job=dear_to_take_back(job))

    return read_with(options.events or options.file, change)


def _policy(day: ReadDay) -> Policy:
    """Give the prices of a repair, but those that the file names itself."""
    written, policy = day.form.policy, day.job.policy
    names = ("other_technician", "moved_minute")
    changed = {name: getattr(REPAIR_POLICY, name) for name in names if getattr(written, name) is None}
    return replace(policy, version=f"{policy.version}, repair", **changed) if changed else policy


def _write(
    options: argparse.Namespace, day: ReadDay, before: Plan, after: tuple[Outcome, Sequence[Event]]
) -> None:
    outcome, events = after
    plan, reasons = outcome.plan, reasons_of(day, outcome.plan, explains_all=False)
    sentences = sentences_of(day, reasons)
    moves = moves_of(day, before, plan, events)
    if options.html is not None:
        # Only this needs templates.
        page = importlib.import_module("firstfix.cli.planning.page")
        write_whole(options.html, page.page_of(day, outcome, reasons, language=options.language, moves=moves))
    if options.json:
        found = Search(outcome.iteration_count, options.seed, outcome.is_complete, sentences)
        told = RepairForm(
            format="firstfix-repair-1",
            before=terms_form(before.terms),
            plan=form_of(day, plan, found),
            moves=tuple(move_form(day, move) for move in moves),
        )
        sys.stdout.write(canonical(told))
        return
    words = {name: [text for _code, text in told] for name, told in sentences.items()}
    lines = [*plan_lines(day, plan, words), "", *move_lines(day, moves), "", "What changes in the costs"]
    sys.stdout.write("\n".join([*lines, *term_lines(plan.terms - before.terms, {})]) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("repair", __doc__)
    parser.add_argument("file", help="the day that the plan was made for")
    parser.add_argument("plan", help="the published plan, as 'firstfix plan --json' prints it")
    parser.add_argument("events", nargs="?", help="what happened; '-' reads it from stdin")
    add_limits(parser, seconds=1)
    parser.add_argument("--html", metavar="FILE", help="write the plan as one page that needs no network")
    parser.add_argument("--language", default="en", help="the page's language, such as de")
    parser.add_argument("--json", action="store_true", help="print plan and moves as JSON")
    return parser
