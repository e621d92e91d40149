"""The words of the models: what they choose and answer, checked against plain reckoning."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from firstfix.apps.assets.models import StockLocation, StockMove
from firstfix.apps.cases.models import BasicsAnswer, Case, Commitment, HandOver, HandOverAnswer
from firstfix.apps.directory.models import (
    ContactChannel,
    Contract,
    ContractSite,
    OrganizationMembership,
    Person,
    RoleGrant,
    RoleRevocation,
    SafetyNotes,
    Skill,
    SkillHolding,
)
from firstfix.apps.visits.models import CrewMember, ReadinessItem, TimeEntry, Visit
from tests import rows
from tests.rows import NOON, TODAY, hour

pytestmark = pytest.mark.django_db


class TestDoubleEntry(TestCase):
    """Any sequence of moves: nothing appears and nothing vanishes."""

    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 9)), max_size=15))
    def test_levels_are_what_came_in_less_what_went_out(self, wanted: list[tuple[int, int, int]]) -> None:
        part, places = rows.part_type(), [rows.shelf() for _ in range(4)]
        counted = [0, 0, 0, 0]
        for start, end, quantity in wanted:
            if start != end:
                rows.move(
                    part_type=part,
                    from_location=places[start],
                    to_location=places[end],
                    quantity=quantity,
                )
                counted[start] -= quantity
                counted[end] += quantity
        levels = [StockMove.objects.on_hand(place, part) for place in places]
        assert levels == counted
        assert sum(levels) == 0
        assert [StockMove.objects.levels(place).get(part.pk, 0) for place in places] == counted


def test_a_serial_number_lies_where_it_was_moved_last() -> None:
    part, depot, van = rows.part_type(), rows.shelf(), rows.shelf()
    rows.move(part_type=part, to_location=depot, serial="A1")
    rows.move(part_type=part, from_location=depot, to_location=van, serial="A1")
    assert StockMove.objects.serials_at(depot, part) == set()
    assert StockMove.objects.serials_at(van, part) == {"A1"}


def test_a_person_drives_one_van() -> None:
    dana = rows.person()
    van = rows.shelf(kind="van", person=dana)
    assert StockLocation.objects.van_of(dana).get() == van


def test_a_mailbox_finds_its_person_whatever_the_case_of_its_letters() -> None:
    mary = rows.person()
    ContactChannel.objects.create(person=mary, kind="email", address="Mary@Example.org")
    assert list(Person.objects.reached_by("email", "mary@example.ORG")) == [mary]
    assert list(Person.objects.reached_by("email", "other@example.org")) == []


@pytest.mark.parametrize(("until", "belongs"), [(None, True), (TODAY, True), (date(2026, 3, 1), False)])
def test_a_membership_holds_to_its_last_day(until, belongs) -> None:
    mary, customer = rows.person(), rows.organization()
    OrganizationMembership.objects.create(
        person=mary,
        organization=customer,
        capacity="contact",
        since_on=date(2026, 1, 1),
        until_on=until,
    )
    assert Person.objects.belonging_to(customer, TODAY).exists() is belongs


def test_a_grant_is_in_force_until_it_expires_or_is_taken_back() -> None:
    grants = [
        RoleGrant.objects.create(
            person=rows.person(),
            role="engineer",
            granted_by=rows.person(),
            granted_at=hour(-2),
            expires_at=ends,
        )
        for ends in (None, hour(1), NOON, None)
    ]
    RoleRevocation.objects.create(grant=grants[3], revoked_at=hour(-1))
    assert set(RoleGrant.objects.in_force(NOON)) == {grants[0], grants[1]}
    assert set(RoleGrant.objects.in_force(hour(-3))) == set()


def test_a_contract_covers_the_sites_that_it_names_or_all() -> None:
    customer = rows.organization()
    named, unnamed = rows.site(organization=customer), rows.site(organization=customer)
    all_sites, one_site = (
        Contract.objects.create(organization=customer, number=str(number), name="n", start_on=TODAY)
        for number in (1, 2)
    )
    ContractSite.objects.create(contract=one_site, site=named)
    assert set(Contract.objects.covering(named)) == {all_sites, one_site}
    assert set(Contract.objects.covering(unnamed)) == {all_sites}
    assert set(Contract.objects.covering(rows.site())) == set()
    assert set(Contract.objects.in_force(TODAY - timedelta(days=1))) == set()


@pytest.mark.parametrize(("until", "is_valid"), [(None, True), (TODAY, True), (date(2026, 3, 1), False)])
def test_a_certificate_is_valid_to_its_last_day(until, is_valid) -> None:
    skill = Skill.objects.create(code="hv", name="High voltage", kind="certificate")
    holding = SkillHolding.objects.create(person=rows.person(), skill=skill, level=2, valid_until=until)
    assert holding.is_valid(TODAY) is is_valid
    assert SkillHolding.objects.valid(TODAY).exists() is is_valid
    assert not SkillHolding.objects.at_least(3).exists()


def test_a_certificate_is_not_valid_before_its_first_day() -> None:
    skill = Skill.objects.create(code="hv", name="High voltage", kind="certificate")
    tomorrow = TODAY + timedelta(days=1)
    holding = SkillHolding.objects.create(person=rows.person(), skill=skill, level=2, valid_from=tomorrow)
    assert not holding.is_valid(TODAY)
    assert not SkillHolding.objects.valid(TODAY).exists()


def test_the_newest_safety_notes_are_in_force() -> None:
    place = rows.site()
    assert SafetyNotes.objects.in_force(place) is None
    for number in (2, 1):
        SafetyNotes.objects.create(site=place, wording=f"Notes {number}", written_at=hour(number))
    assert SafetyNotes.objects.in_force(place).wording == "Notes 2"


def test_one_open_case_stands_for_a_signal() -> None:
    case = rows.case(fingerprint="disk-full")
    assert Case.objects.with_fingerprint(case.organization, "disk-full").get() == case
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert not Case.objects.with_fingerprint(case.organization, "disk-full").exists()


@pytest.mark.parametrize(
    ("state", "provenance", "is_verified"),
    [("closed", "live", True), ("closed", "imported", False), ("verifying", "live", False)],
)
def test_imported_history_never_counts_as_verified(state, provenance, is_verified) -> None:
    assert rows.case(state=state, provenance=provenance).is_verified is is_verified


def test_the_newest_answer_to_a_basic_counts() -> None:
    case = rows.case()
    for number, answer in ((2, "sound"), (1, "faulty")):
        BasicsAnswer.objects.create(
            case=case, basic="dns", answer=answer, answered_by=case.owner, answered_at=hour(number)
        )
    assert {basic: one.answer for basic, one in case.basics.latest_by_basic().items()} == {"dns": "sound"}


def test_a_commitment_is_overdue_while_it_is_owed() -> None:
    case = rows.case()
    fields = {"case": case, "what": "A call", "to_whom": "Mary", "owner": case.owner, "made_at": NOON}
    owed = Commitment.objects.create(due_at=hour(1), **fields)
    kept = Commitment.objects.create(due_at=hour(1), state="kept", settled_at=NOON, **fields)
    assert (owed.is_overdue(hour(1)), owed.is_overdue(hour(2)), kept.is_overdue(hour(2))) == (
        False,
        True,
        False,
    )
    assert list(Commitment.objects.open()) == [owed]
    assert list(Commitment.objects.running_out(hour(1))) == [owed]


def test_an_answered_hand_over_waits_for_nobody() -> None:
    case = rows.case()
    offer = HandOver.objects.create(
        case=case,
        from_person=case.owner,
        to_person=rows.person(),
        to_team=case.team,
        summary="s",
        reason="r",
        offered_at=NOON,
    )
    assert list(HandOver.objects.unanswered()) == [offer]
    HandOverAnswer.objects.create(
        hand_over=offer, result="accepted", answered_by=offer.to_person, answered_at=NOON
    )
    assert not HandOver.objects.unanswered().exists()


def test_a_visit_belongs_to_its_engineer_and_its_crew() -> None:
    dana, helper = rows.person(), rows.person()
    visit = rows.visit(engineer=dana, state="accepted", planned_start_at=NOON, planned_end_at=hour(2))
    CrewMember.objects.create(visit=visit, person=helper)
    assert list(Visit.objects.of(dana)) == list(Visit.objects.of(helper)) == [visit]
    assert not Visit.objects.of(rows.person()).exists()
    assert list(Visit.objects.planned_between(hour(1), hour(3))) == [visit]
    assert not Visit.objects.planned_between(hour(2), hour(3)).exists()
    assert visit.planned_minutes == 120


def test_a_visit_counts_as_rolled_once_the_engineer_is_on_the_way() -> None:
    order, dana = rows.work_order(), rows.person()
    states = ("proposed", "accepted", "cancelled", "en_route", "aborted", "complete")
    for state in states:
        rows.visit(work_order=order, state=state, engineer=dana)
    assert set(Visit.objects.rolled().values_list("state", flat=True)) == {"en_route", "aborted", "complete"}


def test_a_readiness_answer_holds_until_it_lapses() -> None:
    order = rows.work_order()
    fields = {"work_order": order, "answered_at": NOON}
    ReadinessItem.objects.create(code="access", answer="yes", expires_at=hour(1), **fields)
    ReadinessItem.objects.create(code="prerequisite", name="DNS", answer="no", **fields)
    assert [one.code for one in ReadinessItem.objects.holding(NOON)] == ["access"]
    assert not ReadinessItem.objects.holding(hour(1)).exists()
    assert [one.name for one in order.readiness_items.remediations()] == ["DNS"]


def test_the_last_work_is_what_evidence_has_to_follow() -> None:
    case, dana = rows.case(), rows.person()
    for kind, end in (("work", 2), ("work", 1), ("travel", 3)):
        TimeEntry.objects.create(
            case=case, person=dana, kind=kind, started_at=NOON, ended_at=hour(end), received_at=NOON
        )
    assert case.time_entries.last_work_end() == hour(2)
    assert rows.case().time_entries.last_work_end() is None


def test_a_reference_is_what_people_say() -> None:
    order = rows.work_order(case=rows.case(number=1042))
    assert order.reference == "C-1042-1"
