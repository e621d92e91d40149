"""How far a story goes, and how it ends: each fate is a row of stages, played in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from zlib import crc32

from firstfix.apps.cases.commands import cancel_case, close_case, reopen_case, wait_case
from firstfix.apps.dispatching.commands import decline_visit
from firstfix.apps.visits.commands import (
    abort_visit,
    block_work_order,
    check_in,
    refuse_visit_signature,
    sign_visit_conditionally,
)
from firstfix.cli.demo_region import on_site, stages
from firstfix.cli.demo_region.arriving import open_from_alert, open_from_mail
from firstfix.cli.demo_region.playing import Play

__all__ = ["AHEAD", "FATES", "FIRST_STEPS", "NEEDS_ENGINEER", "play_out"]

Stage = Callable[[Play], None]

_OPEN: tuple[Stage, ...] = (stages.open_case,)
_TRIAGED = (*_OPEN, stages.triage)
_STARTED = (*_TRIAGED, stages.start)
_PREPARED = (*_STARTED, stages.prepare)
_ORDERED = (*_PREPARED, stages.raise_order)
_READY = (*_ORDERED, stages.give_access, stages.supply, stages.make_ready)
_ASSIGNED = (*_READY, stages.assign)
_SCHEDULED = (*_ASSIGNED, stages.accept, stages.schedule)
_DISPATCHED = (*_SCHEDULED, stages.dispatch)
_TRAVELLING = (*_DISPATCHED, on_site.travel)
_ON_SITE = (*_TRAVELLING, on_site.arrive)
_WORKING = (*_ON_SITE, on_site.work)
_VERIFYING = (*_WORKING, on_site.verify)
_SIGNED = (*_VERIFYING, on_site.sign)
_RESOLVED = (*_SIGNED, on_site.leave, on_site.close_order, on_site.resolve)


def _waits(party: str, reason: str) -> Stage:
    def wait(play: Play) -> None:
        play.do(play.specialist, wait_case, play.made["case"], party=party, reason=reason, after_minutes=15)

    return wait


def _block(play: Play) -> None:
    fields = {
        "code": "part_not_reserved",
        "reason": "The part is on back order with the maker until next week.",
    }
    play.do("dana", block_work_order, play.made["order"], after_minutes=30, **fields)


def _decline(play: Play) -> None:
    fields = {"reason": "overload", "note": "Two visits that day are longer than planned."}
    play.on_site(decline_visit, play.made["visit"], after_minutes=11, **fields)


def _abort(play: Play) -> None:
    play.on_site(check_in, play.made["visit"], after_minutes=36)
    fields = {"cause": "no_access", "avoidable_cause": "site_not_ready"}
    note = "The gate knew of nothing; the key holder is on leave."
    play.on_site(abort_visit, play.made["visit"], after_minutes=25, note=note, **fields)


def _refuse(play: Play) -> None:
    reason = "The device is quiet, but the old one was not taken away and the floor is dirty."
    fields = {"signer_name": play.contact_name, "signer_role": "Contact on site", "reason": reason}
    play.on_site(refuse_visit_signature, play.made["visit"], after_minutes=8, **fields)


def _sign_conditionally(play: Play) -> None:
    conditions = ["The label of the cable is still to be replaced."]
    fields = {"signer_name": play.contact_name, "conditions": conditions}
    play.on_site(sign_visit_conditionally, play.made["visit"], after_minutes=8, **fields)


def _reopen(play: Play) -> None:
    because = "It was quiet since your visit; now the same happened again."
    # Lately, so that nobody has let it lie for days.
    play.wait_until(play.until - timedelta(hours=3 + crc32(play.key.encode()) % 12))
    play.do(play.contact, reopen_case, play.made["case"], because=because)


def _cancel(play: Play) -> None:
    because = "The customer found the unplugged cable; there was no fault."
    play.do("ines", cancel_case, play.made["case"], because=because, after_minutes=20)


def _close_by_desk(play: Play) -> None:
    play.do("ines", close_case, play.made["case"], after_minutes=60 * 26)


FATES: Mapping[str, tuple[Stage, ...]] = {
    "new": _OPEN,
    "new_from_mail": (open_from_mail,),
    "from_alert": (open_from_alert,),
    "triaged": _TRIAGED,
    "in_progress": _PREPARED,
    "waits_for_customer": (
        *_PREPARED,
        _waits("customer", "They look for somebody with the key of the rack."),
    ),
    "waits_for_vendor": (*_PREPARED, _waits("vendor", "The maker looks at the crash file.")),
    "waits_for_part": (*_ORDERED, _waits("part", "The part comes from the maker next week."), _block),
    "waits_for_approval": (*_PREPARED, _waits("approval", "The customer's change board meets on Thursday.")),
    "waits_for_engineering": (
        *_PREPARED,
        _waits("engineering", "Product engineering looks at the core dump."),
    ),
    "waits_for_monitoring": (*_PREPARED, _waits("monitoring", "Two quiet days before it counts as fixed.")),
    "being_prepared": _ORDERED,
    "ready": _READY,
    "to_plan": (*_ORDERED, stages.open_for_days, stages.make_ready),
    "assigned": _ASSIGNED,
    "declined": (*_ASSIGNED, _decline),
    "scheduled": _SCHEDULED,
    "dispatched": _DISPATCHED,
    "on_the_way": _TRAVELLING,
    "on_site": _ON_SITE,
    "working": _WORKING,
    "awaits_signature": _VERIFYING,
    "refused": (*_VERIFYING, _refuse),
    "conditional": (*_VERIFYING, _sign_conditionally),
    "aborted": (*_TRAVELLING, _abort),
    "resolved": _RESOLVED,
    "reported": (*_RESOLVED, on_site.report),
    "closed": (*_RESOLVED, on_site.close),
    "closed_with_report": (*_RESOLVED, on_site.report, on_site.close),
    "closed_by_desk": (*_RESOLVED, _close_by_desk),
    "reopened": (*_RESOLVED, on_site.close, _reopen),
    "fixed_remotely": (*_PREPARED, on_site.resolve_remotely),
    "closed_remotely": (*_PREPARED, on_site.resolve_remotely, on_site.close),
    "cancelled": (*_TRIAGED, _cancel),
}
"""Every fate by name."""

NEEDS_ENGINEER = frozenset(name for name, row in FATES.items() if stages.give_access in row)
"""Fates in which a visit is planned."""
AHEAD = frozenset({"ready", "assigned", "declined", "scheduled"})
"""Those of them whose visit still lies ahead."""
FIRST_STEPS = ("create_case", "post_message", "add_note")
"""The commands of which one is a story's first: where it was given, the story was played."""


def play_out(play: Play, fate: str) -> dict[str, Any]:
    """Give the ids of what the story made, once all stages of its fate are played."""
    for stage in FATES[fate]:
        stage(play)
    return dict(play.made)
