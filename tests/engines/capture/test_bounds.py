"""What a capture costs in memory is bounded, however many messages in it are never finished."""

from __future__ import annotations

import gc
import io
import struct
import weakref
from collections.abc import Iterable

import pytest

from firstfix.engines.capture import dns_stream, http, read_capture, tls
from firstfix.engines.capture.reading import Reader
from firstfix.engines.capture.watch import Watch
from tests.engines.capture.frames import Frame, Talk, pcap
from tests.engines.capture.test_findings import record
from tests.engines.capture.test_tls import certificate

CONNECTIONS = 60
# A handshake record with a message of which more is announced than comes.
UNFINISHED = b"\x16\x03\x03" + struct.pack(">H", 1000) + b"\x0b\x00\xff\xff" + bytes(996)
ALERT = b"\x15\x03\x03\x00\x02\x02\x28"


def watched(frames: Iterable[Frame]) -> Watch:
    """Give the watch over packets, before their conversations are over."""
    watch = Watch()
    for batch in Reader(io.BytesIO(pcap(frames)), chunk=4000).batches():
        watch.see(batch)
    return watch


def flight(der: bytes) -> bytes:
    """Give the record in which a server shows a certificate."""
    inner = len(der).to_bytes(3, "big") + der
    body = len(inner).to_bytes(3, "big") + inner
    return record(22, b"\x0b" + len(body).to_bytes(3, "big") + body)


def talks(payload: bytes, to_port: int) -> list[Frame]:
    """Give connections that each say the same, one after the other."""
    frames: list[Frame] = []
    for number in range(CONNECTIONS):
        talk = Talk(port=40_000 + number, to_port=to_port).open()
        talk.send(0, payload)
        frames += talk.frames
    return frames


def test_unfinished_handshakes_of_many_connections_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "_MOST_KEPT", 10_000)
    frames = talks(UNFINISHED, 443)
    last = Talk(port=50_000).open()
    last.send(0, UNFINISHED)
    last.send(1, b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00" + ALERT)
    watch = watched([*frames, *last.frames])
    assert sum(session.kept_octets for session in watch.tls.sessions.values()) <= 10_000
    assert len(watch.tls.sessions) == CONNECTIONS + 1
    assert watch.tls.alert_count == 1


def test_what_sessions_keep_is_counted_until_they_leave() -> None:
    watch = watched(talks(UNFINISHED, 443))
    sessions = watch.tls.sessions
    assert sum(session.kept_octets for session in sessions.values()) == CONNECTIONS * 1000
    watch.finish()
    assert not sessions
    assert watch.tls.kept_octets == 0


def test_large_certificates_of_many_connections_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "_MOST_KEPT", 30_000)
    many = certificate(*(f"{number:04}.{'a' * 50}.example.test" for number in range(60)))
    small = certificate("app.example.test")
    large_sessions = watched(talks(flight(many), 443)).tls.sessions.values()
    assert 0 < sum(one.certificate is not None for one in large_sessions) < CONNECTIONS / 2
    small_sessions = watched(talks(flight(small), 443)).tls.sessions.values()
    assert all(one.certificate is not None for one in small_sessions)


def test_requests_that_are_never_answered_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_MOST_WAITING", 10)
    watch = watched(talks(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", 80))
    assert watch.http.waiting_count <= 21


def test_an_answered_request_waits_no_longer() -> None:
    talk = Talk(to_port=80).open()
    for _ in range(5):
        talk.ask(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", b"HTTP/1.1 404 Not Found\r\n\r\n")
    watch = watched(talk.frames)
    assert watch.http.waiting_count == 0
    assert {answered.host for answered, _seen in watch.http.answers} == {"a.test"}


def test_unfinished_names_over_tcp_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns_stream, "_MOST_KEPT", 10_000)
    watch = watched(talks(b"\xff\xff" + bytes(998), 53))
    # What one batch brings comes on top.
    assert watch.dns_streams.kept_octets <= 14_000


def test_a_watch_that_is_done_with_leaves_no_memory_behind() -> None:
    gc.disable()
    try:
        watch = watched(talks(UNFINISHED, 443))
        watch.finish()
        left = weakref.ref(watch)
        del watch
        assert left() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("content", [pcap(talks(UNFINISHED, 443)), b"no capture at all"])
@pytest.mark.parametrize("is_enabled", [True, False])
def test_reading_leaves_the_collector_as_it_was(content: bytes, *, is_enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if is_enabled else gc.disable)()
        read_capture(io.BytesIO(content))
        assert gc.isenabled() == is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
