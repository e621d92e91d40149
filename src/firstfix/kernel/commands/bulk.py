"""One command on many rows: one transaction a row, the same gates, and a report for each row.

Each row's command id is derived from the bulk's id and the row, so that the same list sent twice changes
nothing twice. More than a hundred rows become a job (architecture.md, "Composition").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from firstfix.kernel.commands.context import Channel, CommandContext, Done
from firstfix.kernel.commands.spec import find_command
from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from firstfix.kernel.ids import derived_id
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.refusal import Refusal

__all__ = ["BULK_JOB", "ROWS_AT_ONCE", "RowReport", "carry_out_bulk", "run_bulk"]

ROWS_AT_ONCE = 100
"""More rows than this are done by a job (architecture.md, "Composition")."""

BULK_JOB = "bulk_command"


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of one row: carried out, or why not."""

    subject_id: UUID
    refused: Refusal | None

    @property
    def is_done(self) -> bool:
        """Tell whether the command was carried out on this row."""
        return self.refused is None


def carry_out_bulk(
    actor: Actor, command: Any, subject_ids: Sequence[UUID], *, bulk_id: UUID, given: Mapping[str, Any]
) -> Iterator[RowReport]:
    """Give a report for each row; what one row refuses does not touch the others."""
    for subject_id in subject_ids:
        context = CommandContext(actor, derived_id(bulk_id, str(subject_id)), Channel.PAGE)
        answer = command(context, subject_id, **given)
        yield RowReport(subject_id, None if isinstance(answer, Done) else answer)


def run_bulk(run: JobRun) -> Mapping[str, Any]:
    """Carry out a bulk command as a job, with the rights that its asker holds when it runs."""
    asked = run.payload
    command = find_command(str(asked["command"]))
    if command is None:
        raise LookupError(f"There is no command {asked['command']!r}.")
    actor = actor_for_user(User.objects.get(pk=asked["user_id"], disabled_at=None))
    subject_ids = [UUID(text) for text in asked["subject_ids"]]
    refused: list[dict[str, str]] = []
    reports = carry_out_bulk(
        actor, command, subject_ids, bulk_id=UUID(asked["bulk_id"]), given=dict(asked["given"])
    )
    for count, report in enumerate(reports, start=1):
        if report.refused is not None:
            refused.append({"subject_id": str(report.subject_id), "why": report.refused.text()})
        run.progress(count, len(subject_ids))
    return {"done_count": len(subject_ids) - len(refused), "refused": refused}
