"""The stages that a story goes through before somebody travels, in order, each a few commands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.assets.commands import allocate_part, load_part, request_part
from firstfix.apps.cases.commands import (
    answer_basic,
    create_case,
    grant_approval,
    post_message,
    propose_hypothesis,
    record_remote_attempt,
    request_approval,
    start_case,
    state_impact,
    take_case,
    triage_case,
)
from firstfix.apps.cases.models import ApprovalKind, Case
from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.commands import accept_visit, assign_visit
from firstfix.apps.dispatching.commands.limits import approvals_needed, arrival_due_at
from firstfix.apps.visits.commands import (
    agree_acceptance_criteria,
    answer_change_question,
    confirm_access,
    create_work_order,
    dispatch_work_order,
    list_parts,
    name_escort,
    propose_visit,
    qualify_work_order,
    read_safety_notes,
    ready_work_order,
    record_site_survey,
    schedule_work_order,
    write_commissioning_plan,
)
from firstfix.cli.demo_region.changing import plan_change
from firstfix.cli.demo_region.equipment import depot_id, part_id
from firstfix.cli.demo_region.making import demo_id
from firstfix.cli.demo_region.people import person_id, van_id
from firstfix.cli.demo_region.playing import TRAVEL_MINUTES, Play
from firstfix.engines.readiness import Basic

__all__ = [
    "accept",
    "assign",
    "dispatch",
    "give_access",
    "make_ready",
    "open_case",
    "open_for_days",
    "prepare",
    "raise_order",
    "schedule",
    "start",
    "supply",
    "triage",
]

DESK, DISPATCHER, STORES, MANAGER = "ines", "dana", "lukas", "marta"

_WORK = {
    "incident": "repair",
    "request": "delivery",
    "installation": "installation",
    "upgrade": "upgrade",
    "maintenance": "maintenance",
}
_PART_SOURCE = {"incident": "hypothesis", "request": "request", "installation": "bill_of_materials"}
_SOUND = {
    "power": "Both lamps are green.",
    "cabling": "All plugs sit tight.",
    "dns": "Names resolve from the next room.",
    "ntp": "The clock agrees with the time server.",
    "certificate_expiry": "No certificate ends within a month.",
}


def open_case(play: Play) -> None:
    """Let the customer report it on the portal, in their own words."""
    play.make(
        "case",
        play.contact,
        create_case,
        title=play.story["title"],
        description=play.story["description"],
        kind=play.kind,
        organization_id=demo_id("organization", play.customer.code),
        site_id=play.site,
        asset_id=play.asset,
        contact_id=person_id(play.contact),
        after_minutes=0,
    )


def triage(play: Play) -> None:
    """Let the desk judge how bad it is."""
    severity, impact, urgency = play.story["levels"]
    levels = {"severity": severity, "impact": impact, "urgency": urgency}
    because = "As the customer describes it, and as far as the monitoring shows."
    play.do(DESK, triage_case, play.made["case"], after_minutes=9, because=because, **levels)
    if severity <= 2:
        affected = "All who work at the site."
        play.do(DESK, state_impact, play.made["case"], affected=affected, services=play.story["title"])


def start(play: Play) -> None:
    """Let the second line take it up and answer the customer."""
    play.do(play.specialist, take_case, play.made["case"], after_minutes=5)
    play.do(play.specialist, start_case, play.made["case"], after_minutes=1)
    words = "We have it and look at it now. Nobody has to do anything at the device; you hear from us today."
    play.do(play.specialist, post_message, play.made["case"], words=words, after_minutes=4)


def prepare(play: Play) -> None:
    """Try what can be tried from a distance, and write down what is suspected."""
    if "remote" in play.story:
        result, words = play.story["remote"]
        fields = {"result": result, "words": words}
        play.do(play.specialist, record_remote_attempt, play.made["case"], after_minutes=25, **fields)
    if play.kind == "incident":
        _look_at_basics(play)
        _suspect(play)


def _look_at_basics(play: Play) -> None:
    faulty = play.story["faulty"]
    for basic in Basic:
        is_faulty = basic.value == faulty
        words = play.story["look"] if is_faulty else _SOUND[basic.value]
        fields = {"basic": basic.value, "answer": "faulty" if is_faulty else "sound", "words": words}
        play.do(play.specialist, answer_basic, play.made["case"], after_minutes=1, **fields)


def _suspect(play: Play) -> None:
    layer, statement = play.story["hypothesis"]
    fields: dict[str, Any] = {"case_id": play.made["case"], "statement": statement, "layer": layer}
    if "finding" in play.story:
        fields["next_step"] = f"Measure: {play.story['finding'][0]}."
    play.make("hypothesis", play.specialist, propose_hypothesis, **fields)


def raise_order(play: Play) -> None:
    """Raise the work order and describe what it needs."""
    skills = [
        {"skill_id": str(demo_id("skill", skill)), "is_mandatory": skill == "electrical"}
        for skill in play.skills
    ]
    order = play.make(
        "order",
        play.specialist,
        create_work_order,
        case_id=play.made["case"],
        title=play.story["title"],
        kind=_WORK[play.kind],
        duration_minutes=play.story["minutes"],
        skills=skills,
        after_minutes=5,
    )
    play.do(play.specialist, qualify_work_order, order)
    play.do(play.specialist, list_parts, order, parts=_parts(play))
    _plan(play, order)


def _parts(play: Play) -> list[dict[str, Any]]:
    if "part" not in play.story:
        return []
    part = {"part_type_id": str(part_id(play.story["part"])), "quantity": 1}
    return [part | {"source": _PART_SOURCE[play.kind]}]


def _plan(play: Play, order: UUID) -> None:
    if play.kind == "upgrade":
        play.do(play.specialist, answer_change_question, order, changes_it=True)
    elif play.kind == "installation":
        play.do("viktor", record_site_survey, order, words=play.story["survey"])
        play.do("viktor", write_commissioning_plan, order, words=play.story["plan"])
        approver = f"{play.customer.code}.approver"
        play.do(approver, agree_acceptance_criteria, order, criteria=play.story["criteria"], after_minutes=15)
    else:
        words = "Nothing is set differently afterwards."
        play.do(play.specialist, answer_change_question, order, changes_it=False, words=words)


def give_access(play: Play) -> None:
    """Let the customer say when people may come in, and who goes along."""
    window = {"opens_at": play.starts_at - timedelta(hours=2), "closes_at": play.ends_at + timedelta(hours=4)}
    words = "The gate knows about it."
    order = play.made["order"]
    play.do(play.contact, confirm_access, order, words=words, after_minutes=20, **window)
    if play.customer.is_regulated:
        play.do(play.contact, name_escort, order, escort=play.contact_name)
    if play.kind == "upgrade":
        plan_change(play)


def open_for_days(play: Play) -> None:
    """Let the customer say that people may come in on any of the next days, in the site's own hours."""
    window = {"opens_at": play.until - timedelta(days=1), "closes_at": play.until + timedelta(days=14)}
    words = "Any day will do; the desk lets you in."
    play.do(play.contact, confirm_access, play.made["order"], words=words, after_minutes=20, **window)
    if play.customer.is_regulated:
        play.do(play.contact, name_escort, play.made["order"], escort=play.contact_name)


