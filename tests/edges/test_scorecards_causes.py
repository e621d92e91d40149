"""What caused the cases of a period, as the insight report tells it beside the period before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from firstfix.apps.cases.commands import create_case, prepare_closure, triage_case
from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.report import asked_report, report_pdf
from firstfix.apps.scorecards.report.pdf import report_reading
from firstfix.apps.visits.commands import abort_visit, answer_prerequisite, ready_work_order
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.commands import Done
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refusal
from firstfix.kernel.worker.loop import drain
from tests import site_work, world
from tests.scored_work import MARCH, begun, later
from tests.world import Region, must

pytestmark = pytest.mark.django_db
NOW = later(days=20)
FEBRUARY = datetime(2026, 2, 3, 8, tzinfo=UTC)
LEVELS = {"severity": 3, "impact": 3, "urgency": 3, "because": "One ward of nine."}


@pytest.fixture
def region() -> Region:
    with frozen_at(FEBRUARY):
        return world.region()


def failed(region: Region, at: datetime, *, fault_code: str, environment: str = "") -> Case:
    """Give a case of a failure mode; whoever writes its closure may say what around it was the cause."""
    report = {"title": "No link", "organization_id": region.organization.pk, "team_id": region.team.pk}
    with frozen_at(at):
        about = must(create_case(region.by("support_specialist"), **report)).subject_id
        must(triage_case(region.by("support_specialist"), about, fault_code=fault_code, **LEVELS))
    if environment:
        with frozen_at(later(at, hours=2)):
            must(prepare_closure(region.by("support_specialist"), about, environment_cause=environment))
    return Case.objects.get(pk=about)


def told_of(actor: Actor, **given: str) -> Mapping[str, Any]:
    with frozen_at(NOW):
        drain()
        found: Mapping[str, Any] = report_reading(
            actor, asked_report(actor, {"period": "2026-03"} | given, NOW), NOW
        )
    return found


def rows(told: Mapping[str, Any], title: str) -> Sequence[Sequence[str]]:
    for table in told["causes"]["tables"] if told["causes"] else ():
        if table["title"] == title:
            return [[cell["words"] for cell in row] for row in table["rows"]]
    return []


@pytest.mark.covers("S1-D15")
def test_the_report_tells_failure_modes_surroundings_and_lacks_of_readiness_and_what_changed(
    region: Region,
) -> None:
    for hours in range(10):
        failed(region, later(FEBRUARY, hours=hours), fault_code="optic")
    failed(region, FEBRUARY, fault_code="psu", environment="power")
    for hours in range(30):
        failed(region, later(MARCH, hours=hours), fault_code="optic")
    for environment in ("power", "power", "hvac", "cabling", "rf", "none"):
        failed(region, MARCH, fault_code="psu", environment=environment)
    with frozen_at(later(days=3)):
        visit = site_work.on_site(region)
        must(
            abort_visit(region.by("engineer"), visit.pk, cause="no_access", avoidable_cause="site_not_ready")
        )
        order = world.prepared_order(region, without="access")
        because = "The door will be opened by the night porter."
        must(ready_work_order(region.by("manager"), order.pk, override_because=because))
        owner = {"owner_id": region.customer_contact.person_id, "due_at": later(days=9)}
        must(
            answer_prerequisite(region.by("engineer"), order.pk, name="Two free ports", answer="no", **owner)
        )
    told = told_of(region.manager)
    assert rows(told, "Failure modes, by fault code") == [
        ["optic", "30", "10", "more than by chance"],
        ["psu", "6", "1", "too few to say"],
    ]
    assert rows(told, "What around the equipment caused it") == [
        ["power", "2", "1", "too few to say"],
        ["cabling", "1", "0", "too few to say"],
        ["heating, ventilation, cooling", "1", "0", "too few to say"],
        ["radio interference or coverage", "1", "0", "too few to say"],
    ]
    assert {(name, now) for name, now, _before, _change in rows(told, "What was not ready")} == {
        ("Visit aborted: no access", "1"),
        ("Visit that could have been avoided: the site was not ready", "1"),
        ("Sent although it was missing: access", "1"),
        ("Sent although it was missing: window", "1"),
        ("Prerequisite that the customer has to remedy", "1"),
    }
    assert told["causes"]["note"].endswith("is said of 6 of 38 cases.")
    with frozen_at(NOW):
        asked = asked_report(region.manager, {"period": "2026-03"}, NOW)
        assert report_pdf(region.manager, asked, NOW).startswith(b"%PDF")


def test_a_customer_reads_their_own_causes_and_nothing_of_our_readiness(region: Region) -> None:
    with frozen_at(FEBRUARY):
        other = world.region()
    failed(region, MARCH, fault_code="optic", environment="hvac")
    failed(other, MARCH, fault_code="secret", environment="rf")
    with frozen_at(later(days=3)):
        visit = site_work.on_site(region)
        must(abort_visit(region.by("engineer"), visit.pk, cause="no_access"))
    told = told_of(region.customer_contact)
    assert [row[0] for row in rows(told, "Failure modes, by fault code")] == ["optic"]
    assert [row[0] for row in rows(told, "What around the equipment caused it")] == [
        "heating, ventilation, cooling"
    ]
    assert rows(told, "What was not ready") == []
    assert rows(told_of(region.manager), "What was not ready")


def test_a_period_without_any_recorded_cause_has_no_such_section(region: Region) -> None:
    begun(region, MARCH)
    assert told_of(region.manager)["causes"] is None


def test_what_around_it_was_the_cause_can_be_put_right_and_nothing_unknown_is_taken(region: Region) -> None:
    about = failed(region, MARCH, fault_code="optic", environment="hvac")

    def written(**pieces: str) -> Done | Refusal:
        with frozen_at(later(hours=5)):
            return prepare_closure(region.by("support_specialist"), about.pk, **pieces)

    must(written(resolution="A fuse was replaced."))
    assert Case.objects.get(pk=about.pk).environment_code == "hvac"
    must(written(environment_cause="power"))
    world.refused(written(environment_cause="weather"), "invalid_input")
    assert Case.objects.get(pk=about.pk).environment_code == "power"
