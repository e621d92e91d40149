"""What the pages about work on site draw: the readiness strip, and what leads a work order on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext as _

from firstfix.apps.directory.models import Site
from firstfix.apps.visits.models import Visit
from firstfix.engines.verdict import Verdict

__all__ = [
    "NEXT_OF_ORDER",
    "NEXT_OF_VISIT",
    "OTHER_WAYS",
    "OTHER_WAYS_OF_VISIT",
    "SIGNING_STATES",
    "hours_at_site",
    "readiness_strip",
    "way_to_site",
]

# One command leads on from each state of a work order; what stands beside it are the other ways.
NEXT_OF_ORDER: Mapping[str, str] = {
    "draft": "qualify_work_order",
    "qualified": "ready_work_order",
    "blocked": "ready_work_order",
    "ready": "schedule_work_order",
    "scheduled": "dispatch_work_order",
    "dispatched": "complete_work_order",
    "done": "review_work_order",
    "done_partial": "review_work_order",
    "not_done": "review_work_order",
    "reviewed": "close_work_order",
}
NEXT_OF_VISIT: Mapping[str, str] = {
    "assigned": "accept_visit",
    "accepted": "start_travel",
    "en_route": "check_in",
    "on_site": "start_work",
    "working": "verify_visit",
    "paused": "resume_work",
    "stopped": "release_stop_work",
    "verifying": "sign_visit",
    "signed_off": "leave_site",
    "signed_conditionally": "leave_site",
    "signature_refused": "leave_site",
    "left": "complete_visit",
}
"""One command leads on from each state of a visit."""
SIGNING_STATES = ("verifying", "signed_conditionally", "signature_refused")
"""In these the customer can be asked to sign."""
OTHER_WAYS_OF_VISIT = (
    "check_in", "pause_work", "resume_work", "decline_visit", "complete_visit", "abort_visit",
    "set_abort_cause", "cancel_visit",
)  # fmt: skip
OTHER_WAYS = (
    "dispatch_work_order", "block_work_order", "unschedule_work_order", "complete_work_order_partially",
    "fail_work_order", "return_work_order", "resolve_work_order_remotely", "cancel_work_order",
)  # fmt: skip

# The squares of the strip, and the codes of engines.readiness that each speaks of.
_STRIP: Mapping[str, frozenset[str]] = {
    "parts": frozenset({
        "parts", "parts_not_listed", "part_in_van", "part_arrives", "part_not_reserved", "part_late",
        "part_without_arrival",
    }),
    "access": frozenset({"access", "access_lapses", "escort", "clearance"}),
    "window": frozenset({"day", "window", "outside_window"}),
    "skills": frozenset({"engineer", "skill", "skill_expired"}),
    "prerequisites": frozenset({
        "remote_attempt", "basic", "basic_faulty", "basic_waived", "pre_check", "pre_checks", "site_survey",
        "firmware_path", "firmware_gap", "firmware_package", "firmware_undocumented", "acceptance_criteria",
        "commissioning_plan", "prerequisite",
    }),
    "change": frozenset({"change_question", "change_approval", "change_window", "rollback_plan"}),
    "hypothesis": frozenset({"hypothesis"}),
    "safety": frozenset({"safety_notes", "safety_notes_read"}),
}  # fmt: skip


def readiness_strip(verdict: Verdict) -> list[dict[str, Any]]:
    """Give the squares of ``ui.readiness_strip`` for what the readiness gate found."""
    missing = {lack.code for lack in verdict.missing}
    waived = {held.params["code"] for held in verdict.holds if held.code.endswith("_overridden")}
    holds = {held.code for held in verdict.holds}
    words = _words()
    return [
        {
            "kind": kind,
            "label": words[kind],
            "state": _state(codes, missing, holds, waived),
            "note": _note(codes, verdict),
            "href": "",
        }
        for kind, codes in _STRIP.items()
    ]


def way_to_site(site: Site) -> str:
    """Give the address that opens the reader's own map program at the site; nobody is told who asked.

    A ``geo:`` address (RFC 5870) names the place, so no map company sees a request from this page.
    """
    words = ", ".join(part for part in (site.address, site.postal_code, site.locality, site.country) if part)
    there = "0,0" if site.latitude is None else f"{site.latitude},{site.longitude}"
    return f"geo:{there}?q={quote(' '.join(words.split()))}"


def hours_at_site(visit: Visit) -> str:
    """Give the planned time as the site's clocks show it, with their zone where it is not the reader's."""
    if visit.planned_start_at is None or visit.planned_end_at is None:
        return _("No time yet")
    site = visit.work_order.site
    start, end = site.local_time(visit.planned_start_at), site.local_time(visit.planned_end_at)
    reader = timezone.localtime(visit.planned_start_at)
    zone = f" {start.tzname()}" if start.utcoffset() != reader.utcoffset() else ""
    return f"{start:%H:%M}–{end:%H:%M}{zone}"


def _state(codes: frozenset[str], missing: set[str], holds: set[str], waived: set[Any]) -> str:
    if codes & missing:
        return "missing"
    if codes & waived:
        return "waived"
    return "ready" if codes & holds else "not_needed"


def _note(codes: frozenset[str], verdict: Verdict) -> str:
    count = sum(lack.code in codes for lack in verdict.missing)
    return _("{count} missing").format(count=count) if count > 1 else ""


def _words() -> dict[str, str]:
    return {
        "parts": _("Parts"),
        "access": _("Access"),
        "window": _("Window"),
        "skills": _("Skills"),
        "prerequisites": _("Prerequisites"),
        "change": _("Change"),
        "hypothesis": _("Hypothesis"),
        "safety": _("Safety"),
    }
