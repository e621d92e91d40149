"""One row of any log: which case, when, by whom, what happened, and what was known of the case then."""

from __future__ import annotations

from typing import Final, NamedTuple

from firstfix.engines.verdict import mark

# A case stands in one phase at a time; an event whose kind is a phase says that it stands there now.
NEW: Final = "new"
ACTIVE: Final = "active"
RESOLVED: Final = "resolved"
CLOSED: Final = "closed"
CANCELLED: Final = "cancelled"
# Whose turn it is while our own work rests (docs/glossary.md, "waiting on").
WAITING: Final = {
    "waiting_customer": "customer",
    "waiting_vendor": "vendor",
    "waiting_part": "part",
    "waiting_approval": "approval",
    "waiting_engineering": "engineering",
    "waiting_other": "other",
}
PARTIES: Final = {
    "customer": mark("the customer"),
    "vendor": mark("a vendor"),
    "part": mark("a part"),
    "approval": mark("an approval"),
    "engineering": mark("engineering"),
    "other": mark("somebody else"),
}
"""Who is waited for, by the values of :data:`WAITING`, as a sentence says it."""
DONE: Final = frozenset({RESOLVED, CLOSED, CANCELLED})
PHASES: Final = frozenset({NEW, ACTIVE, RESOLVED, CLOSED, CANCELLED, *WAITING})
# What happens inside a phase and leaves it as it is.
ACTS: Final = frozenset(
    {
        "acknowledged",
        "responded",
        "auto_replied",
        "assigned",
        "noted",
        "evidence_added",
        "check_ticked",
        "due_moved",
        "merged",
        "survey_sent",
        "survey_answered",
    }
)
KINDS: Final = PHASES | ACTS
# The log's word is in no mapping: the event counts, and moves nothing.
UNKNOWN: Final = "unknown"


class Event(NamedTuple):
    """One thing that happened to one case.

    ``at`` is in whole seconds since 1970-01-01 on the log's own clock: UTC where the log names a zone.
    ``kind`` is one of :data:`KINDS` or :data:`UNKNOWN`. ``attributes`` are what the log says of the case
    on this row, as text, in the order of ``Log.attributes``.
    """

    case: str
    at: int
    actor: str
    kind: str
    attributes: tuple[str, ...]
