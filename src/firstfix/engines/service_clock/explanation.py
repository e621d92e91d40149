"""A clock reading in words: short sentences that edges translate, with times on the calendar's wall clock.

Parameters carry party and reason codes as they came; an edge that has names for them replaces those
parameters before it fills the template. Times and durations use only digits and the symbols of units,
so they need no translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from firstfix.engines.service_clock.reading import ClockReading, ClockState, Note, NoteCode, Pause, Round
from firstfix.engines.verdict import Scalar, mark

__all__ = ["Sentence", "duration_text", "explain", "local_text"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an explanation: a stable code, an English template and what fills it."""

    code: str
    template: str
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.template.format(**self.params)


def explain(reading: ClockReading) -> tuple[Sentence, ...]:
    """Give the sentences that let a reader check, and contradict, what the clock says."""
    return tuple(_sentences(reading))


def duration_text(seconds: int) -> str:
    """Give a duration as ``26 h``, ``2 h 05 min`` or ``1 min 30 s``; hours are never folded into days."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    if minutes:
        parts.append(f"{minutes:02d} min" if hours else f"{minutes} min")
    if rest or not parts:
        parts.append(f"{rest} s")
    return ("-" if seconds < 0 else "") + " ".join(parts)


def local_text(reading: ClockReading, at: datetime) -> str:
    """Give ``at`` on the wall clock of the reading's calendar, with the offset if that is ambiguous."""
    local = at.astimezone(reading.target.calendar.tz)
    text = local.replace(tzinfo=None).isoformat(" ", "seconds" if local.second else "minutes")
    is_ambiguous = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return f"{text} UTC{local:%z}" if is_ambiguous else text


def _sentences(reading: ClockReading) -> Iterator[Sentence]:
    yield _target(reading)
    for finished in reading.rounds_before:
        yield _round(reading, finished)
    if reading.started_at is not None:
        yield Sentence(
            "started", mark("It started at {at}."), {"at": local_text(reading, reading.started_at)}
        )
    for pause in reading.paused:
        yield _pause(reading, pause)
    for pause in reading.refused_pauses:
        yield _refused(reading, pause)
    for note in reading.notes:
        if note.code in _NOTES:
            yield _noted(reading, note)
    yield _verdict(reading)


def _target(reading: ClockReading) -> Sentence:
    target = reading.target
    template = mark("{name}: {limit} of service time, counted on the calendar of {zone}.")
    limit = duration_text(target.minutes * 60)
    return Sentence("target", template, {"name": target.name, "limit": limit, "zone": target.calendar.zone})


def _round(reading: ClockReading, finished: Round) -> Sentence:
    in_time = mark("An earlier count from {start_at} to {end_at} used {used} and was in time.")
    late = mark("An earlier count from {start_at} to {end_at} used {used} and was late.")
    params = {
        "start_at": local_text(reading, finished.started_at),
        "end_at": local_text(reading, finished.ended_at),
        "used": duration_text(finished.used_seconds),
    }
    return Sentence("round_before", in_time if finished.breached_at is None else late, params)


def _pause(reading: ClockReading, pause: Pause) -> Sentence:
    lasting = mark("It has been paused for {by} ({reason}) since {start_at}: {service} not counted so far.")
    ended = mark("It was paused for {by} ({reason}) from {start_at} to {end_at}: {service} not counted.")
    return _wait(reading, pause, "paused", lasting if pause.end_at is None else ended)


def _refused(reading: ClockReading, pause: Pause) -> Sentence:
    lasting = mark(
        "Waiting for {by} ({reason}) since {start_at} does not stop it, because the contract does not "
        "allow a pause for that reason; it has taken {service} of service time so far."
    )
    ended = mark(
        "Waiting for {by} ({reason}) from {start_at} to {end_at} did not stop it, because the contract does "
        "not allow a pause for that reason; it took {service} of service time."
    )
    return _wait(reading, pause, "pause_not_allowed", lasting if pause.end_at is None else ended)


def _wait(reading: ClockReading, pause: Pause, code: str, template: str) -> Sentence:
    params = {
        "by": pause.by,
        "reason": pause.reason,
        "start_at": local_text(reading, pause.start_at),
        "service": duration_text(pause.service_seconds),
    }
    if pause.end_at is not None:
        params["end_at"] = local_text(reading, pause.end_at)
    return Sentence(code, template, params)


# The notes that no other sentence tells already.
_NOTES = {
    NoteCode.AHEAD: mark("{kind} is dated {at}, which has not come yet, so it does not count."),
    NoteCode.BEFORE_START: mark("{kind} at {at} came before the start, so it changes nothing."),
    NoteCode.AFTER_STOP: mark("{kind} at {at} came when the clock had stopped, so it changes nothing."),
    NoteCode.NOTHING_TO_RESUME: mark(
        "{kind} by {by} at {at} changes nothing: there was no such wait to end."
    ),
    NoteCode.NOT_STOPPED: mark("{kind} at {at} changes nothing: the clock had not stopped."),
    NoteCode.LATE: mark("{kind} of {at} was received at {received_at} and counts from {at}."),
    NoteCode.REOPENED: mark("It was reopened at {at} and goes on with what was used."),
    NoteCode.RESTARTED: mark("It was started again from zero at {at}."),
    NoteCode.STARTED_PAUSED: mark("It started paused, because a wait was already open."),
    NoteCode.NEVER_DUE: mark(
        "The calendar has not enough open time for the target, so nothing is ever due: correct it."
    ),
}


def _noted(reading: ClockReading, note: Note) -> Sentence:
    params: dict[str, Scalar] = {}
    if note.event is not None:
        params = {"kind": note.event.kind, "by": note.event.by, "at": local_text(reading, note.event.at)}
        if note.event.received_at is not None:
            params["received_at"] = local_text(reading, note.event.received_at)
    return Sentence(note.code.value, _NOTES[note.code], params)


_VERDICTS = {
    ClockState.NOT_STARTED: mark("It has not started."),
    ClockState.RUNNING: mark("{used} are used and {left} left; it is due at {due_at}."),
    ClockState.PAUSED: mark(
        "{used} are used and {left} left; if it went on now it would be due at {due_if_resumed_at}."
    ),
    ClockState.RUNNING_BREACHED: mark(
        "It was due at {due_at} and is late; {used} are used, {over} too many."
    ),
    ClockState.PAUSED_BREACHED: mark(
        "It was due at {due_at} and late before it paused; {used} are used, {over} too many."
    ),
    ClockState.MET: mark("It stopped in time at {stopped_at}; {used} were used and {left} left."),
    ClockState.BREACHED: mark(
        "It was due at {due_at} and stopped late at {stopped_at}; {used} were used, {over} too many."
    ),
}
_WITHOUT_DUE = mark("{used} are used and {left} left.")


def _verdict(reading: ClockReading) -> Sentence:
    state = reading.state
    params: dict[str, Scalar] = {
        "used": duration_text(reading.used_seconds),
        "left": duration_text(max(reading.left_seconds, 0)),
        "over": duration_text(max(-reading.left_seconds, 0)),
    }
    moments = {
        "due_at": reading.due_at,
        "due_if_resumed_at": reading.due_at_if_resumed_now,
        "stopped_at": reading.stopped_at,
    }
    params |= {name: local_text(reading, at) for name, at in moments.items() if at is not None}
    has_no_due = NoteCode.NEVER_DUE.value in reading.reasons and state in (
        ClockState.RUNNING,
        ClockState.PAUSED,
    )
    return Sentence(state.value, _WITHOUT_DUE if has_no_due else _VERDICTS[state], params)
