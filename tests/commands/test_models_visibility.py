"""Who sees which row: each role against two customers' work, with and without a login."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.assets import queries as assets
from firstfix.apps.assets.models import Reservation
from firstfix.apps.cases import queries as cases
from firstfix.apps.cases.models import (
    ApprovalRequest,
    Commitment,
    MessageDraft,
    QuarantinedMessage,
    Swarm,
    TargetClock,
)
from firstfix.apps.directory import queries as directory
from firstfix.apps.directory.models import (
    CUSTOMER_ROLES,
    INTERNAL_ROLES,
    OrganizationMembership,
    Role,
    RoleGrant,
)
from firstfix.apps.dispatching import queries as dispatching
from firstfix.apps.dispatching.models import Absence
from firstfix.apps.evidence import queries as evidence
from firstfix.apps.visits import queries as visits
from firstfix.apps.visits.models import ServiceReport, WorkNote
from firstfix.kernel.identity import SYSTEM, Actor, ActorKind
from firstfix.kernel.ids import new_id
from tests import rows
from tests.rows import NOON, TODAY, hour

pytestmark = pytest.mark.django_db

EVERY_ROLE = sorted(Role.values)


def actor(*roles: str, organizations: frozenset[UUID] | None = frozenset(), **fields: Any) -> Actor:
    """Give somebody with these roles, for these organisations (None: for all)."""
    made = {"id": new_id(), "kind": ActorKind.PERSON, "name": "Dana", "person_id": new_id()}
    return Actor(**made | {"roles": frozenset(roles), "organization_ids": organizations} | fields)


def link_to(noun: str, subject_id: UUID) -> Actor:
    """Give an external party with a link to one subject."""
    return actor("external_party", kind=ActorKind.EXTERNAL, subject=(noun, subject_id), person_id=None)


class Two:
    """Two customers with the same rows each; ``ours`` is the one the actors below belong to."""

    def __init__(self) -> None:
        self.customer, self.other = rows.organization(), rows.organization()
        self.cases = {key: rows.case(organization=key) for key in (self.customer, self.other)}
        self.orders = {key: rows.work_order(case=case) for key, case in self.cases.items()}
        self.visits = {key: rows.visit(work_order=order) for key, order in self.orders.items()}
        for key, case in self.cases.items():
            self.fill(key, case)

    def fill(self, customer, case) -> None:
        for visibility in ("public", "internal"):
            rows.message(case=case, visibility=visibility)
            rows.evidence(case=case, visibility=visibility)
            WorkNote.objects.create(
                case=case,
                kind="action",
                visibility=visibility,
                text="Changed it.",
                written_by=case.owner,
                written_at=NOON,
                received_at=NOON,
            )
        rows.hypothesis(case=case)
        Swarm.objects.create(case=case, purpose="Why?", started_by=case.owner, started_at=NOON)
        MessageDraft.objects.create(case=case, kind="technical", words="It is fixed.", drafted_at=NOON)
        rows.asset(site=rows.site(organization=customer))
        rows.assignment(visit=self.visits[customer])
        for agreement in ("sla", "ola"):
            TargetClock.objects.create(
                case=case, agreement=agreement, kind="restore", target={}, read_at=NOON
            )
        Reservation.objects.create(
            part_type=rows.part_type(),
            for_type="case",
            for_id=case.pk,
            organization=customer,
            needed_by_at=NOON,
            requested_at=NOON,
        )
        for audience in ("customer", "internal"):
            ServiceReport.objects.create(
                visit=self.visits[customer],
                edition=1,
                audience=audience,
                document={},
                content_sha256="a" * 64,
                made_at=NOON,
            )


@pytest.fixture
def two() -> Two:
    return Two()


# What is seen of one customer: (all rows, rows seen from outside).
CONTENT = {
    "cases": (cases.visible_cases, 1, 1),
    "messages": (cases.visible_messages, 2, 1),
    "clocks": (cases.visible_target_clocks, 2, 1),
    "hypotheses": (cases.visible_hypotheses, 1, 0),
    "swarms": (cases.visible_swarms, 1, 0),
    "drafts": (cases.visible_message_drafts, 1, 0),
    "evidence": (evidence.visible_evidence_items, 2, 1),
    "work orders": (visits.visible_work_orders, 1, 1),
    "visits": (visits.visible_visits, 1, 1),
    "work notes": (visits.visible_work_notes, 2, 1),
    "reports": (visits.visible_service_reports, 2, 1),
    "assignments": (dispatching.visible_assignments, 1, 0),
    "reservations": (assets.visible_reservations, 1, 1),
}


def counts(who: Actor) -> dict[str, int]:
    """Give how many rows of each kind of content ``who`` sees."""
    return {content: ask(who).count() for content, (ask, _inside, _outside) in CONTENT.items()}


def all_of(customers: int) -> dict[str, int]:
    return {content: customers * inside for content, (_ask, inside, _outside) in CONTENT.items()}


PUBLIC = {content: outside for content, (_ask, _inside, outside) in CONTENT.items()}


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_role_for_one_customer_sees_that_customer_only(two: Two, role: str) -> None:
    special = {"auditor": all_of(2), "administrator": all_of(0), "external_party": all_of(0)}
    expected = special | dict.fromkeys(CUSTOMER_ROLES, PUBLIC)
    seen = counts(actor(role, organizations=frozenset({two.customer.pk})))
    assert seen == expected.get(role, all_of(1))


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_role_for_all_customers_sees_all_only_if_it_is_ours(two: Two, role: str) -> None:
    is_ours = role in INTERNAL_ROLES | {"auditor"}
    assert counts(actor(role, organizations=None)) == all_of(2 if is_ours else 0)


def test_nobody_without_a_role_sees_work(two: Two) -> None:
    assert counts(actor(organizations=None)) == all_of(0)


def test_firstfix_itself_sees_all_work(two: Two) -> None:
    assert counts(SYSTEM) == all_of(2)


def test_who_administers_and_works_sees_what_the_work_shows(two: Two) -> None:
    scope = frozenset({two.customer.pk})
    assert counts(actor("administrator", "engineer", organizations=scope)) == all_of(1)


def test_a_link_to_a_case_shows_that_case_and_its_public_words(two: Two) -> None:
    case = two.cases[two.customer]
    guest = link_to("case", case.pk)
    assert list(cases.visible_cases(guest)) == [case]
    assert {(one.case, one.visibility) for one in cases.visible_messages(guest)} == {(case, "public")}
    assert {(one.case, one.visibility) for one in evidence.visible_evidence_items(guest)} == {
        (case, "public")
    }
    for hidden in ("hypotheses", "assignments", "work orders", "visits", "reservations"):
        assert CONTENT[hidden][0](guest).count() == 0


def test_a_link_to_a_visit_shows_that_visit_and_nothing_of_its_case(two: Two) -> None:
    visit = two.visits[two.customer]
    guest = link_to("visit", visit.pk)
    assert list(visits.visible_visits(guest)) == [visit]
    assert {one.visit for one in visits.visible_service_reports(guest)} == {visit}
    for hidden in ("cases", "messages", "evidence", "work orders", "work notes"):
        assert CONTENT[hidden][0](guest).count() == 0


def test_a_link_to_a_work_order_shows_that_order_only(two: Two) -> None:
    order = two.orders[two.customer]
    guest = link_to("work_order", order.pk)
    assert list(visits.visible_work_orders(guest)) == [order]
    assert visits.visible_visits(guest).count() == 0


def test_a_link_gives_nothing_more_to_somebody_with_a_role(two: Two) -> None:
    case = two.cases[two.customer]
    manager = actor("manager", organizations=None, subject=("case", case.pk))
    assert list(cases.visible_cases(manager)) == [case]
    assert cases.visible_hypotheses(manager).count() == 0
    assert directory.visible_organizations(manager).count() == 0


def test_an_administrator_keeps_the_directory_without_seeing_work(two: Two) -> None:
    administrator = actor("administrator", organizations=frozenset())
    assert {two.customer, two.other} <= set(directory.visible_organizations(administrator))
    assert directory.visible_sites(administrator).count() >= 2
    assert assets.visible_assets(administrator).count() == 2
    assert cases.visible_cases(administrator).count() == 0


def test_customers_see_their_own_sites_people_and_assets(two: Two) -> None:
    colleague, stranger, ours = rows.person(), rows.person(), rows.person()
    join(colleague, two.customer)
    join(stranger, two.other)
    contact = actor("customer_contact", organizations=frozenset({two.customer.pk}))
    assert list(directory.visible_organizations(contact)) == [two.customer]
    assert set(directory.visible_persons(contact)) == {colleague}
    assert {one.site.organization for one in assets.visible_assets(contact)} == {two.customer}
    assert directory.visible_teams(contact).count() == 0
    assert assets.visible_part_types(contact).count() == 0
    assert ours not in directory.visible_persons(contact)


def test_our_people_see_each_other_and_the_customers_in_their_scope(two: Two) -> None:
    theirs, others, ours = rows.person(), rows.person(), rows.person()
    join(theirs, two.customer)
    join(others, two.other)
    join(ours, rows.organization(kind="own"))
    engineer = actor("engineer", organizations=frozenset({two.customer.pk}))
    seen = set(directory.visible_persons(engineer))
    assert {theirs, ours} <= seen
    assert others not in seen


def join(person, organization) -> None:
    OrganizationMembership.objects.create(
        person=person, organization=organization, capacity="contact", since_on=TODAY
    )


def test_a_customer_sees_the_approvals_that_they_are_asked_for(two: Two) -> None:
    case = two.cases[two.customer]
    approver = rows.person()
    asked, unasked = (
        ApprovalRequest.objects.create(
            kind="high_risk_change",
            subject_type="case",
            subject_id=case.pk,
            case=case,
            reason="r",
            requested_by=case.owner,
            requested_at=NOON,
            asked_of=person,
        )
        for person in (approver, None)
    )
    scope = frozenset({two.customer.pk})
    customer = actor("customer_approver", organizations=scope, person_id=approver.pk)
    assert list(cases.visible_approval_requests(customer)) == [asked]
    assert set(cases.visible_approval_requests(actor("manager", organizations=scope))) == {asked, unasked}
    elsewhere = actor("manager", organizations=frozenset({two.other.pk}))
    assert cases.visible_approval_requests(elsewhere).count() == 0


def test_a_customer_sees_the_promises_made_to_them(two: Two) -> None:
    case, mary = two.cases[two.customer], rows.person()
    fields = {"case": case, "owner": case.owner, "made_at": NOON, "due_at": hour(1)}
    to_mary = Commitment.objects.create(what="A call", to_person=mary, **fields)
    Commitment.objects.create(what="A review", to_whom="the manager", **fields)
    customer = actor("customer_contact", organizations=frozenset({two.customer.pk}), person_id=mary.pk)
    assert list(cases.visible_commitments(customer)) == [to_mary]


def test_quarantined_mail_is_seen_by_those_who_see_every_customer(two: Two) -> None:
    QuarantinedMessage.objects.create(reason="unknown_sender", received_at=NOON)
    assert cases.visible_quarantined_messages(actor("support_specialist", organizations=None)).count() == 1
    scoped = actor("support_specialist", organizations=frozenset({two.customer.pk}))
    assert cases.visible_quarantined_messages(scoped).count() == 0
    assert cases.visible_quarantined_messages(actor("customer_contact", organizations=None)).count() == 0


def test_why_somebody_is_away_is_seen_by_planners_and_themself() -> None:
    dana = rows.person()
    Absence.objects.create(person=dana, kind="sick", start_at=NOON, end_at=hour(8), noted_at=NOON)
    assert dispatching.visible_absences(actor("dispatcher", organizations=None)).count() == 1
    assert dispatching.visible_absences(actor("engineer", organizations=None, person_id=dana.pk)).count() == 1
    assert dispatching.visible_absences(actor("engineer", organizations=None)).count() == 0


def test_grants_are_seen_by_keepers_of_rights_and_their_holder() -> None:
    dana = rows.person()
    RoleGrant.objects.create(person=dana, role="engineer", granted_by=rows.person(), granted_at=NOON)
    assert directory.visible_role_grants(actor("manager")).count() == 1
    assert directory.visible_role_grants(actor("engineer", person_id=dana.pk)).count() == 1
    assert directory.visible_role_grants(actor("engineer")).count() == 0
