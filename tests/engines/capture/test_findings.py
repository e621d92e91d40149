"""Each fault is found by its code in the packet that shows it first; what is healthy shows nothing."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from firstfix.engines.capture import CODES
from tests.engines.capture.frames import (
    ACK,
    CLIENT,
    RST,
    SERVER,
    START,
    SYN,
    Frame,
    Talk,
    codes_of,
    datagram,
    ethernet,
    ip,
    report_of,
    tcp,
    udp,
)

RESOLVER, CLOCK, GATEWAY = "192.0.2.53", "192.0.2.123", "192.0.2.1"


def name_octets(name: str) -> bytes:
    return b"".join(bytes([len(one)]) + one.encode() for one in name.split(".")) + b"\0"


def question(number: int, name: str, at: float) -> Frame:
    message = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + name_octets(name) + b"\0\1\0\1"
    return datagram(at, CLIENT, RESOLVER, 30000 + number, 53, message)


def answer(number: int, name: str, at: float, rcode: int = 0) -> Frame:
    message = struct.pack(">HHHHHH", number, 0x8180 | rcode, 1, 0, 0, 0) + name_octets(name) + b"\0\1\0\1"
    return datagram(at, RESOLVER, CLIENT, 53, 30000 + number, message)


def names(count: int, *, rcode: int = 0, took: float = 0.01, unanswered: int = 0) -> Iterator[Frame]:
    for number in range(count):
        at = START + number
        yield question(number, f"host{number}.example.test", at)
        if number >= unanswered:
            yield answer(number, f"host{number}.example.test", at + took, rcode)
    yield question(999, "later.example.test", START + 60)
    yield answer(999, "later.example.test", START + 60.01)


def arp(at: float, kind: int, mac: int, source: str, target: str) -> Frame:
    who = bytes([2, 0, 0, 0, 0, mac])
    body = struct.pack(">HHBBH", 1, 0x0800, 6, 4, kind) + who + ip_address(source).packed
    return Frame(at, ethernet(body + bytes(6) + ip_address(target).packed, 0x0806))


def dhcp(at: float, kind: int, *, server: str = "", router: str = "192.0.2.1", mac: int = 9) -> Frame:
    options = bytes([53, 1, kind])
    if server:
        options += b"\x36\x04" + ip_address(server).packed + b"\x03\x04" + ip_address(router).packed
    head = bytes([1 if not server else 2, 1, 6, 0]) + bytes(24) + bytes([2, 0, 0, 0, 0, mac]) + bytes(202)
    message = head + b"\x63\x82\x53\x63" + options + b"\xff"
    ends = (server, "255.255.255.255", 67, 68) if server else ("0.0.0.0", "255.255.255.255", 68, 67)
    return datagram(at, *ends, message)


def ntp(
    at: float, mode: int, *, stratum: int = 2, leap: int = 0, offset: float = 0.0, kiss: bytes = b""
) -> Frame:
    def stamp(seconds: float) -> bytes:
        return struct.pack(">II", int(seconds) + 2_208_988_800, int(seconds % 1 * (1 << 32)))

    head = bytes([leap << 6 | 4 << 3 | mode, stratum, 6, 0xEC]) + bytes(8) + kiss.ljust(4, b"\0") + bytes(8)
    if mode == 3:
        return datagram(at, CLIENT, CLOCK, 40123, 123, head + bytes(16) + stamp(at))
    return datagram(at, CLOCK, CLIENT, 123, 40123, head + stamp(at - 0.02) + stamp(at - 0.01 + offset) * 2)


def clock(**said: Any) -> list[Frame]:
    asked = [ntp(START + 4 * turn, 3) for turn in range(3)]
    return asked + [ntp(one.at + 0.02, 4, **said) for one in asked]


def unreachable(at: float, kind: int, code: int, *, rest: bytes = bytes(4), reporter: str = GATEWAY) -> Frame:
    inner = ip(udp(5000, 6000, b"x" * 8), 17)
    return Frame(at, ethernet(ip(bytes([kind, code, 0, 0]) + rest + inner, 1, reporter, CLIENT)))


def hello(name: str) -> bytes:
    sni = struct.pack(">HBH", len(name) + 3, 0, len(name)) + name.encode()
    extensions = struct.pack(">HH", 0, len(sni)) + sni
    body = (
        b"\3\3"
        + bytes(32)
        + b"\0"
        + b"\0\2\x13\1"
        + b"\1\0"
        + struct.pack(">H", len(extensions))
        + extensions
    )
    return record(22, b"\1" + len(body).to_bytes(3, "big") + body)


def record(kind: int, body: bytes) -> bytes:
    return struct.pack(">BHH", kind, 0x0303, len(body)) + body


SERVER_HELLO = record(22, b"\2" + (38).to_bytes(3, "big") + b"\3\3" + bytes(32) + b"\0\x13\1\0")


def retried(count: int, *, to_port: int = 443) -> list[Frame]:
    frames = []
    for number in range(count):
        talk = Talk(port=41000 + number, to_port=to_port, at=START + number)
        for wait in (0.0, 1.0, 2.0):
            talk.send(0, b"", SYN, wait=wait, seq=1000)
        frames += talk.frames
    return frames


def refused() -> list[Frame]:
    frames = []
    for number in range(3):
        talk = Talk(port=42000 + number, at=START + number)
        talk.send(0, b"", SYN)
        talk.send(1, b"", RST | ACK, wait=0.01)
        frames += talk.frames
    return frames


def reset(side: int, *, ttl: int | None = None) -> list[Frame]:
    frames = []
    for number in range(3):
        talk = Talk(port=43000 + number, at=START + number).open()
        talk.send(0, b"question")
        fields = {} if ttl is None else {"ttl": ttl}
        talk.send(side, b"", RST | ACK, wait=0.05, **fields)
        frames += talk.frames
    return frames


def bulk(count: int, *, lost: Callable[[int], bool] = lambda _number: False) -> list[Frame]:
    """Give a transfer to the client in which some segments have to be sent again."""
    talk = Talk().open()
    talk.send(0, b"GET", wait=0.01)
    for number in range(count):
        first = talk.send(1, bytes(1400), wait=0.02)
        if lost(number):
            talk.send(1, bytes(1400), wait=0.3, seq=talk.seq[1] - 1400)
        assert first
        talk.send(0, b"", ACK, wait=0.001)
    return talk.close().frames


def narrow() -> list[Frame]:
    talk = Talk().open().ask(b"small", b"small too")
    seq = talk.seq[0]
    talk.send(0, bytes(1400), wait=0.1)
    for wait in (0.3, 0.6, 1.2, 2.4):
        talk.send(0, bytes(1400), wait=wait, seq=seq)
    return talk.frames


def stalled(seconds: float) -> list[Frame]:
    talk = Talk().open().ask(b"GET", b"x" * 1400)
    talk.send(0, b"", ACK, window=0)
    talk.send(0, b"", ACK, wait=seconds, window=8192)
    return talk.ask(b"GET", b"x").close().frames


def several(**fields: float) -> list[Frame]:
    talks = [
        Talk(port=44000 + number, at=START + 40 * number, rtt=fields.get("rtt", 0.02)).open()
        .ask(b"GET", b"answer", thinks=fields.get("thinks", 0.01)).close()
        for number in range(4)
    ]  # fmt: skip
    return [one for talk in talks for one in talk.frames]


def answered(
    status: int, count: int, *, asked: bytes = b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
) -> list[Frame]:
    talk = Talk(to_port=8080).open()
    for _ in range(count):
        talk.ask(asked, f"HTTP/1.1 {status} Told\r\n\r\n".encode())
    return talk.close().frames


def alerted(description: int, side: int = 1) -> list[Frame]:
    talk = Talk().open()
    talk.send(0, hello("app.example.test"))
    talk.send(side, record(21, bytes([2, description])), wait=0.02)
    return talk.close().frames


def silent_to_tls() -> list[Frame]:
    frames = []
    for number in range(3):
        talk = Talk(port=45000 + number, at=START + number).open()
        talk.send(0, hello("app.example.test"))
        talk.send(1, b"", ACK, wait=0.02)
        talk.send(1, b"", RST | ACK, wait=4)
        frames += talk.frames
    return frames


def given_up() -> list[Frame]:
    frames = []
    for number in range(3):
        talk = Talk(port=46000 + number, at=START + number).open()
        talk.ask(hello("app.example.test"), SERVER_HELLO + record(23, bytes(2000)))
        frames += talk.close().frames
    return frames


FAULTS: dict[str, tuple[list[Frame], str]] = {
    "PCAP.ARP.CONFLICT": ([arp(START + turn, 2, 5 + turn % 2, GATEWAY, CLIENT) for turn in range(6)], "fail"),
    "PCAP.ARP.FLIP": ([arp(START, 2, 5, GATEWAY, CLIENT), arp(START + 90, 2, 6, GATEWAY, CLIENT)], "warn"),
    "PCAP.ARP.SILENT": ([arp(START + turn, 1, 5, CLIENT, GATEWAY) for turn in range(6)], "fail"),
    "PCAP.DHCP.NO_OFFER": ([dhcp(START + 4 * turn, 1) for turn in range(3)], "fail"),
    "PCAP.DHCP.REFUSED": ([dhcp(START, 3), dhcp(START + 1, 6, server=GATEWAY)], "fail"),
    "PCAP.DHCP.TAKEN": ([dhcp(START, 4), dhcp(START + 9, 4)], "fail"),
    "PCAP.DHCP.SERVERS": (
        [dhcp(START, 1), dhcp(START + 1, 2, server=GATEWAY),
         dhcp(START + 1.1, 2, server=SERVER, router=SERVER)],
        "fail",
    ),
    "PCAP.ICMP.NO_ROUTE": ([unreachable(START + turn, 3, 0) for turn in range(3)], "fail"),
    "PCAP.ICMP.FORBIDDEN": ([unreachable(START + turn, 3, 13) for turn in range(3)], "fail"),
    "PCAP.ICMP.PORT": ([unreachable(START + turn, 3, 3, reporter=SERVER) for turn in range(5)], "fail"),
    "PCAP.ICMP.LOOP": ([unreachable(START + turn, 11, 0) for turn in range(4)], "fail"),
    "PCAP.DNS.SERVFAIL": (list(names(4, rcode=2)), "fail"),
    "PCAP.DNS.NXDOMAIN": (list(names(4, rcode=3)), "warn"),
    "PCAP.DNS.REFUSED": (list(names(4, rcode=5)), "fail"),
    "PCAP.DNS.ERROR": (list(names(4, rcode=1)), "warn"),
    "PCAP.DNS.SILENT": (list(names(4, unanswered=4)), "fail"),
    "PCAP.DNS.SLOW": (list(names(4, took=2.5)), "fail"),
    "PCAP.NTP.SILENT": ([ntp(START + 4 * turn, 3) for turn in range(3)], "fail"),
    "PCAP.NTP.KISS": (clock(stratum=0, kiss=b"DENY"), "fail"),
    "PCAP.NTP.UNSYNCHRONISED": (clock(stratum=16, leap=3), "fail"),
    "PCAP.NTP.OFFSET": (clock(offset=7200.0), "fail"),
    "PCAP.TCP.SILENT": (retried(2), "fail"),
    "PCAP.TCP.REFUSED": (refused(), "fail"),
    "PCAP.TCP.RESET_BY_SERVER": (reset(1), "fail"),
    "PCAP.TCP.RESET_BY_CLIENT": (reset(0), "fail"),
    "PCAP.TCP.RESET_BETWEEN": (reset(1, ttl=61), "fail"),
    "PCAP.TCP.LOSS": (bulk(200, lost=lambda number: number % 8 == 3), "fail"),
    "PCAP.TCP.ZERO_WINDOW": (stalled(4.0), "fail"),
    "PCAP.TCP.SLOW_NETWORK": (several(rtt=1.5), "fail"),
    "PCAP.TCP.SLOW_SERVER": (several(thinks=8.0), "fail"),
    "PCAP.MTU.BLACK_HOLE": (narrow(), "fail"),
    "PCAP.TLS.ALERT": (alerted(48, side=0), "fail"),
    "PCAP.TLS.SILENT": (silent_to_tls(), "fail"),
    "PCAP.TLS.GIVEN_UP": (given_up(), "warn"),
    "PCAP.HTTP.SERVER_ERROR": (answered(503, 4), "fail"),
    "PCAP.HTTP.CLIENT_ERROR": (answered(404, 3), "warn"),
    "PCAP.PROXY.SIGN_IN": (answered(407, 2), "fail"),
    "PCAP.PROXY.REFUSED": (
        answered(403, 2, asked=b"CONNECT app.example.test:443 HTTP/1.1\r\n\r\n"), "fail"
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_found_by_its_code_and_nothing_else_is(code: str) -> None:
    frames, status = FAULTS[code]
    assert codes_of(frames) == {code: status}


@pytest.mark.parametrize("code", FAULTS)
def test_a_finding_says_which_packets_prove_it_whom_to_ask_and_for_what(code: str) -> None:
    frames, _status = FAULTS[code]
    (finding,) = report_of(frames).findings
    assert finding.packets
    assert set(finding.packets) <= set(range(1, len(frames) + 1))
    for words in (finding.text(), finding.request()):
        assert "{" not in words
        assert words.endswith((".", ")"))


HEALTHY: dict[str, list[Frame]] = {
    "a transfer": bulk(300),
    "a transfer with one percent of loss": bulk(1000, lost=lambda number: number % 100 == 50),
    "a way of 80 ms": several(rtt=0.08),
    "a window that closes for a moment": stalled(0.1),
    "names": list(names(20)),
    "time": clock(offset=0.2),
    "a lease": [
        dhcp(START, 1),
        dhcp(START + 1, 2, server=GATEWAY),
        dhcp(START + 1.1, 3),
        dhcp(START + 1.2, 5, server=GATEWAY),
    ],
    "neighbours": [arp(START, 1, 9, CLIENT, GATEWAY), arp(START + 0.01, 2, 5, GATEWAY, CLIENT)],
    "pages": answered(200, 20),
    "a page that is not there among others": answered(200, 20)
    + [Frame(one.at + 60, one.octets) for one in answered(404, 1)],
    "a traceroute": [unreachable(START + turn, 11, 0, reporter=f"203.0.113.{turn}") for turn in range(1, 9)],
}


@pytest.mark.parametrize("name", HEALTHY)
def test_what_is_healthy_shows_nothing(name: str) -> None:
    assert codes_of(HEALTHY[name]) == {}


def test_a_reset_after_the_answer_is_a_farewell() -> None:
    talk = Talk().open().ask(b"GET", b"answer")
    talk.send(0, b"", RST | ACK, wait=0.1)
    assert codes_of(talk.frames) == {}


def test_packets_that_were_recorded_twice_are_no_loss() -> None:
    doubled = [twin for one in bulk(100) for twin in (one, Frame(one.at + 0.00001, one.octets))]
    report = report_of(doubled)
    assert report.counts["tcp segments recorded twice"] > 90
    assert report.findings == ()


def test_both_families_of_addresses_tags_and_ports_are_read() -> None:
    talk = Talk(source="2001:db8::10", target="2001:db8::20").open()
    talk.send(0, b"GET")
    talk.send(1, b"", RST | ACK, wait=0.01)
    inside = ip(tcp(50000, 443, 1, 0, SYN), 6)
    frames = [*talk.frames, Frame(START + 9, ethernet(inside, tags=(0x88A8, 0x8100)))]
    report = report_of(frames)
    assert report.counts["tcp segments"] == len(frames)
    assert "[2001:db8::20]:443" in report.findings[0].text()


def test_what_is_not_looked_into_is_counted_and_named() -> None:
    frames = [
        Frame(START, ethernet(ip(bytes(40), 47))),
        Frame(START, ethernet(bytes(60), 0x88CC)),
        Frame(START, ethernet(bytes(60), 60)),
        Frame(START, ethernet(ip(bytes(40), 17, fragment=0x2000))),
    ]
    assert report_of(frames).unread == {
        "IP protocol 47 (GRE)": 1,
        "EtherType 0x88cc": 1,
        "802.3 frames": 1,
        "IP fragments (their first octets are read)": 1,
    }


# What needs a certificate is tried in test_tls.py, what needs two captures in test_both_ends.py.
ELSEWHERE = {
    "PCAP.TLS.NAME",
    "PCAP.TLS.EXPIRED",
    "PCAP.TLS.EARLY",
    "PCAP.LOSS.BETWEEN",
    "PCAP.LOSS.ELSEWHERE",
}


def test_every_code_has_a_fault_that_shows_it() -> None:
    assert set(CODES) == set(FAULTS) | ELSEWHERE
