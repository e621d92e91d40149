"""The service report as it is taken away: by our side and by its customer, and by nobody else."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from firstfix.apps.visits.commands import make_report
from firstfix.apps.visits.models import Visit
from firstfix.kernel.outgoing.models import EgressLog
from tests import site_work, world
from tests.edges import signing

pytestmark = pytest.mark.django_db


@pytest.mark.covers("S1-D01")
def test_the_report_is_taken_away_as_json_and_as_pdf_and_that_is_written_down() -> None:
    region, visit = reported()
    client = customer(region)
    reading = json.loads(client.get(f"/visits/{visit.pk}/report.json").content)
    assert reading["sections"][0]["code"] == "problem_statement"
    pdf = client.get(f"/visits/{visit.pk}/report.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")  # type: ignore[arg-type]
    left = EgressLog.objects.filter(purpose="service_report", subject_id=visit.pk)
    assert set(left.values_list("audience", flat=True)) == {"customer"}
    assert left.count() == 2


def test_another_customer_finds_no_report() -> None:
    _region, visit = reported()
    client = customer(world.region())
    assert client.get(f"/visits/{visit.pk}/report.json").status_code == 404
    assert client.get(f"/visits/{visit.pk}/report.pdf").status_code == 404


def test_before_a_report_was_made_there_is_none() -> None:
    region = world.region()
    visit = site_work.dispatched(region)
    assert customer(region).get(f"/visits/{visit.pk}/report.json").status_code == 404


def reported() -> tuple[world.Region, Visit]:
    region = world.region()
    visit = site_work.complete(region)
    world.must(make_report(region.by("engineer"), visit.pk))
    return region, visit


def customer(region: world.Region) -> Client:
    user = signing.account("carla@example.org", name="Carla Contact")
    signing.granted(user, "customer_contact", organization_id=region.organization.pk)
    return signing.signed_in("carla@example.org")
