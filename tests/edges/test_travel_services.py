"""Road times over real HTTP: three services by their published interfaces, and all that can go wrong."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from firstfix.connectors.travel.choosing import source_for
from firstfix.connectors.travel.wanted import Wanted, wanted_from
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import ARRIVAL_MINUTES, OfflineEstimate, TravelMatrix
from firstfix.kernel.outgoing.models import EgressLog
from tests.edges.routing_stub import Stub, running, send_bytes, send_json, true_seconds

pytestmark = pytest.mark.django_db

KINDS = ("osrm", "valhalla", "openrouteservice")
KEY = "5b3ce3597851110001cf6248-not-a-real-key"


@pytest.fixture(params=KINDS)
def stub(request: pytest.FixtureRequest) -> Iterator[Stub]:
    """Give a running service of each kind."""
    with running(Stub(request.param)) as made:
        yield made


@pytest.fixture
def osrm() -> Iterator[Stub]:
    """Give a running OSRM, for what is the same for every kind."""
    with running(Stub("osrm")) as made:
        yield made


def test_the_stub_tells_directions_apart() -> None:
    there, back = true_seconds((48.0, 7.0), (48.001, 7.1)), true_seconds((48.001, 7.1), (48.0, 7.0))
    assert (there, back) == (1010, 2020)


def test_every_minute_comes_from_the_road_and_stands_in_its_place(stub: Stub) -> None:
    points = spread(7)
    answer = ask(stub, points)
    assert answer.minutes == road_minutes(points)
    assert (answer.source, answer.estimated_count, answer.caution) == (stub.kind, 0, None)


def test_a_matrix_larger_than_one_question_is_asked_in_parts(stub: Stub) -> None:
    points = spread(23)
    answer = ask(stub, points, FIRSTFIX_TRAVEL_PAIRS="40")
    assert (answer.minutes, answer.estimated_count) == (road_minutes(points), 0)
    assert max(len(sources) * len(targets) for sources, targets in stub.asked) <= 40
    assert sum(len(sources) * len(targets) for sources, targets in stub.asked) <= 23 * 23


def test_a_service_that_takes_less_than_we_think_is_asked_for_less(stub: Stub) -> None:
    stub.most_pairs = 9
    points = spread(11)
    answer = ask(stub, points)
    assert (answer.minutes, answer.estimated_count) == (road_minutes(points), 0)
    assert len(stub.raw) < 60


def test_a_place_on_no_road_costs_its_own_ways_only(stub: Stub) -> None:
    points = spread(12)
    stub.off_the_road = {(points[5].latitude, points[5].longitude)}
    answer = ask(stub, points)
    assert estimated_places(answer) == {5}
    assert answer.estimated_count == 22
    assert answer.caution is not None
    assert answer.caution.text().startswith("The routing service knows no way for 22 of 132 pairs of places")
    estimate = OfflineEstimate().matrix(points)
    assert answer.minutes[5] == estimate.minutes[5]
    assert answer.minutes[4][6] == road_minutes(points)[4][6]


def test_a_place_far_from_every_road_is_not_taken_for_the_nearest_one(stub: Stub) -> None:
    points = spread(6)
    stub.far_from_roads = {(points[2].latitude, points[2].longitude)}
    answer = ask(stub, points)
    assert (estimated_places(answer), answer.estimated_count) == ({2}, 10)


def test_older_valhallas_answer_way_by_way() -> None:
    with running(Stub("valhalla")) as stub:
        stub.is_verbose_only = True
        points = spread(4)
        assert ask(stub, points).minutes == road_minutes(points)


def test_the_key_goes_into_a_header_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with running(Stub("openrouteservice")) as stub:
        stub.key = KEY
        assert ask(stub, spread(3), FIRSTFIX_TRAVEL_KEY=KEY).estimated_count == 0
        wrong = ask(stub, spread(3), FIRSTFIX_TRAVEL_KEY="another-key")
        assert wrong.caution is not None
        assert wrong.caution.code == "travel_key"
        assert stub.raw[0].count(KEY) == 1
        assert KEY not in stub.raw[0].splitlines()[0]
        wanted = settings(stub, FIRSTFIX_TRAVEL_KEY=KEY)
        assert KEY not in repr(wanted)
        assert KEY not in repr(source_for(wanted))
    assert KEY not in caplog.text + wrong.caution.text()


def test_only_rounded_coordinates_leave_and_the_log_says_so(osrm: Stub) -> None:
    points = [Place(48.573412, 7.752111), Place(48.580093, 7.760987)]
    ask(osrm, points)
    path = osrm.raw[0].split()[1]
    assert path.startswith("/table/v1/driving/7.7521,48.5734;7.7610,48.5801?annotations=duration")
    left = EgressLog.objects.get()
    assert (left.audience, left.purpose, left.replacement_count) == ("public", "travel_times", 0)


def test_places_within_eleven_metres_are_one_question(osrm: Stub) -> None:
    points = [Place(48.57341, 7.75211), Place(48.573409, 7.752112), Place(48.6, 7.8)]
    answer = ask(osrm, points)
    assert [len(sources) for sources, _ in osrm.asked] == [2]
    assert answer.minutes[0][1] == answer.minutes[1][0] == 0
    assert answer.minutes[0][2] == answer.minutes[1][2] > ARRIVAL_MINUTES
    assert answer.estimated_count == 0


@pytest.mark.parametrize("points", [[], [Place(48.6, 7.8)], [Place(48.6, 7.8)] * 3])
def test_nobody_is_asked_where_there_is_no_way(osrm: Stub, points: list[Place]) -> None:
    answer = ask(osrm, points)
    assert (osrm.raw, answer.estimated_count, answer.caution) == ([], 0, None)
    assert EgressLog.objects.count() == 0


def says(said: Any, status: int = 200) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: send_json(handler, said, status=status)


def raw(content: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: send_bytes(handler, content, status=status, **headers)


def ends_early(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"code": "Ok", "dur')


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def speaks_no_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP ready\r\n" * 4)


def floods(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _portion in range(20):
        handler.wfile.write(b" " * 1_000_000)


NAN_ROWS = b'{"code": "Ok", "durations": [[0, NaN], [Infinity, 0]]}'
SHORT_ROWS = {"code": "Ok", "durations": [[0, 60]]}
UGLY_ROWS = {"code": "Ok", "durations": [[0, 60], 7]}

FAILURES: dict[str, tuple[Callable[[BaseHTTPRequestHandler], None], str]] = {
    "not JSON": (raw(b"<html>Welcome</html>"), "travel_other"),
    "JSON of another kind": (says(["hello"]), "travel_other"),
    "nothing": (raw(b""), "travel_other"),
    "nested without end": (raw(b"[" * 200_000), "travel_other"),
    "a number without end": (raw(b'{"code": "Ok", "durations": ' + b"9" * 9_000 + b"}"), "travel_other"),
    "not UTF-8": (raw(b"\xff\xfe\x00"), "travel_other"),
    "too few rows": (says(SHORT_ROWS), "travel_other"),
    "rows that are none": (says(UGLY_ROWS), "travel_other"),
    "a code that is no success": (says({"code": "InvalidQuery"}), "travel_other"),
    "a redirect": (raw(b"", 302, Location="http://127.0.0.1:1/"), "travel_other"),
    "another service": (says({"error": "no such page"}, 404), "travel_other"),
    "no HTTP at all": (speaks_no_http, "travel_other"),
    "the end before the end": (ends_early, "travel_other"),
    "megabytes": (floods, "travel_other"),
    "packed": (raw(b"\x1f\x8b\x08\x00", **{"Content-Encoding": "gzip"}), "travel_other"),
    "a refused key": (says({"error": "no"}, 401), "travel_key"),
    "a quota": (raw(b"slow down", 429), "travel_quota"),
    "an error": (raw(b"oops", 500), "travel_fault"),
    "maintenance": (raw(b"<html>", 503), "travel_fault"),
    "a line that breaks": (hangs_up, "travel_unreachable"),
    "times that are none": (raw(NAN_ROWS), "travel_no_way"),
    "no way": (says({"code": "Ok", "durations": [[0, None], [None, 0]]}), "travel_no_way"),
    "negative times": (says({"code": "Ok", "durations": [[0, -60], [-1, 0]]}), "travel_no_way"),
    "words for times": (says({"code": "Ok", "durations": [[0, "60"], [True, 0]]}), "travel_no_way"),
    "weeks": (says({"code": "Ok", "durations": [[0, 1e9], [10**30, 0]]}), "travel_no_way"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_whatever_comes_back_the_plan_gets_estimates_and_one_sentence(osrm: Stub, name: str) -> None:
    osrm.always, code = FAILURES[name]
    points = spread(2)
    answer = ask(osrm, points)
    assert answer.minutes == OfflineEstimate().matrix(points).minutes
    assert (answer.source, answer.estimated_count) == ("estimate", 2)
    assert answer.caution is not None
    assert (answer.caution.code, answer.caution.params["count"]) == (code, 2)
    assert answer.caution.text().endswith((".", "address."))


def test_nobody_listening_is_said_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        answer = source_for(
            wanted_from({"FIRSTFIX_TRAVEL_SOURCE": "osrm", "FIRSTFIX_TRAVEL_URL": url})
        ).matrix(spread(3))
    assert answer.caution is not None
    assert answer.caution.text() == (
        "The routing service cannot be reached, so 6 of 6 travel times are estimated."
    )


def test_a_name_that_nobody_knows_is_not_reachable() -> None:
    wanted = wanted_from(
        {"FIRSTFIX_TRAVEL_SOURCE": "osrm", "FIRSTFIX_TRAVEL_URL": "http://routing.invalid:5000"}
    )
    answer = source_for(wanted).matrix(spread(3))
    assert answer.caution is not None
    assert answer.caution.code in ("travel_unreachable", "travel_late")


def slow_to_begin(gate: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(_handler: BaseHTTPRequestHandler) -> None:
        gate.wait(30)

    return reply


def dripping_headers(gate: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not gate.wait(0.02):
            handler.wfile.write(b"X-Patience: yes\r\n")

    return reply


def dripping_body(gate: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not gate.wait(0.02):
            handler.wfile.write(b" ")

    return reply


@pytest.mark.parametrize("behaviour", [slow_to_begin, dripping_headers, dripping_body])
def test_planning_goes_on_when_the_time_is_over_and_leaves_no_thread(osrm: Stub, behaviour: Any) -> None:
    gate = threading.Event()
    osrm.always = behaviour(gate)
    try:
        answer = ask(osrm, spread(3), FIRSTFIX_TRAVEL_SECONDS="0.3")
        assert answer.caution is not None
        assert answer.caution.code == "travel_late"
        # While the other side still talks: our end of the line was closed.
        assert is_over(lambda: not any(one.name == "travel times" for one in threading.enumerate()))
    finally:
        gate.set()


def test_one_failure_is_tried_again_once(osrm: Stub) -> None:
    points = spread(3)
    osrm.replies = [raw(b"oops", 500)]
    assert ask(osrm, points).minutes == road_minutes(points)
    assert len(osrm.raw) == 2


def test_two_failures_are_enough(osrm: Stub) -> None:
    osrm.replies = [raw(b"oops", 502), hangs_up]
    answer = ask(osrm, spread(3))
    assert answer.estimated_count == 6
    assert len(osrm.raw) == 2


def test_what_was_answered_before_the_failure_stays(osrm: Stub) -> None:
    points = spread(8)
    osrm.replies = [None, None, raw(b"slow down", 429)]
    answer = ask(osrm, points, FIRSTFIX_TRAVEL_PAIRS="16")
    roads = road_minutes(points)
    assert 0 < answer.estimated_count < 56
    assert answer.source == "osrm"
    assert all(
        answer.minutes[start][end] == roads[start][end]
        for start in range(8)
        for end in range(8)
        if not answer.is_estimated(start, end)
    )


def test_a_service_that_failed_is_left_alone_for_a_while(osrm: Stub) -> None:
    source = source_for(settings(osrm))
    osrm.always = raw(b"slow down", 429)
    source.matrix(spread(3))
    osrm.always = None
    again = source_for(settings(osrm)).matrix(spread(3))
    assert len(osrm.raw) == 1
    assert again.caution is not None
    assert again.caution.code == "travel_resting"
    assert 0 < int(again.caution.params["seconds"] or 0) <= 30


def test_what_was_asked_once_is_remembered_by_every_process(stub: Stub, tmp_path: Path) -> None:
    cache = tmp_path / "travel.sqlite3"
    points = spread(5)
    first = ask(stub, points, cache=cache)
    asked = len(stub.raw)
    assert ask(stub, points, cache=cache) == first
    assert len(stub.raw) == asked
    more = [*points, Place(48.9, 7.1)]
    assert ask(stub, more, cache=cache).minutes == road_minutes(more)
    # One place more asks for its own row and column, not for the others again.
    assert sum(len(sources) * len(targets) for sources, targets in stub.asked[1:]) <= 2 * 6


def spread(count: int) -> list[Place]:
    """Give so many places of a land, some kilometres apart."""
    return [
        Place(round(48 + 0.037 * number, 4), round(7 + 0.021 * (number * 5 % 11), 4))
        for number in range(count)
    ]


def road_minutes(points: list[Place]) -> tuple[tuple[int, ...], ...]:
    """Give what the stub's seconds are in whole minutes, with arriving."""
    places = [(point.latitude, point.longitude) for point in points]
    return tuple(
        tuple(0 if start == end else -(-true_seconds(start, end) // 60) + ARRIVAL_MINUTES for end in places)
        for start in places
    )


def estimated_places(answer: TravelMatrix) -> set[int]:
    """Give the places all of whose ways are estimated."""
    size = range(len(answer.minutes))
    return {place for place in size if all(answer.is_estimated(place, end) for end in size if end != place)}


def settings(stub: Stub, *, cache: Path | None = None, **environment: str) -> Wanted:
    named = {"FIRSTFIX_TRAVEL_SOURCE": stub.kind, "FIRSTFIX_TRAVEL_URL": stub.url}
    return wanted_from({**named, **environment}, cache=cache)


def ask(stub: Stub, points: list[Place], *, cache: Path | None = None, **environment: str) -> TravelMatrix:
    return source_for(settings(stub, cache=cache, **environment)).matrix(points)


def is_over(condition: Callable[[], bool]) -> bool:
    """Tell whether something comes true within ten seconds."""
    for _attempt in range(500):
        if condition():
            return True
        time.sleep(0.02)
    return False
