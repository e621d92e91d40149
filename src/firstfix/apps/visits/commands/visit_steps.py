"""What the steps of a visit have in common: who acts, what follows, and whose time runs.

Time is recorded by the steps themselves, so nobody types it (S0-P12), and every minute between setting
out and leaving has its kind (S0-P08). Checking and signing after the work count as ``wait``, because
evidence after the fix is judged against the end of the last ``work``.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from firstfix.apps.cases.commands.clock_keeping import note_event_beside
from firstfix.apps.cases.models import ClockEventKind
from firstfix.apps.visits.events import VisitChanged
from firstfix.apps.visits.models import CheckOut, TimeEntry, TimeKind, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work
from firstfix.kernel.refusal import Refusal, Refused

__all__ = [
    "AROUND_VISIT",
    "acting_person",
    "announce_visit",
    "begin_time",
    "check_out",
    "end_time",
    "tell_clocks",
]

AROUND_VISIT = (Touch("work_order", via="work_order_id"), Touch("case", via="work_order__case_id"))
"""What every command on a visit locks and links besides."""

# A stamp that comes late, from a device whose clock was behind, must not turn an entry backwards; it is the
# database's smallest step, so that no later evidence falls into it.
_SHORTEST_ENTRY = timedelta(microseconds=1)


def acting_person(work: Work) -> UUID:
    """Give the person behind the command; raises Refused for a machine or a link without a name."""
    if work.actor.person_id is None:
        raise Refused(
            Refusal(
                "person_needed",
                mark("This is kept under the name of a person. Sign in as yourself, then record it again."),
            )
        )
    return work.actor.person_id


def announce_visit(work: Work, visit: Visit) -> None:
    """Say that the visit reached the state that this command leads to."""
    work.emit(VisitChanged(visit.pk, visit.work_order_id, work.target_state or visit.state))


def tell_clocks(work: Work, visit: Visit, kind: ClockEventKind) -> None:
    """Let the clocks of the visit's case know what happened."""
    note_event_beside(
        visit.work_order.case_id, kind, at=work.at, now=work.now, person_id=work.actor.person_id
    )


def begin_time(work: Work, visit: Visit, kind: TimeKind, note: str = "") -> None:
    """Let the leading engineer's time run as ``kind`` from now on; what ran before ends."""
    end_time(work, visit.engineer_id)
    entry = TimeEntry.objects.create(
        id=work.new_id("time_entry"),
        case_id=visit.work_order.case_id,
        visit=visit,
        person_id=visit.engineer_id,
        kind=kind,
        note=note,
        started_at=work.at,
        received_at=work.now,
    )
    work.touch("time_entry", entry.pk)


def end_time(work: Work, person_id: UUID | None) -> None:
    """End what runs for the person, on whatever work it was."""
    for entry in TimeEntry.objects.running().filter(person=person_id):
        entry.ended_at = max(work.at, entry.started_at + _SHORTEST_ENTRY)
        entry.save(update_fields=["ended_at"])
        work.touch("time_entry", entry.pk)


def check_out(work: Work, visit: Visit) -> None:
    """Write down that the engineer left the site, and end the time there."""
    CheckOut.objects.create(
        id=work.new_id("check_out"),
        visit=visit,
        person_id=visit.engineer_id,
        checked_out_at=work.at,
        received_at=work.now,
    )
    end_time(work, visit.engineer_id)
    tell_clocks(work, visit, ClockEventKind.LEFT)
