"""The codes of the domain as words a customer reads. One row a code; the words follow `domain.md`."""

from __future__ import annotations

from collections.abc import Mapping

from firstfix.engines.documents.texts import NOTHING, Identifier, Moment, Said, Text, Tone, Written
from firstfix.engines.verdict import Scalar, mark

_WORDS: Mapping[str, tuple[str, Tone]] = {
    # case kinds
    "incident": (mark("Incident"), "plain"),
    "request": (mark("Request"), "plain"),
    "installation": (mark("Installation"), "plain"),
    "upgrade": (mark("Upgrade"), "plain"),
    "maintenance": (mark("Maintenance"), "plain"),
    # outcomes of the work
    "done": (mark("Fixed"), "good"),
    "done_partial": (mark("Partly fixed, accepted as partial"), "note"),
    "not_done": (mark("Not fixed"), "bad"),
    "resolved_remotely": (mark("Resolved without a visit"), "good"),
    "work_done": (mark("Planned work done"), "good"),
    "aborted": (mark("Aborted"), "bad"),
    "in_progress": (mark("In progress"), "note"),
    # stamps of the timeline
    "reported": (mark("Problem reported"), "plain"),
    "acknowledged": (mark("Report acknowledged"), "plain"),
    "triaged": (mark("Severity and priority set"), "plain"),
    "dispatched": (mark("Engineer dispatched"), "plain"),
    "arrived": (mark("Engineer arrived on site"), "plain"),
    "work_started": (mark("Work started"), "plain"),
    "restored": (mark("Service restored"), "good"),
    "verified": (mark("Fix verified"), "good"),
    "signed": (mark("Signed by the customer"), "plain"),
    "left": (mark("Engineer left the site"), "plain"),
    # results of checks
    "pass": (mark("Pass"), "good"),
    "fail": (mark("Fail"), "bad"),
    "not_applicable": (mark("Not applicable"), "note"),
    "waived": (mark("Waived"), "note"),
    # hypotheses
    "open": (mark("Not decided"), "note"),
    "confirmed": (mark("Confirmed"), "good"),
    "rejected": (mark("Ruled out"), "plain"),
    # time
    "work": (mark("Work on site"), "plain"),
    "travel": (mark("Travel"), "plain"),
    "on_call": (mark("On call"), "plain"),
    "assist": (mark("Help from a colleague"), "plain"),
    "wait": (mark("Waiting"), "plain"),
    # service targets
    "acknowledge": (mark("Acknowledge"), "plain"),
    "respond": (mark("Respond"), "plain"),
    "arrive": (mark("Arrive on site"), "plain"),
    "restore": (mark("Restore service"), "plain"),
    "resolve": (mark("Resolve"), "plain"),
    "met": (mark("Met"), "good"),
    "missed": (mark("Missed"), "bad"),
    "running": (mark("Running"), "note"),
    "cancelled": (mark("Cancelled"), "note"),
    # sign-off
    "accepted": (mark("Accepted"), "good"),
    "conditional": (mark("Accepted with conditions"), "note"),
    "refused": (mark("Refused"), "bad"),
    # evidence
    "log": (mark("Log"), "plain"),
    "value": (mark("Measured value"), "plain"),
    "photo": (mark("Photo"), "plain"),
    "screenshot": (mark("Screenshot"), "plain"),
    "capture": (mark("Packet capture"), "plain"),
    "configuration_snapshot": (mark("Configuration snapshot"), "plain"),
    "configuration": (mark("Configuration snapshot"), "plain"),
    "document": (mark("Document"), "plain"),
    "probe_result": (mark("Probe result"), "plain"),
    "file": (mark("File"), "plain"),
    # readiness
    "held": (mark("In place"), "good"),
    "missing": (mark("Missing"), "bad"),
    "overridden": (mark("Overridden"), "note"),
}


def word(code: str) -> Text:
    """Give the words for a domain code; an unknown code is shown as it stands rather than lost."""
    if code not in _WORDS:
        return Written(code)
    template, tone = _WORDS[code]
    return Said(f"word_{code}", template, tone=tone)


def said(code: str, template: str, **params: Scalar | Written | Identifier | Moment) -> Said:
    """Give a sentence of the product; ``template`` must be marked where it is written."""
    return Said(code, template, params)


def written(words: str) -> Text:
    """Give recorded words, or nothing when none were recorded."""
    return Written(words) if words else NOTHING


def exact(value: str) -> Text:
    """Give a value to be copied exactly, or nothing when there is none."""
    return Identifier(value) if value else NOTHING


def duration(minutes: int) -> Said:
    """Give a duration in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if hours:
        return said("duration_hours", mark("{hours} h {minutes:02d} min"), hours=hours, minutes=rest)
    return said("duration_minutes", mark("{minutes} min"), minutes=rest)
