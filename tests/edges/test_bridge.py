"""The bridge between granian and Django, served for real: nobody's slow line holds anybody else."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
# Only a failure takes that long: a busy machine is not a bug.
SECONDS = 120


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _echoing() as (number, _server):
        yield number


@contextmanager
def _echoing() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    number = free_port()
    words = ["--interface", "rsgi", "--port", str(number), "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "tests.edges.echo_server:application"], cwd=ROOT
    )
    try:
        _wait_for(number)
        yield number, server
    finally:
        server.kill()
        server.wait()


def test_half_sent_bodies_stop_nobody(port: int) -> None:
    held = [_half_sent(port) for _ in range(12)]
    assert ask(port, "/")["REQUEST_METHOD"] == "GET"
    for each in held:
        each.close()


def test_what_is_held_open_ends_properly_with_the_server() -> None:
    with _echoing() as (port, server), socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET /held HTTP/1.1\r\nHost: h\r\n\r\n")
        answer = line.recv(65_536)
        while b"waiting" not in answer:
            answer += line.recv(65_536)
        server.terminate()
        rest = answer
        while chunk := line.recv(65_536):
            rest += chunk
    # The end of a body in chunks: a killed server leaves it out.
    assert rest.endswith(b"0\r\n\r\n")


def test_a_slow_receiver_stops_nobody(port: int) -> None:
    slow = socket.create_connection(("127.0.0.1", port))
    slow.sendall(b"GET /large HTTP/1.1\r\nHost: h\r\n\r\n")
    assert slow.recv(1000).startswith(b"HTTP/1.1 200")
    assert ask(port, "/")["REQUEST_METHOD"] == "GET"
    slow.close()


def test_a_large_answer_arrives_whole(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/large")
        assert len(connection.getresponse().read()) == 300 * 65_536


@pytest.mark.parametrize("size", [1, 200_000, 900_000])
def test_bodies_arrive_whole(port: int, size: int) -> None:
    told = ask(port, "/", body=b"y" * size)
    assert (told["CONTENT_LENGTH"], told["body_bytes"]) == (str(size), str(size))


def test_a_body_in_chunks_gets_its_length(port: int) -> None:
    told = ask(port, "/", body=iter([b"y" * 700, b"z" * 300]))
    assert (told["CONTENT_LENGTH"], told["body_bytes"]) == ("1000", "1000")


def test_a_body_over_the_limit_is_named_and_not_collected(port: int) -> None:
    chunks = iter([b"y" * 600_000] * 3)
    told = ask(port, "/", body=chunks)
    assert int(told["CONTENT_LENGTH"]) > 1_000_000
    assert int(told["body_bytes"]) <= 1_000_000


def test_a_header_with_underscores_cannot_pass_for_another(port: int) -> None:
    told = ask(port, "/", headers={"X_Forwarded_For": "10.0.0.1", "X-Other": "kept"})
    assert "HTTP_X_FORWARDED_FOR" not in told
    assert told["HTTP_X_OTHER"] == "kept"


def test_cookies_sent_apart_are_joined_as_cookies(port: int) -> None:
    answer = _exchange(
        port, b"GET / HTTP/1.1\r\nHost: h\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n"
    )
    assert b'"HTTP_COOKIE": "a=1; b=2"' in answer
    assert answer.lower().count(b"set-cookie:") == 2


def test_a_path_is_bytes_in_the_words_of_wsgi(port: int) -> None:
    assert ask(port, "/%C3%A4%2Fx?q=%20a&b")["PATH_INFO"].encode("latin-1").decode() == "/ä/x"


def test_what_breaks_is_said_without_a_trace(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/broken")
        answer = connection.getresponse()
        assert answer.status == 500
        assert b"Traceback" not in answer.read()


def ask(port: int, path: str, *, body: Any = None, headers: dict[str, str] | None = None) -> dict[str, str]:
    """Give what the application was told of one request."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        connection.request("POST" if body else "GET", path, body, headers or {})
        told: dict[str, str] = json.loads(connection.getresponse().read())
    return told


def _half_sent(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\nhalf")
    return line


def _exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
        line.sendall(request)
        answer = b""
        while chunk := line.recv(65_536):
            answer += chunk
        return answer


def _wait_for(port: int) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            ask(port, "/")
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < end, "The server did not start."
            time.sleep(0.1)
        else:
            return
