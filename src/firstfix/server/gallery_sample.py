"""Sample facts for the gallery: one morning in a service region, every state of every piece at least once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from firstfix.engines.verdict import Holds, Missing, Verdict
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["NAV", "SAMPLE", "SAMPLE_AT", "USER"]

SAMPLE_AT = datetime(2026, 3, 12, 9, 40, tzinfo=UTC)


def _before(**span: float) -> datetime:
    return SAMPLE_AT - timedelta(**span)


def _after(**span: float) -> datetime:
    return SAMPLE_AT + timedelta(**span)


USER = {"name": "Dana Whitfield", "role": "Field engineer, North", "key": "sample-dana"}
NAV: list[dict[str, Any]] = [
    {"label": "Pieces", "href": "index.html", "icon": "day", "phone": True, "count": None},
    {"label": "Queue", "href": "queue.html", "icon": "queue", "phone": True, "count": 14},
    {"label": "Case", "href": "case.html", "icon": "case", "phone": True, "count": None},
    {"label": "Report", "href": "report.html", "icon": "report", "phone": True, "count": None},
    {"label": "Empty", "href": "empty.html", "icon": "board", "phone": False, "count": None},
    {"label": "Sign in", "href": "sign_in.html", "icon": "key", "phone": False, "count": None},
]
USER_MENU = [
    {"label": "Your account", "href": "#account", "icon": "gear", "post": ""},
    None,
    {"label": "Sign out", "post": "#sign_out", "icon": "exit", "ends_session": True},
]

REFUSED_GATE = Verdict(
    "readiness",
    holds=(
        Holds("remote_attempt", "A remote attempt was made on {day} and did not help.", {"day": "12 March"}),
        Holds("basics", "Power, cabling, DNS, NTP and certificate expiry were checked."),
        Holds("hypothesis", "The hypothesis is written: PSU 2 fails under load."),
    ),
    missing=(
        Missing(
            "part_not_on_van", "{part} is not on the van and does not arrive before {time}.",
            {"part": "PSU C3KX-350WAC", "time": "11:30"}, ("logistics", "dispatcher"), "reserve_part",
        ),
        Missing(
            "no_access", "Nobody at {site} has confirmed an escort for the cage.",
            {"site": "Telehouse North"}, ("customer_contact",), "request_access",
        ),
    ),
    override="dispatch_without_readiness",
)  # fmt: skip
PASSED_GATE = Verdict("readiness", holds=REFUSED_GATE.holds)
NAMES = {"logistics": "Logistics", "dispatcher": "Dispatcher", "customer_contact": "The site's contact"}
REMEDIES = {
    "reserve_part": {"label": "Reserve the part", "href": "#reserve_part"},
    "request_access": {"label": "Ask for access", "href": "#request_access"},
}
REFUSAL = Refusal(
    "evidence_missing",
    "Visit {number} cannot be closed yet: no evidence was collected after the fix.",
    {"number": "V-1042-1"},
    missing=(
        Missing("post_fix_check", "A check after the fix: a reading or a photo.", {}, ("engineer",), "add"),
    ),
    remedy="add",
)
NOT_ALLOWED = Refusal(
    "not_allowed",
    "Only a lead specialist or a manager sets a severity; you can propose one.",
    reason=Reason.NOT_ALLOWED,
)

CLOCKS: list[dict[str, Any]] = [
    {"name": "Respond", "state": "met", "left_minutes": 6, "used_share": 40, "clock": "calendar",
     "due_at": None, "paused_by": "", "paused_at": None, "reason_id": ""},
    {"name": "Arrive on site", "state": "running", "left_minutes": 135, "used_share": 44, "clock": "service",
     "due_at": _after(minutes=135), "paused_by": "", "paused_at": None, "reason_id": "why-arrive"},
    {"name": "Restore", "state": "risk", "left_minutes": 38, "used_share": 86, "clock": "service",
     "due_at": _after(minutes=38), "paused_by": "", "paused_at": None, "reason_id": ""},
    {"name": "Restore", "state": "late", "left_minutes": -72, "used_share": 100, "clock": "calendar",
     "due_at": _before(minutes=72), "paused_by": "", "paused_at": None, "reason_id": ""},
    {"name": "Resolve", "state": "paused", "left_minutes": 310, "used_share": 52, "clock": "service",
     "due_at": None, "paused_by": "the customer", "paused_at": _before(hours=3), "reason_id": ""},
    {"name": "Acknowledge", "state": "missed", "left_minutes": 20, "used_share": 100, "clock": "calendar",
     "due_at": _before(days=2), "paused_by": "", "paused_at": None, "reason_id": ""},
    {"name": "Resolve", "state": "unknown", "left_minutes": None, "used_share": None, "clock": "",
     "due_at": None, "paused_by": "", "paused_at": None, "reason_id": ""},
]  # fmt: skip

REASON_TERMS = [
    {"label": "Restore target is due in 38 min", "value": "+52", "note": "clock used to 86 %"},
    {"label": "Sev2: 140 people cannot work", "value": "+30", "note": "set by Amara Osei"},
    {"label": "Second failure on this asset in 30 days", "value": "+12", "note": ""},
    {"label": "Waiting for a part since 09:10", "value": "−8", "note": ""},
]


def _check(kind: str, label: str, state: str, note: str = "", href: str = "") -> dict[str, str]:
    return {"kind": kind, "label": label, "state": state, "note": note, "href": href}


READINESS = [
    _check("parts", "Parts", "missing", "1 of 2 on the van", "#parts"),
    _check("access", "Access", "unknown", "escort not confirmed", "#access"),
    _check("window", "Window", "ready", "today 10:00 to 14:00"),
    _check("skills", "Skills", "ready", "C3K certified to 2027"),
    _check("prerequisites", "Prerequisites", "ready"),
    _check("change", "Change", "not_needed"),
    _check("hypothesis", "Hypothesis", "ready", "PSU 2 fails under load"),
    _check("safety", "Safety", "waived", "read on the phone, signed on site"),
]
ALL_READY = [{**check, "state": "ready", "note": "", "href": ""} for check in READINESS]


def _person(name: str, role: str, load: int, note: str = "") -> dict[str, Any]:
    return {
        "name": name, "href": "#person", "role": role, "local_time": "10:40",
        "skills": ["Campus switching", "Power"], "load": load, "capacity": 5, "note": note,
    }  # fmt: skip


PEOPLE = [
    _person("Dana Whitfield", "Field engineer", 3, "12 min from the site"),
    _person("Amara Osei", "Lead specialist", 5),
    _person("Łukasz Nowak-Zieliński", "Trainee, supervised by Dana", 1),
]

DIGEST = "sha256:8f14e45fceea167a5a36dedd4bea2543d1f1d3b6a4f2c1e0b9a8877665544332"


def _piece(kind: str, title: str, redaction: str, **more: Any) -> dict[str, Any]:
    rest = {
        "href": "#evidence", "thumbnail": "", "value": None, "unit": "", "proves": "", "by": "Dana Whitfield",
        "collected_at": _before(minutes=25), "size": 184_320, "sha256": DIGEST, "custody": "", "kind": kind,
    }  # fmt: skip
    return {**rest, "title": title, "redaction": redaction, **more}


EVIDENCE = [
    _piece("photo", "PSU 2 with amber lamp", "redacted", custody="sealed on the server", size=2_411_724),
    _piece("value", "Output of PSU 2 under load", "none_needed", value="9.8", unit="V",
           proves="PSU 2 sags under load: 12.0 V ± 5 % is the rule.", size=None),
    _piece("log", "core-sw-2 syslog, 06:00 to 09:30", "pending", size=48_220_114),
    _piece("capture", "Uplink, 60 s", "original_kept", custody="Amara Osei, since yesterday"),
]  # fmt: skip

_OUT = (
    "We found the cause: **power supply 2** fails under load. Dana arrives with a new one at about 11:30.\n\n"
    "Next update at 12:00, or earlier when service is back."
)
_IN = (
    "Same batch as CASE-0981. If the second one fails too, "
    "open a *problem* with the vendor: `C3KX-350WAC` rev B."
)


def _entry(name: str, kind: str, sentence: str, at: datetime, **more: Any) -> dict[str, Any]:
    rest: dict[str, Any] = {"reach": "", "body": "", "device_at": None, "late_by": None, "evidence": []}
    return {**rest, "id": name, "kind": kind, "sentence": sentence, "at": at, **more}


TIMELINE = [
    _entry("e1", "alert", "Alertmanager opened the case: NodeDown on core-sw-2.", _before(hours=4)),
    _entry("e2", "clock", "The arrival clock started: 4 h of service time.", _before(hours=4)),
    _entry("e3", "message", "Amara wrote to the customer.", _before(hours=2), reach="public", body=_OUT),
    _entry("e4", "message", "Amara wrote a note.", _before(minutes=70), reach="internal", body=_IN),
    _entry("e5", "evidence", "Dana recorded a reading: 9.8 V.", _before(minutes=25),
           device_at=_before(minutes=64), late_by=39,
           evidence=[{"label": "Output of PSU 2", "href": "#evidence"}]),
    _entry("e6", "command", "The plan moved the visit: the part arrives at 11:10.", _before(seconds=20)),
]  # fmt: skip

BEFORE = """\
hostname core-sw-2
version 15.2
!
interface Te1/1
 description uplink to dist-1
 mtu 1500