def supply(play: Play) -> None:
    """Bring the part from the depot into the engineer's van."""
    if "part" not in play.story:
        return
    part = {"part_type_id": part_id(play.story["part"]), "quantity": 1, "needed_by_at": play.starts_at}
    fields = {"for_type": "work_order", "for_id": play.made["order"]}
    reservation = play.make("reservation", play.specialist, request_part, **part, **fields)
    depot = depot_id(play.engineer.country)
    play.do(STORES, allocate_part, reservation, location_id=depot, after_minutes=12)
    play.do(STORES, load_part, reservation, van_id=van_id(play.engineer), after_minutes=30)


def make_ready(play: Play) -> None:
    """Let the dispatcher find the order ready: its gate has all it asks for."""
    play.do(DISPATCHER, ready_work_order, play.made["order"], after_minutes=5)


def assign(play: Play) -> None:
    """Plan the visit and give it to the engineer."""
    plan = {"planned_start_at": play.starts_at, "planned_end_at": play.ends_at}
    visit = play.make("visit", DISPATCHER, propose_visit, work_order_id=play.made["order"], **plan)
    times = {"start_at": play.starts_at, "end_at": play.ends_at, "travel_minutes": TRAVEL_MINUTES}
    case, goer = Case.objects.get(pk=play.made["case"]), person_id(play.engineer.code)
    hours = {"start_at": play.starts_at, "end_at": play.ends_at}
    for kind in approvals_needed(case, Person.objects.get(pk=goer), **hours):
        _have_approved(play, kind, visit)
    due_at = arrival_due_at(case)
    late = {"because": "The site opens its door no earlier."} if due_at and play.starts_at > due_at else {}
    play.do(DISPATCHER, assign_visit, visit, engineer_id=goer, **times, **late)


def _have_approved(play: Play, kind: ApprovalKind, visit: UUID) -> None:
    about = {"case_id": play.made["case"], "subject_type": "visit", "subject_id": visit}
    why = "The fault cannot wait for office hours."
    asked = play.do(DISPATCHER, request_approval, after_minutes=0, kind=kind, because=why, **about)
    agreed = "Agreed with the customer by phone."
    play.do(MANAGER, grant_approval, asked.subject_id, after_minutes=0, because=agreed)


def accept(play: Play) -> None:
    """Let the engineer accept and read about the hazards."""
    play.on_site(accept_visit, play.made["visit"], after_minutes=14)
    play.on_site(read_safety_notes, play.made["visit"], after_minutes=1)


def schedule(play: Play) -> None:
    """Give the work its day."""
    play.do(DISPATCHER, schedule_work_order, play.made["order"], after_minutes=3)


def dispatch(play: Play) -> None:
    """Let the truck roll, on the morning of the visit."""
    play.wait_until(play.starts_at - timedelta(minutes=TRAVEL_MINUTES + 20))
    play.do(DISPATCHER, dispatch_work_order, play.made["order"])
