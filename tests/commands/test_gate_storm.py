"""Random orders of real commands: whatever is tried, nothing is closed without the evidence that it needs.

The judge here is an oracle of its own (:func:`unproved`): it reads the rows by the words of domain.md, gate
4, and knows nothing of the engine. ``FIRSTFIX_STORM`` sets how many sequences are tried.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from firstfix.apps.assets.commands import return_part
from firstfix.apps.cases.commands import (
    add_note,
    link_knowledge,
    prepare_closure,
    record_acceptance,
    reopen_case,
    resolve_case,
    start_case,
    verify_case,
)
from firstfix.apps.cases.models import Case, CustomerAcceptance, KnowledgeLink
from firstfix.apps.dispatching.commands import accept_visit, assign_visit
from firstfix.apps.evidence.commands import add_evidence
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits import commands as visit_commands
from firstfix.apps.visits.models import SignOff, TimeEntry, WorkOrder
from firstfix.engines.verdict import Verdict
from firstfix.kernel import clock, facts
from firstfix.kernel.commands import Done
from firstfix.kernel.refusal import Refusal
from tests import world

SEQUENCES = int(os.environ.get("FIRSTFIX_STORM", "24"))
STEPS_AT_MOST = 70
CASES_PER_REGION = 10

pytestmark = pytest.mark.django_db

Answer = Done | Refusal
CLOSING = ("complete_work_order", "complete_work_order_partially", "resolve_case")
PROVING = ("log", "value", "screenshot", "capture", "probe_result", "photo")


@pytest.mark.covers("S1-D05", "S1-X03")
def test_no_order_of_commands_closes_anything_without_its_evidence() -> None:
    storms = storms_of(SEQUENCES)
    assert [sorted(found.unproved) for found in storms if found.unproved] == []
    # Closures did happen, and gates did refuse: the storm blew.
    assert sum(found.resolved_count for found in storms) >= SEQUENCES // 10
    assert sum(found.closed_count for found in storms) >= SEQUENCES // 5
    assert sum(found.refused_count for found in storms) >= SEQUENCES


def test_the_oracle_notices_gates_that_always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = {name: lambda _question, name=name: Verdict(name) for name in facts._providers}
    monkeypatch.setattr(facts, "_providers", opened)
    assert any(found.unproved for found in storms_of(3))


def storms_of(count: int) -> list[Storm]:
    """Give what came of so many sequences, a day apart; each region has parts for a few of them only."""
    start, found = clock.now(), []
    for seed in range(count):
        moment = start + timedelta(days=seed)
        if seed % CASES_PER_REGION == 0:
            with clock.frozen_at(moment):
                region = world.region()
        found.append(storm(region, seed, moment))
    return found


class Storm:
    """One case, what was tried on it, and what came of it."""

    def __init__(self, region: world.Region, seed: int) -> None:
        self.region, self.dice = region, random.Random(seed)
        self.case_id = world.case(region, self.dice.choice([2, 3, 4])).pk
        self.order_id = world.work_order(region, Case.objects.get(pk=self.case_id)).pk
        self.visit_id = world.proposed_visit(region, WorkOrder.objects.get(pk=self.order_id), hours=1).pk
        self.unproved: set[str] = set()
        self.resolved_count = self.closed_count = self.refused_count = 0

    def give(self, step: Callable[[Storm], Answer | None]) -> None:
        """Try one step; where it closed something, ask the oracle about it at once.

        Evidence that comes later may show a failure; that reopens the case and is no hole in the gate.
        """
        answer = step(self)
        self.refused_count += isinstance(answer, Refusal)
        if isinstance(answer, Done) and answer.command in CLOSING:
            is_resolved = answer.command == "resolve_case"
            self.resolved_count += is_resolved
            self.closed_count += 1
            self.unproved |= unproved(Case.objects.get(pk=self.case_id), is_resolved=is_resolved)


def storm(region: world.Region, seed: int, start: object) -> Storm:
    """Give what came of one sequence: mostly the next useful step, sometimes left out, sometimes any step."""
    moment = start
    with clock.frozen_at(moment):  # type: ignore[arg-type]
        found = Storm(region, seed)
    left_out = found.dice.choice([0.0, 0.0, 0.03, 0.1, 0.3])
    strays = found.dice.choice([0.0, 0.0, 0.1, 0.3])
    path = list(PATH)
    for _step in range(STEPS_AT_MOST):
        moment += timedelta(minutes=1)  # type: ignore[operator]
        if not path:
            break
        step = found.dice.choice(PATH) if found.dice.random() < strays else path.pop(0)
        if found.dice.random() >= left_out:
            with clock.frozen_at(moment):  # type: ignore[arg-type]
                found.give(step)
    return found


def unproved(case: Case, *, is_resolved: bool) -> set[str]:
    """Give what is missing of an ended piece of work, read from the rows by the words of gate 4."""
    ended = TimeEntry.objects.filter(case=case, kind="work")
    last = max((entry.ended_at for entry in ended if entry.ended_at), default=None)
    looks = EvidenceItem.objects.filter(case=case, purpose="post_fix_check", kind__in=PROVING)
    after = [look for look in looks if last and look.collected_at >= last]
    answers = [*CustomerAcceptance.objects.filter(case=case).values_list("given_at", flat=True)]
    answers += SignOff.objects.filter(visit__work_order__case=case).values_list("signed_at", flat=True)
    lacks = {
        "time": last is None,
        "evidence": not any(look.has_passed is not False for look in after),
        "passing": bool(after) and max(after, key=lambda look: look.collected_at).has_passed is False,
        "acceptance": not any(last and at >= last for at in answers),
    }
    if is_resolved:
        closure = case.closures.exclude(closed_at=None).order_by("closed_at").last()
        lacks["code"] = closure is None or not closure.code
        lacks["cause"] = closure is None or not (closure.root_cause or closure.root_cause_unknown_because)
        known = KnowledgeLink.objects.filter(case=case).exists()
        lacks["knowledge"] = case.severity in (1, 2) and not known
    return {f"{case.reference}: {name}" for name, is_lacking in lacks.items() if is_lacking}


def on_case(command: Callable[..., Answer], role: str, **fields: object) -> Callable[[Storm], Answer]:
    return lambda found: command(found.region.by(role), found.case_id, **fields)


def on_order(name: str, role: str, **fields: object) -> Callable[[Storm], Answer]:
    command = getattr(visit_commands, name)
    return lambda found: command(found.region.by(role), found.order_id, **fields)


def on_visit(name: str, role: str = "engineer", **fields: object) -> Callable[[Storm], Answer]:
    command = getattr(visit_commands, name)
    return lambda found: command(found.region.by(role), found.visit_id, **fields)


def make_ready(found: Storm) -> Answer:
    order = WorkOrder.objects.get(pk=found.order_id)
    steps = [step for step in world.READYING if found.dice.random() > 0.05]
    world.readied(found.region, order, *steps)
    because = {"override_because": "The ward cannot wait."} if found.dice.random() < 0.7 else {}
    return visit_commands.ready_work_order(found.region.by("manager"), order.pk, **because)


def assign(found: Storm) -> Answer:
    times = {"start_at": world.in_hours(1), "end_at": world.in_hours(2)}
    engineer = {"engineer_id": found.region.engineer_id, "override_because": "The ward cannot wait."}
    return assign_visit(found.region.by("manager"), found.visit_id, **engineer, **times)


def accept(found: Storm) -> Answer:
    return accept_visit(found.region.by("engineer"), found.visit_id)


def prove(found: Storm) -> Answer:
    """Add evidence that mostly proves the fix: else of another purpose or kind, failed, or older."""
    chance = found.dice.random
    piece: dict[str, object] = {
        "title": "Link light on port 3",
        "kind": "value" if chance() < 0.8 else "document",
        "purpose": "post_fix_check" if chance() < 0.8 else "diagnosis",
        "check_name": "link",
        "has_passed": chance() < 0.85,
        "value": {"value": 1},
    }
    if chance() < 0.15:
        piece["collected_at"] = world.in_hours(-3)
    return add_evidence(found.region.by("engineer"), case_id=found.case_id, **piece)


def again(found: Storm) -> Answer | None:
    if found.dice.random() < 0.8:
        return None
    return reopen_case(found.region.by("support_specialist"), found.case_id, because="Down again.")


def give_back_parts(found: Storm) -> Answer | None:
    from_van = world.reservations(WorkOrder.objects.get(pk=found.order_id)).filter(state="in_van").first()
    if from_van is None:
        return None
    back = {"to_location_id": found.region.depot.pk, "because": "Not needed."}
    return return_part(found.region.by("logistics"), from_van.pk, **back)


NOTE = "Reseated the power cable of the switch, link came up, pinged the gateway."
OVERRIDE = {"override_because": "The ward cannot wait."}
PATH: tuple[Callable[[Storm], Answer | None], ...] = (
    on_case(start_case, "support_specialist"),
    on_order("qualify_work_order", "dispatcher"),
    make_ready,
    assign,
    accept,
    on_order("schedule_work_order", "manager", **OVERRIDE),
    on_visit("read_safety_notes"),
    on_order("dispatch_work_order", "manager", **OVERRIDE),
    on_visit("start_travel"),
    on_visit("check_in"),
    on_visit("acknowledge_safety"),
    on_visit("start_work"),
    prove,
    on_visit("verify_visit", result="fixed"),
    prove,
    on_visit("sign_visit", signer_name="Nora Byrne"),
    on_visit("refuse_visit_signature", signer_name="Nora Byrne", reason="The noise is still there."),
    on_visit("sign_visit", signer_name="Nora Byrne"),
    on_visit("leave_site"),
    on_visit("state_parts"),
    give_back_parts,
    on_visit("complete_visit", avoidable_cause="none"),
    on_case(add_note, "engineer", words=NOTE),
    on_order("complete_work_order", "engineer"),
    prove,
    on_order("complete_work_order", "engineer"),
    on_order("review_work_order", "support_specialist"),
    on_order("close_work_order", "support_specialist"),
    on_case(verify_case, "support_specialist"),
    on_case(resolve_case, "support_specialist"),
    on_case(prepare_closure, "engineer", code="fixed_on_site", root_cause="A loose power cable."),
    on_case(resolve_case, "support_specialist"),
    on_case(record_acceptance, "customer_contact", outcome="accepted"),
    on_case(link_knowledge, "support_specialist", reference="KB-12 Power cables"),
    on_case(resolve_case, "support_specialist"),
    again,
    on_case(resolve_case, "support_specialist"),
)
