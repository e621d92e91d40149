"""The running account of one clock while its events are taken in order: used, held, by whom."""

from __future__ import annotations

from firstfix.engines.service_clock.event import EVERYONE, ClockEvent
from firstfix.engines.service_clock.moments import moment_of
from firstfix.engines.service_clock.reading import Note, NoteCode, Pause, Round
from firstfix.engines.service_clock.target import Target
from firstfix.engines.service_clock.timeline import timeline_of

__all__ = ["Tally"]

# A wait is known by the party waited for and the reason: told twice, it is still one wait.
_Wait = tuple[str, str]
_EndedWait = tuple[int, int, str, str]


class Tally:
    """One clock between two events; all times in seconds since 1970, judged no later than ``now``.

    A clock is before its start, running, held, or stopped. ``settle`` books the stretch since the last
    change as used or paused, and every change of state settles first.
    """

    __slots__ = (
        "_ended",
        "_openings",
        "_since",
        "_waits",
        "breached",
        "is_held",
        "left_at_run",
        "limit",
        "notes",
        "now",
        "paused",
        "rounds",
        "runs_since",
        "started",
        "stopped",
        "target",
        "timeline",
        "used",
    )

    def __init__(self, target: Target, first: int, now: int) -> None:
        self.target = target
        self.limit = target.minutes * 60
        self.now = now
        self.timeline = timeline_of(target.calendar)
        self._openings = self.timeline.covering(min(first, now), now)
        self.notes: list[Note] = []
        self.rounds: list[Round] = []
        self._waits: dict[_Wait, int] = {}
        self.started: int | None = None
        self.stopped: int | None = None
        self._since = self.runs_since = first
        self.is_held = False
        self._zero(first)

    @property
    def left(self) -> int:
        """Give the seconds left of the target, never below zero."""
        return max(self.limit - self.used, 0)

    def start(self, event: ClockEvent, second: int) -> None:
        """Begin the first round; a later start changes nothing."""
        if self.started is not None:
            return
        self._begin(second)
        if self.is_held:
            self.note(NoteCode.STARTED_PAUSED, event)

    def stop(self, event: ClockEvent, second: int) -> None:
        """End the clock and every wait."""
        if self.started is None:
            self.note(NoteCode.BEFORE_START, event)
        elif self.stopped is None:
            self.settle(second)
            self._end_waits(list(self._waits), second)
            self.stopped = second

    def pause(self, event: ClockEvent, second: int) -> None:
        """Open a wait; it holds the clock when the contract allows its reason."""
        if self.stopped is not None:
            self.note(NoteCode.AFTER_STOP, event)
            return
        wait = (event.by, event.reason or self.target.pause_on[event.kind])
        if wait not in self._waits:
            self._waits[wait] = second
            if not self._allows(wait):
                self.note(NoteCode.PAUSE_NOT_ALLOWED, event)
            self._hold_or_run(second)

    def resume(self, event: ClockEvent, second: int) -> None:
        """End the waits of the event's party; the clock runs again when no allowed wait is left."""
        if self.stopped is not None:
            self.note(NoteCode.AFTER_STOP, event)
        elif ended := [wait for wait in self._waits if _ends(event, wait)]:
            self._end_waits(ended, second)
            self._hold_or_run(second)
        else:
            self.note(NoteCode.NOTHING_TO_RESUME, event)

    def reopen(self, event: ClockEvent, second: int) -> None:
        """Let a stopped clock go on with what it had used."""
        if self.started is None:
            self.note(NoteCode.BEFORE_START, event)
        elif self.stopped is None:
            self.note(NoteCode.NOT_STOPPED, event)
        else:
            self.note(NoteCode.REOPENED, event)
            self.stopped = None
            self._enter(second, is_held=False)

    def restart(self, event: ClockEvent, second: int) -> None:
        """Put the finished round on record and count from zero."""
        if self.started is None:
            self.note(NoteCode.BEFORE_START, event)
        elif second > self.started:
            self.note(NoteCode.RESTARTED, event)
            self._file_round(self.started, second)
            self._begin(second)

    def settle(self, second: int) -> None:
        """Book the time since the last change as used or paused, and note a breach within it."""
        if self.started is None or self.stopped is not None or second == self._since:
            return
        span = self._openings.served(second) - self._openings.served(self._since)
        if self.is_held:
            self.paused += span
        else:
            self._note_breach(second, span)
            self.used += span
        self._since = second

    def pauses(self, *, allowed: bool) -> tuple[Pause, ...]:
        """Give the waits of the present round that did (or did not) stop the clock, by their start."""
        if self.started is None:
            return ()
        waits: list[tuple[int, int | None, str, str]] = [*self._ended]
        waits += [(since, None, *wait) for wait, since in self._waits.items()]
        chosen = [wait for wait in waits if self._allows(wait[2:]) is allowed]
        return tuple(self._pause(*wait) for wait in sorted(chosen, key=_by_start))

    def note(self, code: NoteCode, event: ClockEvent) -> None:
        """Remember something a reader should know about ``event``."""
        self.notes.append(Note(code, event))

    def _begin(self, second: int) -> None:
        self.started, self.stopped = second, None
        self._waits = dict.fromkeys(self._waits, second)
        self._zero(second)
        self._enter(second, is_held=any(map(self._allows, self._waits)))

    def _zero(self, second: int) -> None:
        self.used = self.paused = 0
        self.breached: int | None = None
        self._ended: list[_EndedWait] = []
        self._enter(second, is_held=False)

    def _enter(self, second: int, *, is_held: bool) -> None:
        self._since = second
        self.is_held = is_held
        if not is_held:
            self.runs_since, self.left_at_run = second, self.left

    def _hold_or_run(self, second: int) -> None:
        is_held = any(map(self._allows, self._waits))
        if self.started is not None and is_held is not self.is_held:
            self.settle(second)
            self._enter(second, is_held=is_held)

    def _note_breach(self, second: int, span: int) -> None:
        """Note when the target ran out while the clock ran on, even into closed hours."""
        if self.breached is None and self.used + span >= self.limit:
            due = self._openings.reach(self._since, self.limit - self.used)
            if due is not None and due < second:
                self.breached = due

    def _file_round(self, started: int, second: int) -> None:
        self.settle(second)
        ended = second if self.stopped is None else self.stopped
        breached_at = None if self.breached is None else moment_of(self.breached)
        self.rounds.append(Round(moment_of(started), moment_of(ended), self.used, breached_at))

    def _end_waits(self, ended: list[_Wait], second: int) -> None:
        for wait in ended:
            self._ended.append((self._waits.pop(wait), second, *wait))

    def _allows(self, wait: _Wait) -> bool:
        return wait[1] in self.target.allowed_pause_reasons

    def _pause(self, since: int, ended: int | None, by: str, reason: str) -> Pause:
        until = self.now if ended is None else ended
        service_seconds = self._openings.served(until) - self._openings.served(since)
        end_at = None if ended is None else moment_of(ended)
        return Pause(by, reason, moment_of(since), end_at, until - since, service_seconds)


def _ends(event: ClockEvent, wait: _Wait) -> bool:
    return event.by in (wait[0], EVERYONE) and event.reason in ("", wait[1])


def _by_start(wait: tuple[int, int | None, str, str]) -> tuple[int, str, str, int]:
    since, ended, by, reason = wait
    return since, by, reason, -1 if ended is None else ended
