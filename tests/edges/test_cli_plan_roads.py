"""``firstfix plan`` asks the routing service that the environment names, and says when it could not."""

from __future__ import annotations

import json
import socket

import pytest

from firstfix.cli import main
from tests.edges.routing_stub import Stub, running
from tests.edges.test_cli_plan import EXAMPLE

pytestmark = pytest.mark.django_db

Output = pytest.CaptureFixture[str]


def test_ways_come_from_the_road_where_the_environment_names_a_service(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    with running(Stub("osrm")) as stub:
        monkeypatch.setenv("FIRSTFIX_TRAVEL_SOURCE", "osrm")
        monkeypatch.setenv("FIRSTFIX_TRAVEL_URL", stub.url)
        monkeypatch.setenv("FIRSTFIX_TRAVEL_SECONDS", "120")
        assert main(["plan", str(EXAMPLE), "--iterations", "20", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["travel"] == "osrm"


def test_without_an_answer_ways_are_estimated_and_this_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("FIRSTFIX_TRAVEL_SOURCE", "osrm")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("FIRSTFIX_TRAVEL_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert main(["plan", str(EXAMPLE), "--iterations", "20"]) == 0
    assert "estimated" in capsys.readouterr().out


def test_an_environment_that_makes_no_sense_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("FIRSTFIX_TRAVEL_SOURCE", "osrm")
    monkeypatch.setenv("FIRSTFIX_TRAVEL_URL", "somewhere")
    assert main(["plan", str(EXAMPLE)]) == 2
    assert "FIRSTFIX_TRAVEL_URL" in capsys.readouterr().err
