"""A visit as it would be recorded, for tests and to look at: a core switch with a failing power supply."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from firstfix.engines.documents import ReportFacts, content_hash, write_service_report
from firstfix.engines.documents.facts import (
    ActionFact,
    AssetFacts,
    CaseFacts,
    CheckFact,
    ClockFact,
    EvidenceFact,
    FollowUpFact,
    HypothesisFact,
    PartFact,
    PlaceFacts,
    ReadinessFact,
    RemoteAttemptFact,
    SignOffFact,
    TimeFact,
    TimelineFact,
    VisitFacts,
)

REPORTED_AT = datetime(2026, 3, 12, 5, 41, tzinfo=UTC)


def after(minutes: int) -> datetime:
    """Give the time so many minutes after the report."""
    return REPORTED_AT + timedelta(minutes=minutes)


def digest_of(name: str) -> str:
    """Give a SHA-256 in hex that stands for the file ``name``."""
    return hashlib.sha256(name.encode()).hexdigest()


def visit_facts() -> ReportFacts:
    """Give a whole visit, unsigned, with public and internal entries."""
    return ReportFacts(
        case=CaseFacts(
            number="C-2026-01184",
            title="Core switch restarts, ward network drops",
            kind="incident",
            severity="Sev2",
            priority="P2",
            problem="Since about 06:30 the network on wards 3 and 4 drops every twenty minutes.\n"
            "The nurses' phones lose their calls. The big switch in the basement shows a red light.",
            impact="Two wards without telephony for three minutes at a time",
        ),
        place=PlaceFacts(
            customer="Klinikum Am Steinberg gGmbH",
            site="Haus B, Technikraum U1.07",
            address="Steinbergstraße 14, 34117 Kassel",
            zone="Europe/Berlin",
            contact_name="Jana Weiß",
            contact_role="network operations",
        ),
        visit=VisitFacts(number="V-2026-00733", engineers=("Dana Okafor", "Milan Havel"), outcome="done"),
        asset=AssetFacts(
            product="Catalyst C9407R",
            serial="FXS2231Q0ZT",
            firmware="17.09.04a",
            location="rack 4, position 12",
        ),
        timeline=(
            TimelineFact(event="reported", at=after(0), by="Jana Weiß"),
            TimelineFact(event="acknowledged", at=after(6), by="Priya Raman"),
            TimelineFact(event="dispatched", at=after(64), by="Ole Brandt"),
            TimelineFact(event="arrived", at=after(171), by="Dana Okafor"),
            TimelineFact(event="restored", at=after(228), by="Dana Okafor"),
            TimelineFact(event="verified", at=after(262), by="Dana Okafor"),
        ),
        remote_attempts=(
            RemoteAttemptFact(
                attempt="Restart causes read from the log",
                result="Five restarts in two hours, each after a power alarm of supply 2",
                by="Priya Raman",
                at=after(19),
                visibility="public",
            ),
            RemoteAttemptFact(
                attempt="Supply 2 switched off by command",
                result="Restarts stop, but one supply alone does not carry the PoE load of both wards",
                by="Priya Raman",
                at=after(41),
                visibility="public",
            ),
            RemoteAttemptFact(
                attempt="INTERNAL-REMOTE asked the vendor about a silent recall",
                result="INTERNAL-RESULT vendor denies",
                by="Priya Raman",
                at=after(50),
                visibility="internal",
            ),
        ),
        readiness=(
            ReadinessFact(name="Part in the van", state="held", visibility="public"),
            ReadinessFact(
                name="Access and escort", state="held", reason="Gate 2, Mr Yıldız", visibility="public"
            ),
            ReadinessFact(
                name="INTERNAL-READY", state="overridden", reason="INTERNAL-WHY", visibility="internal"
            ),
        ),
        hypotheses=(
            HypothesisFact(
                statement="Power supply 2 fails under load and pulls the bus down",
                verdict="confirmed",
                evidence_for=("log-1", "meter-1"),
                visibility="public",
            ),
            HypothesisFact(
                statement="The feed from distribution board U1-3 is unstable",
                verdict="rejected",
                evidence_for=("log-1",),
                evidence_against=("meter-2",),
                visibility="public",
            ),
            HypothesisFact(
                statement="INTERNAL-HYPOTHESIS the customer overloads the rack",
                verdict="open",
                evidence_for=("note-1",),
                visibility="internal",
            ),
        ),
        checks=_checks(),
        actions=(
            ActionFact(
                action="Power supply in slot PS2 replaced while PS1 carried the load",
                by="Dana Okafor",
                at=after(214),
                change_number="CHG-0441",
                evidence=("photo-1",),
                visibility="public",
            ),
            ActionFact(
                action="Power redundancy mode set back to combined",
                by="Dana Okafor",
                at=after(226),
                change_number="CHG-0441",
                visibility="public",
            ),
            ActionFact(
                action="INTERNAL-ACTION tidied our own cabling fault from 2024",
                by="Milan Havel",
                at=after(230),
                evidence=("note-1",),
                visibility="internal",
            ),
        ),
        parts=(
            PartFact(
                part_number="C9400-PWR-3200AC",
                description="Power supply 3200 W AC",
                serial_in="DTM2544041K",
                serial_out="DTM2211009C",
                rma_number="RMA-88127",
            ),
        ),
        times=(
            TimeFact(kind="travel", person="Dana Okafor", minutes=87, visibility="public"),
            TimeFact(kind="work", person="Dana Okafor", minutes=91, visibility="public"),
            TimeFact(kind="assist", person="Milan Havel", minutes=35, visibility="internal"),
        ),
        evidence=_evidence(),
        clocks=(
            ClockFact(
                target="respond",
                outcome="met",
                promised_minutes=30,
                used_minutes=6,
                due_at=after(30),
                visibility="public",
            ),
            ClockFact(
                target="restore",
                outcome="met",
                promised_minutes=240,
                used_minutes=228,
                due_at=after(240),
                visibility="public",
            ),
            ClockFact(
                target="INTERNAL-OLA",
                outcome="missed",
                promised_minutes=15,
                used_minutes=40,
                due_at=after(15),
                visibility="internal",
            ),
        ),
        follow_ups=(
            FollowUpFact(
                what="Firmware 17.09.05 in the next maintenance window",
                owner="Firstfix, Ole Brandt",
                due_at=after(60 * 24 * 20),
                visibility="public",
            ),
            FollowUpFact(
                what="INTERNAL-FOLLOW-UP bill the second engineer", owner="Ole", visibility="internal"
            ),
        ),
        prepared_at=after(300),
        ledger_head=digest_of("ledger"),
        provider="Nordhessen Netzdienst GmbH",
    )


def signed_facts() -> ReportFacts:
    """Give the same visit after the customer accepted what was put before them."""
    facts = visit_facts()
    signed = content_hash(write_service_report(facts, audience="customer").as_signed())
    return replace(
        facts,
        sign_off=SignOffFact(
            decision="accepted",
            name="Jana Weiß",
            role="network operations",
            words="Quick and clean. Please tell us before the firmware window.",
            signed_at=after(275),
            signed_hash=signed,
        ),
    )


def _checks() -> tuple[CheckFact, ...]:
    return (
        CheckFact(
            title="Input voltage at PS2",
            phase="before_fix",
            outcome="pass",
            performed_at=after(184),
            value="229.6",
            unit="V",
            expected="207 to 253 V",
            evidence=("meter-2",),
            visibility="public",
        ),
        CheckFact(
            title="Output of PS2 at 60 % load",
            phase="before_fix",
            outcome="fail",
            performed_at=after(192),
            value="48.1",
            unit="V",
            expected="54.5 to 56.5 V",
            evidence=("meter-1",),
            visibility="public",
        ),
        CheckFact(
            title="INTERNAL-CHECK our torque wrench",
            phase="before_fix",
            outcome="waived",
            performed_at=after(195),
            reason="INTERNAL-REASON calibration lapsed",
            visibility="internal",
        ),
        CheckFact(
            title="No restart under full PoE load",
            phase="after_fix",
            outcome="pass",
            performed_at=after(258),
            value="30",
            unit="min without alarm",
            expected="30 min",
            evidence=("log-2",),
            visibility="public",
        ),
        CheckFact(
            title="Call from ward 3 to ward 4",
            phase="after_fix",
            outcome="pass",
            performed_at=after(261),
            value="10 of 10 calls held",
            expected="10 of 10",
            visibility="public",
        ),
        CheckFact(
            title="Failover to PS1",
            phase="after_fix",
            outcome="not_applicable",
            performed_at=after(262),
            reason="Both supplies are needed in combined mode",
            visibility="public",
        ),
    )


def _evidence() -> tuple[EvidenceFact, ...]:
    rows = (
        ("log-1", "Restart log before the fix", "log", 19, "public", False),
        ("meter-2", "Input voltage at PS2", "value", 184, "public", False),
        ("meter-1", "Output voltage of PS2 at 60 % load", "value", 192, "public", False),
        ("photo-1", "PS2 fitted, both lights green", "photo", 217, "public", True),
        ("note-1", "INTERNAL-EVIDENCE photo of our own cabling fault", "photo", 218, "internal", True),
        ("log-2", "Log of the 30 minutes after the fix", "log", 258, "public", False),
    )
    return tuple(
        EvidenceFact(
            evidence_id=name,
            label=label,
            kind=kind,
            digest=digest_of(name),
            collected_at=after(minutes),
            collected_by="Dana Okafor",
            is_picture=is_picture,
            visibility="internal" if visibility == "internal" else "public",
        )
        for name, label, kind, minutes, visibility, is_picture in rows
    )
