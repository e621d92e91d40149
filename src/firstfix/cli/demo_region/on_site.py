"""The stages of a story on the road and on site, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.cases.commands import (
    close_case,
    confirm_hypothesis,
    link_knowledge,
    post_message,
    prepare_closure,
    record_acceptance,
    resolve_case,
    restore_case,
    verify_case,
)
from firstfix.apps.evidence.commands import add_evidence
from firstfix.apps.visits.commands import (
    acknowledge_safety,
    add_work_note,
    check_in,
    close_work_order,
    complete_visit,
    complete_work_order,
    consume_part,
    leave_site,
    make_report,
    pass_check,
    prove_criterion,
    record_time,
    review_work_order,
    sign_visit,
    start_checklist,
    start_travel,
    start_work,
    state_parts,
    verify_visit,
)
from firstfix.cli.demo_region.changing import carry_out_change
from firstfix.cli.demo_region.playing import TRAVEL_MINUTES, Play

__all__ = [
    "arrive",
    "close",
    "close_order",
    "leave",
    "report",
    "resolve",
    "resolve_remotely",
    "sign",
    "travel",
    "verify",
    "work",
]

_PURPOSES = {
    "incident": "post_fix_check",
    "request": "fulfilment",
    "installation": "acceptance_test",
    "upgrade": "post_check",
    "maintenance": "checklist",
}


def travel(play: Play) -> None:
    """Set out for the site."""
    play.wait_until(play.starts_at - timedelta(minutes=TRAVEL_MINUTES))
    play.on_site(start_travel, play.made["visit"], after_minutes=0)


def arrive(play: Play) -> None:
    """Arrive, and acknowledge the hazards."""
    play.wait_until(play.starts_at - timedelta(minutes=3))
    play.on_site(check_in, play.made["visit"])
    play.on_site(acknowledge_safety, play.made["visit"], after_minutes=4)


def work(play: Play) -> None:
    """Do the work: measure, fit, note."""
    play.on_site(start_work, play.made["visit"], after_minutes=3)
    _note(play, "observation", play.story["seen"], after_minutes=10)
    if play.kind == "incident":
        _prove_cause(play)
    if play.kind == "upgrade":
        carry_out_change(play)
    if "checks" in play.story:
        _settle_checks(play)
    if "part" in play.story:
        _fit(play)
    _note(play, "action", play.story["done"], after_minutes=max(play.story["minutes"] // 3, 5))


def verify(play: Play) -> None:
    """End the work and show that it holds."""
    result = "fixed" if play.kind == "incident" else "work_done"
    play.on_site(verify_visit, play.made["visit"], result=result, after_minutes=5)
    _prove(play, play.engineer.code)


def sign(play: Play) -> None:
    """Let the customer sign."""
    signer = {"signer_name": play.contact_name, "signer_role": "Contact on site"}
    play.on_site(sign_visit, play.made["visit"], after_minutes=6, **signer)


def leave(play: Play) -> None:
    """Leave the site, and complete the visit in the van."""
    play.on_site(leave_site, play.made["visit"], after_minutes=5)
    play.on_site(state_parts, play.made["visit"])
    play.on_site(complete_visit, play.made["visit"], avoidable_cause="none")


def report(play: Play) -> None:
    """Make the service report from what was recorded."""
    play.on_site(make_report, play.made["visit"])


def close_order(play: Play) -> None:
    """Report the work order done, look at it, close it."""
    order = play.made["order"]
    play.on_site(complete_work_order, order)
    play.do(play.specialist, review_work_order, order, after_minutes=40)
    play.do(play.specialist, close_work_order, order, after_minutes=1)


def resolve(play: Play) -> None:
    """Write down how it ends, and resolve the case with its proof."""
    case = play.made["case"]
    if play.kind == "incident":
        play.do(play.specialist, restore_case, case, how=play.story["done"])
    play.do(play.specialist, verify_case, case)
    _prepare_closure(play, play.story.get("closing", "fixed_on_site"))
    play.do(play.specialist, resolve_case, case, after_minutes=4)
    checked = f"It is done and was checked: {play.story['proof'][0]}."
    words = f"{checked} Please close the case, or tell us what is left."
    play.do(play.specialist, post_message, case, words=words)


def resolve_remotely(play: Play) -> None:
    """Resolve the case without a visit: proved, and accepted by the customer."""
    spent = {"started_at": play.at - timedelta(minutes=25), "ended_at": play.at}
    play.do(play.specialist, record_time, case_id=play.made["case"], **spent)
    _prove(play, play.specialist)
    accepted = {"outcome": "accepted"}
    play.do(play.contact, record_acceptance, play.made["case"], after_minutes=45, **accepted)
    play.do(play.specialist, restore_case, play.made["case"], how=play.story["remote"][1])
    play.do(play.specialist, verify_case, play.made["case"])
    _prepare_closure(play, "fixed_remotely")
    play.do(play.specialist, resolve_case, play.made["case"])


def close(play: Play) -> None:
    """Let the customer close the case."""
    play.do(play.contact, close_case, play.made["case"], after_minutes=50)


def _prepare_closure(play: Play, code: str) -> None:
    case, done = play.made["case"], play.story.get("done") or play.story["remote"][1]
    cause = {"root_cause": play.story["cause"]}
    play.do(play.specialist, prepare_closure, case, code=code, resolution=done, **cause)
    if play.story["levels"][0] <= 2:
        play.do(play.specialist, link_knowledge, case, reference=f"KB-{play.story['code']}")


def _note(play: Play, kind: str, text: str, after_minutes: int) -> None:
    fields = {"visit_id": play.made["visit"], "kind": kind, "text": text, "visibility": "public"}
    play.on_site(add_work_note, play.made["case"], after_minutes=after_minutes, **fields)


def _prove_cause(play: Play) -> None:
    check, value, unit = play.story["finding"]
    failing = play.on_site(
        add_evidence,
        case_id=play.made["case"],
        title=check,
        kind="value",
        check_name=check,
        has_passed=False,
        value={"value": value, "unit": unit},
        visibility="public",
        subject_type="hypothesis",
        subject_id=play.made["hypothesis"],
        role="for",
    )
    play.made["failing"] = failing.subject_id
    play.on_site(confirm_hypothesis, play.made["hypothesis"], because=play.story["seen"])


def _fit(play: Play) -> None:
    grounds: dict[str, Any] = {}
    if play.kind == "incident":
        grounds = {"hypothesis_id": play.made["hypothesis"], "failing_evidence_id": play.made["failing"]}
    fields = {"visit_id": play.made["visit"], "serial_out": f"OLD{play.key[-3:]}", **grounds}
    play.on_site(consume_part, play.made["reservation"], after_minutes=12, **fields)


def _settle_checks(play: Play) -> None:
    code = play.story.get("checklist", "commissioning")
    begun = play.on_site(start_checklist, code=code, visit_id=play.made["visit"])
    for step, value in play.story["checks"].items():
        evidence = _measure(play, step.replace("-", " ").capitalize(), value, _PURPOSES[play.kind])
        check = UUID(begun.result["checks"][step])
        play.on_site(pass_check, check, evidence_id=evidence, after_minutes=3)
    for position, wording in enumerate(play.story.get("criteria", ()), start=1):
        evidence = _measure(play, wording, "seen to hold", _PURPOSES[play.kind])
        fields = {"position": position, "evidence_id": evidence}
        play.on_site(prove_criterion, play.made["order"], **fields)


def _measure(play: Play, title: str, value: float | str, purpose: str) -> UUID:
    fields = {"title": title, "check_name": title, "kind": "value", "purpose": purpose, "has_passed": True}
    case = {"case_id": play.made["case"], "value": {"value": value}, "visibility": "public"}
    return play.on_site(add_evidence, **fields, **case).subject_id


def _prove(play: Play, who: str) -> None:
    check, value, unit = play.story["proof"]
    fields = {
        "title": check,
        "check_name": check,
        "kind": "value",
        "has_passed": True,
        "visibility": "public",
    }
    play.do(
        who,
        add_evidence,
        case_id=play.made["case"],
        purpose=_PURPOSES[play.kind],
        value={"value": value, "unit": unit},
        after_minutes=5,
        **fields,
    )
