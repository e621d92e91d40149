"""Draw the sequences, send them, and let the oracle look at what was carried out.

A sequence is a random day of work on one case. Several share their beginning (a stem), go their own ways
from a random point, and are rolled back, so that each starts on the same ground and none sees another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from firstfix.kernel import clock
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.worker.loop import drain
from tests.storm.ground import ROLES, Ground
from tests.storm.inboxes import INBOXES
from tests.storm.mending import supplied
from tests.storm.moves import Step
from tests.storm.oracle import ENDINGS, judged, unexplained
from tests.storm.paths import CARRIERS, Move, PagePath, Told
from tests.storm.reading import Tables, ledger_since, rows
from tests.storm.steps import KINDS, any_step, second_try, working_day
from tests.storm.tally import Tally
from tests.storm.work import Work

__all__ = ["PATHS", "Plan", "storm"]

PATHS = (*CARRIERS, *INBOXES)
"""Every path: seven that carry commands, four by which something comes in from outside."""

# How many sequences share a stem; more are faster and less varied.
BRANCHES = 6
# A short storm has at least so many stems.
STEMS_AT_LEAST = 3
# A storm that has not yet ended any work, or never been refused, goes on so many times its length.
PATIENCE = 5
# After a refusal somebody gives what it named, and tries again: so often, and at most so many times.
MENDED = (0.0, 0.5, 0.9, 0.9)
MENDED_AT_MOST = 6
# What nobody does over again when tidying up: it has its place in that by itself, or has had its time.
NOT_REDONE = {
    *ENDINGS,
    "close_case",
    "reopen_case",
    "refuse_visit_signature",
    "grant_approval",
    "start_checklist",
}
TRIED_AGAIN = ("no_right", "stale")
FORGED = 0.03
# Of the steps of a sequence, this share goes by its own path, the rest by any.
OWN_PATH = 0.8
# How much of the day the sequences of a stem share.
STEMS = (0.2, 0.4, 0.55, 0.7, 0.8, 0.9)
INTERRUPTED = 0.25
REPORTED = ("incident", "incident", "remote")
REPLAYED = 0.06
LATE = 0.05
STALE = 0.08
BY_SOMEBODY_ELSE = 0.04
ASKED_THE_RIGHT_ONE = 0.8
TIDIED_UP = 0.8


NOTHING_SENT = ("", Told(True))


@dataclass(frozen=True)
class Plan:
    """What a storm is made of: kinds of work, moves that nobody makes, and when it may end early."""

    kinds: tuple[str, ...] = ()
    leaves_out: Callable[[Move], bool] = lambda _move: False
    is_enough: Callable[[Tally], bool] = lambda _tally: False


def storm(ground: Ground, path: str, count: int, start: datetime, plan: Plan = Plan()) -> Tally:
    """Give what came of so many sequences by one path, each from ``start`` on."""
    tally, number = Tally(path, path in CARRIERS), PATHS.index(path) * 100_000
    branches = min(BRANCHES, max(1, count // STEMS_AT_LEAST))
    while not plan.is_enough(tally) and _goes_on(tally, count):
        with rolled_back(ground):
            stem = Day(ground, tally, Random(number), start, plan)
            stem.run(share=stem.work.dice.choice(STEMS))
            for branch in range(branches):
                if plan.is_enough(tally):
                    break
                with rolled_back(ground):
                    stem.fork(number * 1_009 + branch).finish()
        number += 1
    return tally


def _goes_on(tally: Tally, count: int) -> bool:
    blown = tally.sequence_count
    return blown < count or (not tally.has_blown and blown < count * PATIENCE)


@contextmanager
def rolled_back(ground: Ground) -> Iterator[None]:
    """Run the block and undo whatever it did to the database; browsers get the cookies back that fit it."""
    cookies = {role: deepcopy(browser.cookies) for role, browser in ground.browsers.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for role, browser in ground.browsers.items():
        browser.cookies = cookies[role]


@dataclass
class Manners:
    """How a sequence behaves: what it leaves out, does at the wrong time, and mends after a refusal."""

    left_out: float
    strayed: float
    mended: float = MENDED[-1]

    @classmethod
    def drawn(cls, dice: Random) -> Manners:
        """Give random manners; a third of the sequences behave."""
        left_out, strayed = dice.choice([0.0, 0.0, 0.0, 0.03, 0.1]), dice.choice([0.0, 0.0, 0.03, 0.1, 0.25])
        return cls(left_out, strayed, dice.choice(MENDED))


class Day:
    """One sequence on its way."""

    def __init__(self, ground: Ground, tally: Tally, dice: Random, start: datetime, plan: Plan) -> None:
        # What comes in by mail or from the monitoring is an incident.
        kinds = plan.kinds or (REPORTED if tally.path in ("mail", "alert") else KINDS)
        kind, severity = dice.choice(kinds), dice.choice([2, 3, 3, 4])
        self.tally, self.plan = tally, plan
        self.work = Work(ground, dice, kind, severity, start, is_guarded=dice.random() < 0.2)
        self.steps = working_day(kind, dice)
        self.manners = Manners(0.0, dice.choice([0.0, 0.03]))
        self.last_row = int(rows("SELECT MAX(id) AS last FROM kernel_ledgerrow")[0]["last"])
        self.ended: list[str] = []
        self.undone: list[Step] = []
        self.mended_count = 0

    def fork(self, seed: int) -> Day:
        """Give the same day so far, to go on in its own way."""
        other = object.__new__(Day)
        other.tally, other.plan, other.work = self.tally, self.plan, self.work.fork(seed)
        other.steps, other.last_row, other.ended = list(self.steps), self.last_row, list(self.ended)
        other.undone, other.mended_count = list(self.undone), 0
        other.manners = Manners.drawn(other.work.dice)
        return other

    def run(self, *, share: float) -> None:
        """Go on through this share of the steps."""
        left = round(len(self.steps) * (1 - share))
        while len(self.steps) > left:
            self.next()

    def finish(self) -> None:
        """Go on to the end, let days pass, and let the oracle look at all of it."""
        self.run(share=1.0)
        if "resolve_case" not in self.ended and self.work.dice.random() < TIDIED_UP:
            self.steps = [*self.undone, *second_try(self.work.kind, self.work.dice)]
            self.manners, self.mended_count = Manners(0.0, 0.0), 0
            self.run(share=1.0)
        self._let_days_pass()
        self.tally.violations.update(unexplained(Tables(self.work.ids["case"])))
        self.tally.sequence_count += 1
        self.tally.resolved_sequence_count += "resolve_case" in self.ended
        self.tally.ended_sequence_count += bool(self.ended)
        self.tally.ended.update(set(self.ended))

    def next(self) -> None:
        """Take one step: the next one, or now and then one at the wrong time; or leave it out."""
        work, dice = self.work, self.work.dice
        strays = "case" in work.ids and dice.random() < self.manners.strayed
        step: Step = any_step(dice) if strays else self.steps.pop(0)
        work.moment += timedelta(minutes=1)
        if "case" in work.ids and dice.random() < self.manners.left_out:
            self.undone.append(step)
            return
        with clock.frozen_at(work.moment):
            sent = self._take(step)
        # Before anybody else speaks, which is never at the very same moment: what comes in after an end is
        # no part of it.
        self._look()
        work.moment += timedelta(seconds=1)
        with clock.frozen_at(work.moment):
            self._be_interrupted()
        if not strays:
            self._mend(step, *sent)
        self._look()

    def _take(self, step: Step) -> tuple[str, Told]:
        """Give the command that was sent, or none, and what was told."""
        if "case" not in self.work.ids and self.tally.path in ("mail", "alert"):
            self.tally.interrupted[INBOXES[self.tally.path](self.work)] += 1
            return NOTHING_SENT
        move = step(self.work)
        if move is None or self.plan.leaves_out(move):
            return NOTHING_SENT
        disturbed = self._disturbed(move)
        told = self._send(disturbed)
        if not told.is_done and disturbed != move and self.work.dice.random() < ASKED_THE_RIGHT_ONE:
            told = self._send(replace(move, command_id=new_id()))
        return move.command, told

    def _mend(self, step: Step, command: str, told: Told) -> None:
        """Give what the refusal named and take the step again; or leave it for who tidies up."""
        if told.is_done or told.code == "already_there":
            return
        given = supplied(told.named)
        is_mended = bool(given) or told.code in TRIED_AGAIN
        if not is_mended or self._gives_up():
            self.undone += [step] if command not in NOT_REDONE and step not in self.undone else []
            return
        self.mended_count += 1
        self.steps[:0] = [*given, step]

    def _gives_up(self) -> bool:
        return self.mended_count == MENDED_AT_MOST or self.work.dice.random() >= self.manners.mended

    def _disturbed(self, move: Move) -> Move:
        """Give the move as somebody hasty sends it: by the wrong person, with an old version, or late."""
        chance, dice = self.work.dice.random, self.work.dice
        if move.command == "create_case":
            return move
        if chance() < BY_SOMEBODY_ELSE:
            move = replace(move, role=dice.choice(ROLES))
        if chance() < STALE:
            move = replace(move, seen_version=1)
        return replace(move, late_minutes=dice.choice([1, 2, 20])) if chance() < LATE else move

    def _send(self, move: Move) -> Told:
        path = self._path()
        self._be_forged(path, move)
        path, told = self._carry(path, move)
        self._count(path, move, told)
        if told.is_done and self.work.dice.random() < REPLAYED:
            self._again(path, move, told)
        return told

    def _be_forged(self, path: str, move: Move) -> None:
        """Post the same form from another site now and then: it is refused, and nothing happens."""
        carrier = CARRIERS[path]
        if not isinstance(carrier, PagePath) or self.work.dice.random() >= FORGED:
            return
        self._look()
        status = carrier.forge(self.work.ground, move)
        self.tally.interrupted[f"forged_{status}"] += 1
        if status not in (None, 403) or ledger_since(self.last_row):
            self.tally.violations[f"forged: {move.command} by {path} gave {status}"] += 1

    def _path(self) -> str:
        own = self.tally.path
        is_own = own in CARRIERS and self.work.dice.random() < OWN_PATH
        return own if is_own else self.work.dice.choice(tuple(CARRIERS))

    def _carry(self, path: str, move: Move) -> tuple[str, Told]:
        told = CARRIERS[path].send(self.work.ground, move)
        if told is None:
            # A form cannot say this, or a list of rows has no row yet: the API can.
            path, told = "api", CARRIERS["api"].send(self.work.ground, move)
        assert told is not None
        return path, told

    def _again(self, path: str, move: Move, told: Told) -> None:
        """Send the same once more by the same path: it is answered, and nothing happens twice."""
        self._look()
        again = CARRIERS[path].send(self.work.ground, move)
        assert again is not None
        self.tally.replayed_count += 1
        twice = [row["command"] for row in ledger_since(self.last_row)]
        if path == "job":
            # The worker also carries out what else is due by now.
            twice = [command for command in twice if command == move.command]
        if not again.is_done or again.subject_id != told.subject_id or twice:
            self.tally.violations[f"replay: {move.command} by {path} did twice: {', '.join(twice)}"] += 1

    def _count(self, path: str, move: Move, told: Told) -> None:
        self.work.learn(move, told)
        self.tally.count(path, move.command, told.code, is_end=move.command in ENDINGS)

    def _be_interrupted(self) -> None:
        path, dice = self.tally.path, self.work.dice
        share = 2 * INTERRUPTED if path in INBOXES else INTERRUPTED / 10
        if "case" in self.work.ids and dice.random() < share:
            inbox = path if path in INBOXES else dice.choice(tuple(INBOXES))
            self.tally.interrupted[INBOXES[inbox](self.work)] += 1

    def _look(self) -> None:
        """Let the oracle judge what the ledger says has happened since it last looked."""
        happened = ledger_since(self.last_row)
        if not happened or "case" not in self.work.ids:
            return
        self.last_row = happened[-1]["id"]
        self.tally.violations.update(judged(Tables(self.work.ids["case"]), happened))
        self.ended += [row["command"] for row in happened if row["command"] in ENDINGS]

    def _let_days_pass(self) -> None:
        """Let consequences and jobs run, a week later again: a timer closes what is resolved, and no more."""
        if self.work.dice.random() > (1.0 if self.tally.path == "job" else 0.25):
            return
        for days in (0, 7):
            self.work.moment += timedelta(days=days)
            with clock.frozen_at(self.work.moment):
                drain()
            self._look()
        dead = Job.objects.filter(state="dead").values_list("name", "error")
        assert not list(dead), list(dead)
