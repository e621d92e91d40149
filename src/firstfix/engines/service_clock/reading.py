"""What a service clock says at one moment, with everything that led there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstfix.engines.service_clock.event import ClockEvent
from firstfix.engines.service_clock.target import Target

__all__ = ["ClockReading", "ClockState", "Note", "NoteCode", "Pause", "Round"]


class ClockState(StrEnum):
    """Where a clock stands: three ways to run late or in time, and before the start."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    RUNNING_BREACHED = "running_breached"
    PAUSED_BREACHED = "paused_breached"
    MET = "met"
    BREACHED = "breached"


class NoteCode(StrEnum):
    """Why an event, or the calendar, shaped the reading in a way a reader may not expect."""

    AHEAD = "event_ahead"
    BEFORE_START = "event_before_start"
    AFTER_STOP = "event_after_stop"
    NOTHING_TO_RESUME = "nothing_to_resume"
    NOT_STOPPED = "reopened_while_not_stopped"
    LATE = "event_late"
    REOPENED = "reopened"
    RESTARTED = "restarted"
    STARTED_PAUSED = "started_paused"
    PAUSE_NOT_ALLOWED = "pause_not_allowed"
    NEVER_DUE = "never_due"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing a reader should know; ``event`` is what it is about, ``None`` for the calendar."""

    code: NoteCode
    event: ClockEvent | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """One wait: for whom, why, from when to when; ``end_at`` is ``None`` while it lasts.

    ``seconds`` are elapsed time, ``service_seconds`` open time, both up to now for a lasting wait and
    only within the clock's present round. Waits that overlap each count in full here;
    ``ClockReading.paused_seconds`` counts shared time once.
    """

    by: str
    reason: str
    start_at: datetime
    end_at: datetime | None
    seconds: int
    service_seconds: int


@dataclass(frozen=True, slots=True)
class Round:
    """A finished count of a clock that was restarted: it stays on record, a breach included."""

    started_at: datetime
    ended_at: datetime
    used_seconds: int
    breached_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A target's clock at ``now_at``; all times UTC, all durations in whole seconds of open time.

    ``due_at`` is when the clock is (or was) due: ``None`` before the start, and while paused in time,
    where ``due_at_if_resumed_now`` answers instead. Of a clock that stopped while paused in time it is
    ``None`` too. ``left_seconds`` is negative by what was used beyond the target. ``paused`` are the
    waits that stopped the clock, ``refused_pauses`` those the contract does not allow to.
    """

    target: Target
    now_at: datetime
    state: ClockState
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    due_at_if_resumed_now: datetime | None
    used_seconds: int
    left_seconds: int
    paused_seconds: int
    breached_at: datetime | None
    paused: tuple[Pause, ...]
    refused_pauses: tuple[Pause, ...]
    rounds_before: tuple[Round, ...]
    notes: tuple[Note, ...]

    @property
    def is_breached(self) -> bool:
        """Tell whether the present round ran past its due time."""
        return self.breached_at is not None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Give the codes of all notes, each once, in order."""
        return tuple(dict.fromkeys(note.code.value for note in self.notes))

    @property
    def paused_share(self) -> float:
        """Give the share of open time since the start that the clock was paused, 0 to 1 (S1-K04, S2-K13)."""
        whole = self.used_seconds + self.paused_seconds
        return self.paused_seconds / whole if whole else 0.0
