"""Reference data is changed by one command that names every field that is wrong."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.models import Contract, Person, Site
from firstfix.kernel.commands import Done
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.refusal import Refusal
from tests import world

pytestmark = pytest.mark.django_db


def change(region: world.Region, noun: str, reference_id: Any = None, **fields: Any) -> Done | Refusal:
    """Give what becomes of the change when a manager asks for it."""
    return change_reference(region.by("manager"), noun=noun, reference_id=reference_id, fields=fields)


def contract(region: world.Region, **fields: Any) -> dict[str, Any]:
    """Give the fields of a contract that is in order, with what a test changes."""
    whole = {"organization_id": str(region.organization.pk), "number": "A-7", "name": "Gold"}
    return whole | {"start_on": "2026-01-01"} | fields


def test_a_new_row_holds_what_was_given_in_its_own_kinds() -> None:
    region = world.region()
    answer = change(region, "contract", **contract(region, end_on="2026-12-31"))
    assert isinstance(answer, Done), answer.text()
    stored = Contract.objects.get(pk=answer.result["id"])
    assert (stored.organization_id, stored.number, stored.version) == (region.organization.pk, "A-7", 1)
    assert str(stored.end_on) == "2026-12-31"


def test_a_change_leaves_what_it_does_not_name() -> None:
    region = world.region()
    before = Site.objects.get(pk=region.site.pk)
    answer = change(region, "site", region.site.pk, name="New wing")
    assert isinstance(answer, Done), answer.text()
    after = Site.objects.get(pk=region.site.pk)
    assert (after.name, after.code, after.zone) == ("New wing", before.code, before.zone)
    assert after.version == before.version + 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"start_on": "yesterday"}, "start_on"),
        ({"number": ""}, "number"),
        ({"number": "x" * 61}, "number"),
        ({"agreement": "handshake"}, "agreement"),
        ({"organization_id": str(uuid4())}, "organization"),
        ({"organization_id": "no id"}, "organization"),
        ({"organization_id": None}, "organization"),
        ({"end_on": "2025-01-01"}, "__all__"),
        ({"agreement": "ola"}, "__all__"),
    ],
)
def test_what_is_wrong_is_refused_by_the_name_of_its_field(wrong: dict[str, Any], field: str) -> None:
    region = world.region()
    rows, contracts = LedgerRow.objects.count(), Contract.objects.count()
    answer = change(region, "contract", **contract(region, **wrong))
    assert isinstance(answer, Refusal)
    assert answer.code == "invalid_input"
    assert field in answer.fields
    assert (LedgerRow.objects.count(), Contract.objects.count()) == (rows, contracts)


def test_every_wrong_field_is_named_at_once() -> None:
    region = world.region()
    answer = change(
        region, "contract", **contract(region, number="", start_on="?", organization_id=str(uuid4()))
    )
    assert isinstance(answer, Refusal)
    assert {"number", "start_on", "organization"} <= set(answer.fields)


def test_what_may_stand_once_only_is_refused_with_words() -> None:
    region = world.region()
    assert isinstance(change(region, "contract", **contract(region)), Done)
    answer = change(region, "contract", **contract(region, name="Once more"))
    assert isinstance(answer, Refusal)
    assert answer.code == "invalid_input"
    assert Contract.objects.filter(number="A-7").count() == 1


def test_a_change_that_collides_leaves_the_row_as_it_was() -> None:
    region = world.region()
    assert isinstance(change(region, "contract", **contract(region)), Done)
    second = change(region, "contract", **contract(region, number="A-8"))
    assert isinstance(second, Done)
    answer = change(region, "contract", second.result["id"], number="A-7")
    assert isinstance(answer, Refusal)
    assert Contract.objects.get(pk=second.result["id"]).number == "A-8"


@pytest.mark.parametrize("zone", ["Europe/Berln", "Europe", "../etc/passwd", "CEST time"])
@pytest.mark.parametrize("noun", ["site", "person"])
def test_a_time_zone_that_no_clock_knows_is_refused_by_name(noun: str, zone: str) -> None:
    region = world.region()
    row = region.site if noun == "site" else Person.objects.get(pk=region.engineer.person_id)
    answer = change(region, noun, row.pk, zone=zone)
    assert isinstance(answer, Refusal)
    assert "Europe/Berlin" in answer.fields["zone"]
    assert type(row).objects.get(pk=row.pk).zone == row.zone
