"""Note that a promise was missed, so that the people who gave it see it at once."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.commands.clock_keeping import refresh
from firstfix.apps.cases.events import ClockBreached
from firstfix.apps.cases.models import Case
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Work, command
from firstfix.kernel.refusal import Refusal

__all__ = ["note_breach"]


@command(on="case", kind=Kind.RECORDING, says=mark("The time promised for “{target}” has passed."))
def note_breach(work: Work, case: Case, *, clock_id: UUID) -> Refusal | None:
    """Note that one of the case's promises was missed; the clock itself runs on."""
    refresh(case, work.now)
    clock = case.clocks.filter(pk=clock_id).first()
    if clock is None or clock.breached_at is None:
        return Refusal("not_breached", mark("This promise was not missed."))
    work.note(target=clock.kind)
    work.emit(ClockBreached(case.pk, clock.pk, clock.kind, clock.due_at or clock.breached_at))
    return None
