"""The same events under another promise: what a change of target (a new priority) does to a clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from firstfix.engines.service_clock.clock import read_clock
from firstfix.engines.service_clock.event import ClockEvent
from firstfix.engines.service_clock.explanation import Sentence, duration_text, local_text
from firstfix.engines.service_clock.reading import ClockReading
from firstfix.engines.service_clock.target import Target
from firstfix.engines.verdict import mark

__all__ = ["Rejudgement", "explain_rejudgement", "rejudge"]


@dataclass(frozen=True, slots=True)
class Rejudgement:
    """One clock under the target it had and under the one it gets."""

    before: ClockReading
    after: ClockReading

    @property
    def due_moved_seconds(self) -> int | None:
        """Give how far the due time moves, negative when earlier; ``None`` unless both readings have one."""
        if self.before.due_at is None or self.after.due_at is None:
            return None
        return round((self.after.due_at - self.before.due_at).total_seconds())

    @property
    def breaches_by_change(self) -> bool:
        """Tell whether the change alone makes the clock late: in time before, breached after."""
        return self.after.is_breached and not self.before.is_breached


def rejudge(before: Target, after: Target, events: Iterable[ClockEvent], now: datetime) -> Rejudgement:
    """Give the readings of both targets over the same ``events`` at ``now``.

    The new target counts from the original start, with the waits its own contract allows: time the
    customer already waited does not vanish because the priority changed.
    """
    known = tuple(events)
    return Rejudgement(read_clock(before, known, now), read_clock(after, known, now))


def explain_rejudgement(change: Rejudgement) -> tuple[Sentence, ...]:
    """Give the sentences that say what the change of target does; translatable like :func:`explain`'s."""
    sentences = [_changed(change)]
    if change.after.due_at is not None and change.due_moved_seconds:
        sentences.append(_moved(change, change.after.due_at, moved=change.due_moved_seconds))
    if change.breaches_by_change and change.after.breached_at is not None:
        template = mark(
            "Under the new target it has been late since {breached_at}, which the old one did not say."
        )
        breached_at = local_text(change.after, change.after.breached_at)
        sentences.append(Sentence("breached_by_change", template, {"breached_at": breached_at}))
    return tuple(sentences)


def _changed(change: Rejudgement) -> Sentence:
    before, after = change.before.target, change.after.target
    return Sentence(
        "target_changed",
        mark("The target changes from {before} ({before_limit}) to {after} ({after_limit})."),
        {
            "before": before.name,
            "before_limit": duration_text(before.minutes * 60),
            "after": after.name,
            "after_limit": duration_text(after.minutes * 60),
        },
    )


def _moved(change: Rejudgement, due_at: datetime, *, moved: int) -> Sentence:
    later = mark("It is due {moved} of elapsed time later, at {due_at}.")
    earlier = mark("It is due {moved} of elapsed time earlier, at {due_at}.")
    params = {"moved": duration_text(abs(moved)), "due_at": local_text(change.after, due_at)}
    return Sentence("due_moved", later if moved > 0 else earlier, params)
