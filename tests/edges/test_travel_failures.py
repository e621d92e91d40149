"""Whatever a routing service does, planning gets minutes in time, and a sentence where they are estimated."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from firstfix.connectors.travel.choosing import source_for
from firstfix.connectors.travel.wanted import Wanted, wanted_from
from firstfix.engines.dispatch.travel import OfflineEstimate
from tests.edges.road_points import ask, road_minutes, settings, spread
from tests.edges.routing_stub import Stub, running, send_bytes, send_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def osrm() -> Iterator[Stub]:
    """Give a running OSRM."""
    with running(Stub("osrm")) as made:
        yield made


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
        answer = source_for(patient(url)).matrix(spread(3))
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


def patient(url: str) -> Wanted:
    """Give an OSRM for which there is as much time as there may be."""
    named = {"FIRSTFIX_TRAVEL_SOURCE": "osrm", "FIRSTFIX_TRAVEL_URL": url, "FIRSTFIX_TRAVEL_SECONDS": "120"}
    return wanted_from(named)


def slow_to_begin(gate: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(_handler: BaseHTTPRequestHandler) -> None:
        gate.wait(120)

    return reply


def dripping_headers(gate: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        # Nobody reads a hundred headers, so they must take longer than a busy machine pauses.
        while not gate.wait(0.1):
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
    # A name server that is slow to answer may still hold the one of another test.
    before = set(threading.enumerate())
    gate = threading.Event()
    osrm.always = behaviour(gate)
    try:
        answer = ask(osrm, spread(3), FIRSTFIX_TRAVEL_SECONDS="0.3")
        assert answer.caution is not None
        assert answer.caution.code == "travel_late"
        # While the other side still talks: our end of the line was closed.
        assert is_over(
            lambda: not any(one.name == "travel times" for one in {*threading.enumerate()} - before)
        )
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


@pytest.mark.parametrize("turn", ["one test", "the next"])
def test_no_test_begins_with_a_rest_of_another_one(turn: str) -> None:
    caution = source_for(patient("http://127.0.0.1:1")).matrix(spread(2)).caution
    assert caution is not None, turn
    assert caution.code == "travel_unreachable"


def is_over(condition: Callable[[], bool]) -> bool:
    """Tell whether something comes true within a minute."""
    for _attempt in range(3000):
        if condition():
            return True
        time.sleep(0.02)
    return False