!
ntp server 10.0.0.1
line vty 0 4
 transport input telnet ssh
!
end
"""
AFTER = BEFORE.replace("mtu 1500", "mtu 9198").replace("telnet ssh", "ssh")
_BY_WEEK = (71, 74, 70, 76, 75, 79, 58, 77, 80, 82, 81, 84)
POINTS = [{"label": f"Week {week}", "value": value} for week, value in enumerate(_BY_WEEK, 1)]

_TITLES = [
    (
        "CASE-1042",
        "Core switch reboots under load",
        "Northwind Clinics · Telehouse, London · core-sw-2",
        2,
        2,
    ),
    (
        "CASE-1039",
        "Nurse call system in ward 4 without dial tone since the power work",
        "St Brendan · Cork",
        1,
        3,
    ),
    ("CASE-1047", "Badge readers answer after 20 seconds", "Harbour Logistics · Gate 3, Rotterdam", 3, 1),
    ("CASE-1051", "Replace access points in the canteen", "Kiefer & Söhne · Werk 2, Ulm", 4, 4),
    ("CASE-1033", "Wireless clients drop at shift change", "Harbour Logistics · Hall B, Rotterdam", 3, 5),
]
QUEUE = [
    {"number": number, "title": title, "under": under, "severity": level, "clock": CLOCKS[clock],
     "person": None if index == 3 else PEOPLE[index % 3], "checks": ALL_READY if index % 2 else READINESS,
     "waiting": ("Customer", "Nobody", "Part", "Approval", "Vendor")[index]}
    for index, (number, title, under, level, clock) in enumerate(_TITLES)
]  # fmt: skip

SAMPLE: dict[str, Any] = {
    "user_menu": USER_MENU, "refused_gate": REFUSED_GATE, "passed_gate": PASSED_GATE, "names": NAMES,
    "remedies": REMEDIES, "refused": REFUSAL, "not_allowed": NOT_ALLOWED, "clocks": CLOCKS,
    "terms": REASON_TERMS, "readiness": READINESS, "all_ready": ALL_READY, "people": PEOPLE,
    "evidence": EVIDENCE, "timeline": TIMELINE,
    "before": BEFORE, "after": AFTER, "points": POINTS, "queue": QUEUE, "sample_at": SAMPLE_AT,
    "fix_at": _after(hours=2), "date_at": _before(days=40),
}  # fmt: skip
