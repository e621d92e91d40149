"""``firstfix doctor`` asks the routing service once and says in a sentence what came of it."""

from __future__ import annotations

import json

import pytest
from django.test import override_settings

from firstfix.cli import doctor
from firstfix.connectors.travel.wanted import Wanted
from tests import world
from tests.edges.road_points import settings
from tests.edges.routing_stub import Stub, running, send_json

pytestmark = pytest.mark.django_db


def test_without_a_routing_service_travel_is_estimated(capsys: pytest.CaptureFixture[str]) -> None:
    state, words = looked_at(Wanted(), capsys)
    assert (state, words) == ("optional", "estimated; FIRSTFIX_TRAVEL_SOURCE names a routing service")


def test_a_service_that_answers_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    two_sites()
    with running(Stub("valhalla")) as stub:
        assert looked_at(settings(stub), capsys) == ("ok", "valhalla answers")
        assert len(stub.raw) == 1


def test_a_service_that_fails_is_wrong_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    two_sites()
    with running(Stub("osrm")) as stub:
        stub.always = lambda handler: send_json(handler, {}, status=500)
        state, words = looked_at(settings(stub), capsys)
    assert state == "wrong"
    assert words.startswith("The routing service reports an error of its own (HTTP 500)")


def test_without_two_sites_on_the_map_nobody_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with running(Stub("osrm")) as stub:
        state, words = looked_at(settings(stub), capsys)
        assert stub.raw == []
    assert state == "optional"
    assert "not asked" in words


def looked_at(about: Wanted, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Give what the doctor finds of travel times."""
    with override_settings(TRAVEL=about):
        doctor.run(["--json"])
    findings = json.loads(capsys.readouterr().out)
    return next((one["state"], one["words"]) for one in findings if one["name"] == "travel times")


def two_sites() -> None:
    region = world.region(latitude="48.5734", longitude="7.7521")
    world.site(region.organization, name="Annex", latitude="47.9990", longitude="7.8421")
