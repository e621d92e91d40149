"""What is recorded at a visit: parts on a ground, checks with typed evidence, time of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from firstfix.apps.assets.models import Reservation, StockMove
from firstfix.apps.cases.models import Hypothesis
from firstfix.apps.visits.commands import (
    add_work_note,
    ask_check,
    consume_part,
    correct_time,
    fail_check,
    pass_check,
    publish_checklist,
    record_time,
    reopen_check,
    skip_check,
    start_timer,
    stop_timer,
    unfit_part,
    waive_check,
)
from firstfix.apps.visits.models import (
    ChecklistResult,
    ChecklistRun,
    ChecklistTemplate,
    PartUse,
    TimeEntry,
    Visit,
    WorkNote,
)
from tests import site_work, world

pytestmark = pytest.mark.django_db


@pytest.mark.covers("S1-X01")
@pytest.mark.parametrize(
    ("left_out", "code"), [("hypothesis_id", "hypothesis"), ("failing_evidence_id", "failing_check")]
)
def test_a_part_is_not_used_without_a_hypothesis_and_a_failing_check(left_out: str, code: str) -> None:
    region, visit = working()
    reservation = Reservation.objects.get(for_id=visit.work_order_id)
    grounds = {key: value for key, value in ground(region, visit).items() if key != left_out}
    answer = consume_part(region.by("engineer"), reservation.pk, visit_id=visit.pk, **grounds)
    lacks = world.refused(answer, "gate_missing").missing
    assert [(lack.code, lack.waivable) for lack in lacks] == [(code, False)]
    assert not PartUse.objects.exists()
    assert StockMove.objects.on_hand(region.van, region.part_type) == 1


@pytest.mark.covers("S1-D11")
def test_a_used_part_leaves_the_van_for_the_site_by_one_move() -> None:
    region, visit = working()
    site_work.replaced_part(region, visit)
    use = PartUse.objects.get(visit=visit)
    assert StockMove.objects.on_hand(region.van, region.part_type) == 0
    assert use.stock_move.from_location == region.van
    assert use.stock_move.to_location.site == region.site
    assert use.ground == "hypothesis"
    assert use.failing_evidence is not None
    assert use.failing_evidence.has_passed is False


@pytest.mark.covers("S1-D11")
def test_a_part_that_did_not_cure_goes_back_and_both_moves_stay() -> None:
    region, visit = working()
    reservation_id = site_work.replaced_part(region, visit)
    world.must(unfit_part(region.by("engineer"), reservation_id, because="The light stays dark."))
    assert StockMove.objects.on_hand(region.van, region.part_type) == 1
    reasons = StockMove.objects.filter(part_type=region.part_type).values_list("reason", flat=True)
    assert {"use", "remove"} <= set(reasons)
    again = consume_part(region.by("engineer"), reservation_id, visit_id=visit.pk, **ground(region, visit))
    world.must(again)
    assert PartUse.objects.filter(visit=visit).count() == 2


def test_a_part_reserved_for_other_work_is_not_used_here() -> None:
    region, visit = working()
    other = world.part_in_van(region, world.work_order(region))
    answer = consume_part(region.by("engineer"), other.pk, visit_id=visit.pk, **ground(region, visit))
    assert world.refused(answer).code in {"gate_missing", "part_reserved_elsewhere"}
    assert not PartUse.objects.exists()


def test_using_a_part_twice_with_one_id_moves_it_once() -> None:
    region, visit = working()
    reservation = Reservation.objects.get(for_id=visit.work_order_id)
    sent = world.context(region.engineer)
    said = {"visit_id": visit.pk, **ground(region, visit)}
    world.must(consume_part(sent, reservation.pk, **said))
    assert world.must(consume_part(sent, reservation.pk, **said)).is_replay
    assert StockMove.objects.on_hand(region.van, region.part_type) == 0


@pytest.mark.covers("S1-D02", "S0-K03")
def test_a_check_counts_only_with_evidence_of_its_kind_within_its_limits() -> None:
    region, visit = working()
    level = check(site_work.run_of(region, visit, site_work.checklist(region)), "light_level")
    wrong = site_work.measured(region, visit, kind="log", title="A log of the port")
    low = site_work.measured(region, visit, title="Level", value={"value": -31.0, "unit": "dBm"})
    good = site_work.measured(region, visit, title="Level", value={"value": -21.5, "unit": "dBm"})
    for evidence_id, code in ((wrong, "evidence_kind"), (low, "evidence_failed")):
        answer = pass_check(region.by("engineer"), level.pk, evidence_id=evidence_id)
        assert [lack.code for lack in world.refused(answer, "gate_missing").missing] == [code]
    assert "evidence_id" in world.refused(pass_check(region.by("engineer"), level.pk)).fields
    world.must(pass_check(region.by("engineer"), level.pk, evidence_id=good))
    level.refresh_from_db()
    assert (level.state, level.evidence_id) == ("passed", good)


@pytest.mark.covers("S1-D02")
def test_a_changed_checklist_is_a_new_edition_and_old_runs_keep_their_words() -> None:
    region, visit = working()
    code = site_work.checklist(region)
    run = site_work.run_of(region, visit, code)
    step = {"code": "label", "wording": "Two labels", "evidence": ("photo",)}
    said = {"code": code, "title": "Commissioning", "purpose": "commissioning", "steps": (step,)}
    assert world.must(publish_checklist(region.by("lead_specialist"), **said)).result["edition"] == 2
    run.refresh_from_db()
    assert [step["code"] for step in run.template.steps] == ["light_level", "label"]
    newest = ChecklistTemplate.objects.newest(code)
    assert newest is not None
    assert newest.edition == 2
    world.refused(publish_checklist(region.by("engineer"), **said), "no_right")


def test_a_checklist_with_a_code_twice_is_refused() -> None:
    region = world.region()
    step = {"code": "label", "wording": "A label", "evidence": ("photo",)}
    said = {"code": "twice", "title": "Twice", "purpose": "commissioning", "steps": (step, step)}
    answer = publish_checklist(region.by("lead_specialist"), **said)
    assert "label" in world.refused(answer, "invalid_input").text()


def test_a_check_is_left_out_or_waived_only_where_its_line_allows_it() -> None:
    region, visit = working()
    run = site_work.run_of(region, visit, site_work.checklist(region))
    level, label = check(run, "light_level"), check(run, "label")
    because = {"reason": "The rack has no free space for it."}
    world.refused(skip_check(region.by("engineer"), level.pk, **because), "gate_missing")
    world.refused(waive_check(region.by("lead_specialist"), level.pk, **because), "gate_missing")
    world.refused(waive_check(region.by("trainee"), label.pk, **because), "no_right")
    world.must(skip_check(region.by("engineer"), label.pk, **because))
    world.must(reopen_check(region.by("engineer"), label.pk, because="There is space after all."))
    site_work.approve(region, "sequence_deviation", label.run.case, label)
    world.must(waive_check(region.by("engineer"), label.pk, **because))
    label.refresh_from_db()
    assert (label.state, label.right) == ("waived", "S1-R08")


def test_a_failed_check_can_pass_later() -> None:
    region, visit = working()
    level = check(site_work.run_of(region, visit, site_work.checklist(region)), "light_level")
    world.must(fail_check(region.by("engineer"), level.pk, reason="No light at all."))
    good = site_work.measured(region, visit, title="Level", value={"value": -21.5, "unit": "dBm"})
    world.must(pass_check(region.by("engineer"), level.pk, evidence_id=good))


def test_one_check_is_asked_without_its_list() -> None:
    region, visit = working()
    code = site_work.checklist(region)
    asked = {"visit_id": visit.pk, "code": code}
    world.must(ask_check(region.by("engineer"), step_code="label", **asked))
    world.refused(ask_check(region.by("engineer"), step_code="nothing", **asked), "step_unknown")
    assert ChecklistResult.objects.filter(run__visit=visit).count() == 1


@pytest.mark.covers("S0-P08")
@pytest.mark.parametrize("kind", ["work", "travel", "on_call", "assist", "wait"])
def test_every_kind_of_time_is_recorded_for_who_spent_it(kind: str) -> None:
    region, visit = working()
    hour = {"started_at": world.in_hours(-2), "ended_at": world.in_hours(-1)}
    helped = {"assisted_id": region.engineer_id} if kind == "assist" else {}
    said = {"case_id": visit.work_order.case_id, "kind": kind} | hour | helped
    made = world.must(record_time(region.by("lead_specialist"), **said))
    entry = TimeEntry.objects.get(pk=made.subject_id)
    assert entry.person_id == region.lead_specialist.person_id
    assert entry.minutes == 60
    assert entry.assisted_id == helped.get("assisted_id")


def test_nobody_writes_down_the_time_of_a_colleague_but_who_plans_it() -> None:
    region, visit = working()
    hour = {"started_at": world.in_hours(-2), "ended_at": world.in_hours(-1)}
    said = {"case_id": visit.work_order.case_id, "person_id": region.engineer_id} | hour
    world.refused(record_time(region.by("support_specialist"), **said), "not_your_time")
    world.must(record_time(region.by("dispatcher"), **said))


def test_a_timer_counts_until_it_is_stopped_and_can_be_corrected() -> None:
    region, visit = working()
    helper = region.by("support_specialist")
    on = {"case_id": visit.work_order.case_id, "kind": "assist", "assisted_id": region.engineer_id}
    timer = world.must(start_timer(helper, **on)).subject_id
    world.refused(stop_timer(region.by("engineer"), timer), "no_right_here")
    world.must(stop_timer(region.by("support_specialist"), timer))
    world.refused(stop_timer(region.by("support_specialist"), timer), "timer_stopped")
    correction = {"because": "Began ten minutes earlier.", "started_at": world.in_hours(-0.2)}
    world.must(correct_time(region.by("support_specialist"), timer, **correction))
    assert TimeEntry.objects.get(pk=timer).minutes >= 11


def test_starting_a_timer_ends_what_ran_before() -> None:
    region, visit = working()
    world.must(start_timer(region.by("engineer"), case_id=visit.work_order.case_id, kind="on_call"))
    running = TimeEntry.objects.running().get(person=region.engineer_id)
    assert running.kind == "on_call"


def test_a_work_note_is_internal_unless_somebody_says_otherwise() -> None:
    region, visit = working()
    case_id = visit.work_order.case_id
    world.must(add_work_note(region.by("engineer"), case_id, text="Their cabling is a mess."))
    assert WorkNote.objects.get(case=case_id).visibility == "internal"


def test_a_note_names_no_visit_of_another_case() -> None:
    region, visit = working()
    answer = add_work_note(region.by("engineer"), world.case(region).pk, text="Seen.", visit_id=visit.pk)
    assert "visit_id" in world.refused(answer, "other_case").fields


def working() -> tuple[world.Region, Visit]:
    region = world.region()
    return region, site_work.working(region)


def ground(region: world.Region, visit: Visit) -> dict[str, Any]:
    failing = site_work.measured(region, visit, title="No voltage", has_passed=False)
    hypothesis = Hypothesis.objects.filter(case=visit.work_order.case_id).first()
    assert hypothesis is not None
    return {"hypothesis_id": hypothesis.pk, "failing_evidence_id": failing}


def check(run: ChecklistRun, step_code: str) -> ChecklistResult:
    return ChecklistResult.objects.get(run=run, step_code=step_code)
