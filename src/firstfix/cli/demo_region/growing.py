"""Let the demo grow: the first thirty cases at once, the rest by a job that may be killed at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from functools import cache
from time import monotonic
from typing import Any
from zlib import crc32

from django.db import transaction

from firstfix.apps.cases.models import Case, CaseNumber, numbered
from firstfix.cli.demo_region.casting import CAST_COUNT, FIRST_ROLES, Role, all_roles, story_named
from firstfix.cli.demo_region.equipment import assets_of, lay_equipment
from firstfix.cli.demo_region.fates import AHEAD, FIRST_STEPS, NEEDS_ENGINEER, play_out
from firstfix.cli.demo_region.ground import CUSTOMERS, lay_ground
from firstfix.cli.demo_region.making import HISTORY, anchor, command_id
from firstfix.cli.demo_region.people import ENGINEERS, Member, lay_people
from firstfix.cli.demo_region.playing import Play, free_slot
from firstfix.cli.demo_region.presence import plan_presence
from firstfix.cli.demo_region.site_checking import check_one_site
from firstfix.cli.demo_region.together import stage_policies, swarm_one
from firstfix.cli.demo_region.writing import escalate_one, write_articles
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel
from firstfix.kernel.jobs.running import JobRun, enqueue, show_earlier_progress
from firstfix.kernel.ledger.models import LedgerRow, Receipt

__all__ = ["GROW_JOB", "grow", "is_complete", "lay_region", "play", "play_first", "start_growing"]

GROW_JOB = "grow_demo"
# One piece of the work: short, so that the worker turns to people's own work in between.
_PIECE_SECONDS = 1.0
_PAUSE = timedelta(milliseconds=300)
# Beside somebody who gave a command that lately, one story at a time is played, with a longer pause: SQLite
# lets nobody else write meanwhile.
_LATELY = timedelta(seconds=10)
_PAUSE_BESIDE_PEOPLE = timedelta(seconds=2)
# The first page comes first: on one core the growing would take half of it.
_HEAD_START = timedelta(seconds=5)

Progress = Callable[[int, int], None]


def lay_region() -> None:
    """Lay ground, equipment and people, or find them: all of it dated before the oldest case."""
    laid_for = anchor()
    with clock.frozen_at(laid_for - HISTORY), transaction.atomic():
        lay_ground()
        lay_equipment()
        lay_people(laid_for)
        write_articles(laid_for)
        stage_policies()
        _set_numbers_aside()


def play_first(progress: Progress) -> None:
    """Play the thirty stories that are there before the first page."""
    until, played = anchor(), _played_keys()
    for number, role in enumerate(FIRST_ROLES, start=1):
        if role.key not in played:
            play(role, until)
            progress(number, len(FIRST_ROLES))
    escalate_one(until)
    swarm_one(until)
    check_one_site(until)
    plan_presence(until)


def is_complete() -> bool:
    """Tell whether region and first stories are there, so that a start has nothing to build."""
    return {role.key for role in FIRST_ROLES} <= _played_keys()


def start_growing() -> None:
    """Ask the worker for the other cases, unless it has played them all."""
    if len(_played_keys()) < CAST_COUNT:
        enqueue(GROW_JOB, unique_key=GROW_JOB, run_at=clock.now() + _HEAD_START)


def grow(run: JobRun) -> Mapping[str, Any]:
    """Play a few more stories and ask for the next piece; what was played before is left as it is."""
    until, played, began = anchor(), _played_keys(), monotonic()
    for role in all_roles():
        if role.key in played:
            continue
        play(role, until)
        played.add(role.key)
        run.progress(len(played), CAST_COUNT, "The demo's history is being played.")
        is_beside_people = _is_somebody_at_work()
        if is_beside_people or monotonic() - began > _PIECE_SECONDS:
            _ask_for_next_piece(len(played), _PAUSE_BESIDE_PEOPLE if is_beside_people else _PAUSE)
            break
    return {"case_count": len(played)}


def play(role: Role, until: datetime) -> None:
    """Play one story as a whole or not at all; raises Refusing where a gate refuses one of its steps."""
    with transaction.atomic(), _number_of(role):
        play_out(_staged(role, until), role.fate)


def _set_numbers_aside() -> None:
    for _ in range(CaseNumber.objects.count(), CAST_COUNT):
        CaseNumber.objects.draw()


def _number_of(role: Role) -> AbstractContextManager[None]:
    """Give the case the number that it would have, had the history been played in the order of its days."""
    place = _places().get(role.key, CAST_COUNT)
    set_aside = CaseNumber.objects.order_by("pk").values_list("pk", flat=True)[place : place + 1]
    free = [number for number in set_aside if not Case.objects.filter(number=number).exists()]
    return numbered(free[0]) if free else nullcontext()


@cache
def _places() -> Mapping[str, int]:
    oldest_first = sorted(all_roles(), key=lambda role: -role.hours_ago)
    return {role.key: place for place, role in enumerate(oldest_first)}


def _is_somebody_at_work() -> bool:
    # Stories lie in the past, so what is of now is people's, or follows from it.
    of_now = LedgerRow.objects.filter(at__gt=clock.now() - _LATELY)
    return of_now.exclude(channel__in=[Channel.JOB, Channel.REACTION]).exists()


def _ask_for_next_piece(played_count: int, pause: timedelta) -> None:
    asked = enqueue(GROW_JOB, unique_key=f"{GROW_JOB}:{played_count}", run_at=clock.now() + pause)
    if asked is not None:
        show_earlier_progress(asked, played_count, CAST_COUNT)


def _played_keys() -> set[str]:
    keys = {command_id(name, f"{role.key}:1"): role.key for role in all_roles() for name in FIRST_STEPS}
    found = Receipt.objects.filter(pk__in=list(keys)).values_list("pk", flat=True)
    return {keys[found_id] for found_id in found}


def _staged(role: Role, until: datetime) -> Play:
    kind, story = story_named(role.story)
    customer = next(one for one in CUSTOMERS if one.code == role.customer)
    installed = assets_of(customer, story["family"])
    # By its key and not by lot, so that a role keeps its place whatever else is played.
    site, asset = installed[crc32(role.key.encode()) % len(installed)]
    opened_at = until - timedelta(hours=role.hours_ago)
    staged = Play(role.key, kind, story, customer, site, asset, opened_at, until)
    if role.fate in NEEDS_ENGINEER:
        staged.member, staged.visit_at = _appointment(role, staged)
    return staged


def _appointment(role: Role, staged: Play) -> tuple[Member, datetime]:
    if role.visit_in_minutes is not None:
        member = next(one for one in ENGINEERS if one.code == role.engineer)
        return member, staged.until + timedelta(minutes=role.visit_in_minutes)
    after = staged.until if role.fate in AHEAD else staged.opened_at
    return free_slot(staged, staged.until, after)
