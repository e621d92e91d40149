"""What a work order needs and what of it is there: parts, skills, changes, firmware, checks before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from firstfix.apps.assets.models import Reservation, StockLocationKind
from firstfix.apps.directory.models import Person, SkillHolding
from firstfix.apps.visits.facts.gathering import gathered, gathered_people, gathered_reservations
from firstfix.apps.visits.models import (
    Change,
    ChangeStep,
    ChangeStepPhase,
    ChecklistPurpose,
    ChecklistResult,
    FirmwarePlan,
    WorkOrder,
)
from firstfix.engines.readiness import ChangeFacts, FirmwareFacts, PartNeed, SkillNeed

__all__ = ["change", "firmware", "governing_changes", "held_skills", "parts", "pre_checks", "skills"]

_PROMISED = ("allocated", "picked", "in_transit", "in_van")
_APPROVED = ("approved", "scheduled", "pre_checked", "executing", "post_checked", "successful", "reviewed")
_GONE = ("cancelled", "rejected", "rolled_back", "failed", "reviewed")
_STEP_PASSED = {"done": True, "failed": False, "skipped": True}
_CHECK_PASSED = {"passed": True, "not_applicable": True, "waived": True, "failed": False}


def parts(order: WorkOrder, engineer: Person | None) -> tuple[PartNeed, ...]:
    """Give each part that the order asks for with what is promised to it and where that lies.

    While no engineer is chosen a part in any van counts as being in "the van".
    """
    wanted: dict[UUID, tuple[str, int]] = {}
    for need in gathered(order, "part_needs", "part_type"):
        _name, quantity = wanted.get(need.part_type_id, ("", 0))
        wanted[need.part_type_id] = (str(need.part_type), quantity + need.quantity)
    promised = _promised(order)
    return tuple(
        _part(name, quantity, promised[part_type_id], engineer)
        for part_type_id, (name, quantity) in wanted.items()
    )


def skills(order: WorkOrder) -> tuple[SkillNeed, ...]:
    """Give the skills that the order asks for."""
    return tuple(
        SkillNeed(need.skill.name, need.is_mandatory) for need in gathered(order, "skill_needs", "skill")
    )


def held_skills(
    order: WorkOrder, crew: Sequence[UUID | None], day: date | None, *, is_supervised: bool
) -> dict[str, date | None]:
    """Give those of the order's skills that the crew holds at the level asked for, with their last days.

    What has not begun on the day, or may only be used under a supervision that is not there, is left out.
    """
    held: dict[str, date | None] = {}
    for holding in _holdings(order, crew):
        has_begun = day is None or holding.valid_from is None or holding.valid_from <= day
        if has_begun and (is_supervised or not holding.needs_supervision):
            name = holding.skill.name
            held[name] = _later(held[name], holding.valid_until) if name in held else holding.valid_until
    return held


def governing_changes(order: WorkOrder) -> list[Change]:
    """Give the changes of the order that are neither dropped nor over."""
    return list(order.changes.exclude(state__in=_GONE))


def change(governing: Sequence[Change]) -> ChangeFacts | None:
    """Give the order's changes taken together: all approved, all with a way back, in every window."""
    if not governing:
        return None
    opens = [found.window_start_at for found in governing if found.window_start_at]
    closes = [found.window_end_at for found in governing if found.window_end_at]
    return ChangeFacts(
        is_approved=all(found.state in _APPROVED for found in governing),
        has_rollback_plan=all(found.rollback_plan for found in governing),
        opens_at=max(opens, default=None),
        closes_at=min(closes, default=None),
    )


def firmware(order: WorkOrder) -> FirmwareFacts | None:
    """Give the planned way through the versions, if there is one."""
    plan = FirmwarePlan.objects.filter(work_order=order).first()
    return plan and FirmwareFacts(
        installed=plan.installed,
        target=plan.target,
        documented_path=tuple(plan.documented_path),
        planned_path=tuple(plan.planned_path),
        in_kit=frozenset(plan.package_hashes),
    )


def pre_checks(order: WorkOrder, governing: Sequence[Change]) -> dict[str, bool | None]:
    """Give each check before the work with its result: steps of the changes, lines of checklists."""
    steps = ChangeStep.objects.filter(change__in=governing, phase=ChangeStepPhase.PRE_CHECK)
    found: dict[str, bool | None] = {step.wording: _STEP_PASSED.get(step.result) for step in steps}
    results = ChecklistResult.objects.filter(
        run__work_order=order, run__template__purpose=ChecklistPurpose.PRE_CHECK
    )
    return found | {result.step_code: _CHECK_PASSED.get(result.state) for result in results}


def _promised(order: WorkOrder) -> dict[UUID, list[Reservation]]:
    by_part: dict[UUID, list[Reservation]] = defaultdict(list)
    for reservation in _reservations(order):
        by_part[reservation.part_type_id].append(reservation)
    return by_part


def _reservations(order: WorkOrder) -> Iterable[Reservation]:
    made = gathered_reservations(order)
    if made is not None:
        return [one for one in made if one.state in _PROMISED]
    rows = Reservation.objects.made_for("work_order", order.pk).filter(state__in=_PROMISED)
    return rows.select_related("location")


def _part(name: str, quantity: int, promised: list[Reservation], engineer: Person | None) -> PartNeed:
    aboard = [one for one in promised if _is_aboard(one, engineer)]
    coming = [one for one in promised if one not in aboard]
    return PartNeed(
        part=name,
        needed_count=quantity,
        reserved_count=_total(promised),
        in_van_count=_total(aboard),
        arrives_at=_last_arrival(coming),
    )


def _is_aboard(reservation: Reservation, engineer: Person | None) -> bool:
    place = reservation.location
    is_in_a_van = reservation.state == "in_van" and place is not None and place.kind == StockLocationKind.VAN
    return is_in_a_van and (engineer is None or (place is not None and place.person_id == engineer.pk))


def _last_arrival(coming: list[Reservation]) -> datetime | None:
    times = [one.expected_at for one in coming]
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None


def _total(reservations: Iterable[Reservation]) -> int:
    return sum(one.quantity for one in reservations)


def _holdings(order: WorkOrder, crew: Sequence[UUID | None]) -> list[SkillHolding]:
    levels = {need.skill_id: need.minimum_level for need in order.skill_needs.all()}
    rows = _held_by(order, [person_id for person_id in crew if person_id is not None], levels)
    return [holding for holding in rows if holding.level >= levels[holding.skill_id]]


def _held_by(order: WorkOrder, people: Sequence[UUID], skills: Collection[UUID]) -> Iterable[SkillHolding]:
    known = gathered_people(order)
    if known.keys() >= set(people):
        rows = (holding for person_id in people for holding in known[person_id].skills.all())
        return [holding for holding in rows if holding.skill_id in skills]
    return SkillHolding.objects.filter(person__in=people, skill__in=skills).select_related("skill")


def _later(first: date | None, second: date | None) -> date | None:
    return None if first is None or second is None else max(first, second)
