"""Carry out the consequences of events: at least once, in order per subject, harmless to repeat.

``wiring.py`` registers for each event name the reactions that follow. A reaction is called with the
event row and a context whose command id is derived from the event and the reaction, so a second run
meets its own receipt (architecture.md, "Events").
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from firstfix.kernel import clock, leases
from firstfix.kernel.commands.context import Channel, CommandContext
from firstfix.kernel.identity.actor import system_actor
from firstfix.kernel.ids import derived_id
from firstfix.kernel.locks import give_way
from firstfix.kernel.outbox.awaited import await_event
from firstfix.kernel.outbox.models import OutboxEvent

__all__ = ["Reaction", "react_to", "reactions_table", "run_due_reactions"]

logger = logging.getLogger(__name__)

ReactionBody = Callable[[CommandContext, OutboxEvent], object]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One row of the wiring: when ``event`` happened, ``run`` follows under ``name``."""

    event: str
    name: str
    run: ReactionBody


_reactions: dict[str, tuple[Reaction, ...]] = {}


def react_to(reactions: Iterable[Reaction]) -> None:
    """Register reactions; the same row twice counts once."""
    for reaction in reactions:
        known = _reactions.get(reaction.event, ())
        await_event(reaction.event)
        if reaction not in known:
            _reactions[reaction.event] = (*known, reaction)


def reactions_table() -> tuple[Reaction, ...]:
    """Give every registered reaction, for the docs and for the check that they are acyclic."""
    return tuple(reaction for event in sorted(_reactions) for reaction in _reactions[event])


def run_due_reactions(*, by: str, count: int = 50) -> int:
    """Claim up to ``count`` events, carry out their reactions, and give how many were claimed."""
    events = leases.claim(_in_order, by=by, now=clock.now(), count=count)
    leases.finish([event for event in events if _react(event, clock.now())])
    return len(events)


def _in_order() -> QuerySet[OutboxEvent]:
    """Give the waiting events that have no earlier unfinished event of the same subject."""
    earlier = OutboxEvent.objects.filter(
        leases.IS_UNFINISHED,
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        subject_version__lt=OuterRef("subject_version"),
    )
    return OutboxEvent.objects.filter(~Exists(earlier))


def _react(event: OutboxEvent, now: datetime) -> bool:
    """Carry out what follows from ``event`` and tell whether all of it worked."""
    try:
        for reaction in _reactions.get(event.name, ()):
            give_way()
            reaction.run(_context(event, reaction), event)
    except Exception as error:
        # The worker must outlive any reaction; the row says what happened and is tried again.
        logger.exception("reaction to %s %s failed", event.name, event.pk)
        leases.give_back(event, error=f"{type(error).__name__}: {error}", now=now)
        return False
    return True


def _context(event: OutboxEvent, reaction: Reaction) -> CommandContext:
    return CommandContext(
        actor=system_actor(reaction.name),
        command_id=derived_id(event.pk, reaction.name),
        channel=Channel.REACTION,
    )
