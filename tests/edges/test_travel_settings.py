"""Which routing service is asked: by settings that either make sense or say which of them does not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import override_settings

from firstfix.apps.dispatching.queries import travel_matrix
from firstfix.connectors.travel.choosing import service_for, source_for, travel_source
from firstfix.connectors.travel.wanted import Wanted, wanted_from
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import ARRIVAL_MINUTES, LearntRoads, OfflineEstimate, RoadFactor
from tests.edges.road_points import settings
from tests.edges.routing_stub import Stub, running

POINTS = [Place(48.5734, 7.7521), Place(47.9990, 7.8421), Place(48.0794, 7.3585)]
OSRM = {"FIRSTFIX_TRAVEL_SOURCE": "osrm", "FIRSTFIX_TRAVEL_URL": "http://127.0.0.1:5000"}


def test_without_settings_everything_is_estimated() -> None:
    assert source_for(wanted_from({})) == OfflineEstimate()
    with pytest.raises(ValueError, match="no routing service"):
        service_for(Wanted())


@pytest.mark.parametrize(
    ("environment", "source", "most_pairs"),
    [
        (OSRM, "osrm", 10_000),
        (OSRM | {"FIRSTFIX_TRAVEL_PAIRS": "40000"}, "osrm", 40_000),
        (OSRM | {"FIRSTFIX_TRAVEL_SOURCE": "valhalla"}, "valhalla", 2_500),
        (OSRM | {"FIRSTFIX_TRAVEL_SOURCE": "openrouteservice"}, "openrouteservice", 2_500),
    ],
)
def test_each_source_knows_how_much_it_may_ask_at_once(
    environment: dict[str, str], source: str, most_pairs: int
) -> None:
    service = service_for(wanted_from(environment))
    assert (service.name, service.most_pairs) == (source, most_pairs)


def test_a_path_before_the_service_is_kept() -> None:
    with running(Stub("osrm")) as stub:
        wanted = wanted_from(OSRM | {"FIRSTFIX_TRAVEL_URL": f"{stub.url}/roads/"})
        assert wanted.url == f"{stub.url}/roads"


NONSENSE = {
    "FIRSTFIX_TRAVEL_SOURCE": ["google", "OSRM", "estimate,osrm"],
    "FIRSTFIX_TRAVEL_URL": [
        "", "127.0.0.1:5000", "ftp://host", "http://", "http://user:secret@host", "http://host?key=secret",
        "http://host#top", "http://host:99999", "http://host:0", "file:///", "javascript:alert(1)",
    ],
    "FIRSTFIX_TRAVEL_SECONDS": ["0", "-1", "soon", "nan", "inf", "1000"],
    "FIRSTFIX_TRAVEL_DAYS": ["0", "400", "nan"],
    "FIRSTFIX_TRAVEL_PAIRS": ["0", "1e9", "many"],
    "FIRSTFIX_TRAVEL_KEY": ["a-key-that-osrm-never-asks-for"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in NONSENSE for value in NONSENSE[name]])
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        wanted_from(OSRM | {name: value})


@pytest.mark.parametrize("key", ["two words", "line\r\nHost: other", "schlüssel", "tab\there"])
def test_a_key_that_cannot_be_one_is_refused_without_being_repeated(key: str) -> None:
    environment = OSRM | {"FIRSTFIX_TRAVEL_SOURCE": "openrouteservice", "FIRSTFIX_TRAVEL_KEY": key}
    with pytest.raises(ValueError, match="FIRSTFIX_TRAVEL_KEY") as refused:
        wanted_from(environment)
    assert key not in str(refused.value)


@pytest.mark.django_db
def test_planning_asks_whom_the_settings_name_and_fills_gaps_with_what_was_learnt() -> None:
    learnt = LearntRoads(RoadFactor(1.5))
    with running(Stub("osrm")) as stub:
        stub.off_the_road = {(POINTS[2].latitude, POINTS[2].longitude)}
        with override_settings(TRAVEL=settings(stub)):
            assert travel_matrix(POINTS).source == "osrm"
            answer = travel_source(learnt).matrix(POINTS)
    assert not answer.is_estimated(0, 1)
    assert answer.minutes[0][2] == OfflineEstimate(learnt).matrix(POINTS).minutes[0][2]
    assert answer.is_estimated(0, 2)


class StandIn:
    """The documented interface of osrm-bindings, with seconds that tell the places apart."""

    def __init__(self, *, fails: str = "") -> None:
        self.fails = fails
        self.opened: list[Mapping[str, Any]] = []
        self.asked: list[Mapping[str, Any]] = []

    def module(self) -> Any:
        return SimpleNamespace(OSRM=self._open, TableParameters=lambda **options: options)

    def _open(self, **options: Any) -> Any:
        self.opened.append(options)
        if self.fails == "map":
            raise RuntimeError("Required files are missing, cannot continue")
        return SimpleNamespace(Table=self._table)

    def _table(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append(options)
        if self.fails:
            raise RuntimeError(self.fails)
        everywhere = range(len(options["coordinates"]))
        sides = {name: options.get(name, everywhere) for name in ("sources", "destinations")}
        return {
            "durations": tuple(
                tuple(60.0 * (10 * source + target) for target in sides["destinations"])
                for source in sides["sources"]
            ),
            **{name: [{"distance": 1.0}] * len(numbers) for name, numbers in sides.items()},
        }


IN_PROCESS = wanted_from(
    {"FIRSTFIX_TRAVEL_SOURCE": "osrm", "FIRSTFIX_TRAVEL_URL": "file:///maps/a%20region.osrm"}
)


# None of these tests has a database: nothing leaves, so nothing is logged as leaving.
def test_osrm_inside_the_process_is_asked_as_its_documentation_says(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn()
    monkeypatch.setitem(sys.modules, "osrm", stand_in.module())
    answer = source_for(IN_PROCESS).matrix(POINTS)
    assert answer.minutes == tuple(
        tuple(0 if start == end else 10 * start + end + ARRIVAL_MINUTES for end in range(3))
        for start in range(3)
    )
    assert (answer.source, answer.estimated_count) == ("osrm", 0)
    assert stand_in.opened == [
        {"storage_config": "/maps/a region.osrm", "algorithm": "CH", "use_shared_memory": False}
    ]
    assert stand_in.asked == [
        {
            "coordinates": [(7.7521, 48.5734), (7.8421, 47.9990), (7.3585, 48.0794)],
            "annotations": ["duration"],
            "generate_hints": False,
        }
    ]


def test_without_the_package_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osrm", None)
    answer = source_for(IN_PROCESS).matrix(POINTS)
    assert answer.caution is not None
    assert answer.caution.text() == (
        "OSRM inside this process needs the package osrm-bindings (Python 3.12 or newer:"
        " pip install 'firstfix[osrm]'), so 6 of 6 travel times are estimated."
    )


@pytest.mark.parametrize(
    ("fails", "code"),
    [
        ("map", "travel_map"),
        ("NoSegment - Could not find a matching segment for coordinate 0", "travel_no_way"),
        ("something new", "travel_other"),
    ],
)
def test_a_map_that_fails_leaves_estimates_and_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fails: str, code: str
) -> None:
    monkeypatch.setitem(sys.modules, "osrm", StandIn(fails=fails).module())
    answer = source_for(wanted_from(OSRM | {"FIRSTFIX_TRAVEL_URL": f"file:///maps/{code}.osrm"})).matrix(
        POINTS
    )
    assert answer.caution is not None
    assert (answer.caution.code, answer.estimated_count) == (code, 6)


def test_a_new_map_is_read_and_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn()
    monkeypatch.setitem(sys.modules, "osrm", stand_in.module())
    wanted = wanted_from(OSRM | {"FIRSTFIX_TRAVEL_URL": f"file://{tmp_path}/region.osrm"})
    before = service_for(wanted).identity
    for _plan in range(2):
        source_for(wanted).matrix(POINTS)
    assert len(stand_in.opened) == 1
    (tmp_path / "region.osrm.properties").write_bytes(b"")
    assert service_for(wanted).identity != before
    source_for(wanted).matrix(POINTS)
    assert len(stand_in.opened) == 2
