"""What follows for site checks from what happened below them, and from time passing."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from firstfix.apps.diagnosis.commands.erase_site_checks import erase_site_checks
from firstfix.apps.diagnosis.commands.remind_remediation import remind_remediation
from firstfix.apps.diagnosis.queries import visible_remediations
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity import SYSTEM, system_actor
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.locks import give_way
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.refusal import Refusal

__all__ = ["REMIND_EVERY", "erase_site_checks_too", "remind_customers"]

REMIND_EVERY = timedelta(hours=1)
# A day is what a team needs to get a change of a firewall through; domain.md names no other figure.
_REMINDED_BEFORE = timedelta(days=1)
# One look reminds of at most so many; the next hour takes the rest.
_AT_ONCE = 200


def erase_site_checks_too(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``ContentErased``: what site checks saw names the same hosts and people, so it goes too."""
    erase_site_checks(context, UUID(event.payload["case_id"]), erasure_id=UUID(event.payload["erasure_id"]))


def remind_customers(run: JobRun) -> dict[str, int]:
    """Carry out the job: remind of what is asked for and due within a day, once each time it is asked for."""
    due = visible_remediations(SYSTEM).due_by(clock.now() + _REMINDED_BEFORE).unreminded()  # type: ignore[attr-defined]
    reminded = 0
    for place, row in enumerate(due[:_AT_ONCE], start=1):
        # The date is part of the id: asked again for a later one, it is reminded of again.
        name = f"firstfix:remind:{row.pk}:{row.due_at.isoformat()}:{row.version}"
        context = CommandContext(system_actor("time"), uuid5(NAMESPACE_URL, name), Channel.JOB)
        reminded += not isinstance(remind_remediation(context, row.pk), Refusal)
        run.progress(place, place)
        give_way()
    return {"reminded_count": reminded}
