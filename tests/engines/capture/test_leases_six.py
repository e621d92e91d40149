"""Leases of IPv6 (RFC 8415) are judged as those of IPv4."""

from __future__ import annotations

import io
from ipaddress import IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.capture import Finding, Reader, read_capture
from firstfix.engines.capture.watch import Watch
from tests.engines.capture.frames import START, Frame, datagram, pcap, report_of

CLIENT, SERVER, OTHER = "fe80::9", "fe80::1", "fe80::2"
EVERYBODY = "ff02::1:2"
MAC = bytes([2, 0, 0, 0, 0, 9])
SOLICIT, ADVERTISE, REQUEST, REPLY, DECLINE, INFORMATION = 1, 2, 3, 7, 9, 11
NO_ADDRESS, NOT_ON_LINK, USE_MULTICAST = 2, 4, 5


def option(code: int, value: bytes) -> bytes:
    return code.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value


def resolver(address: str) -> bytes:
    return option(23, IPv6Address(address).packed)


def association(inner: bytes) -> bytes:
    return option(3, bytes(12) + inner)


ADDRESS = association(option(5, IPv6Address("2001:db8::77").packed + bytes(8)))


def refusal(code: int) -> bytes:
    return association(option(13, code.to_bytes(2, "big") + b"no"))


def message(at: float, kind: int, options: bytes = b"", *, server: str = "", name: bytes = b"") -> Frame:
    client = option(1, name or b"\0\3\0\1" + MAC)
    octets = bytes([kind, 0, 0, 7]) + client + options
    if server:
        return datagram(START + at, server, CLIENT, 547, 546, octets)
    return datagram(START + at, CLIENT, EVERYBODY, 546, 547, octets)


def shown(*frames: Frame) -> list[Finding]:
    return list(report_of(frames).findings)


LEASE = [
    message(0, SOLICIT), message(0.1, ADVERTISE, ADDRESS, server=SERVER), message(1, REQUEST, ADDRESS),
    message(1.1, REPLY, ADDRESS + resolver("2001:db8::53"), server=SERVER),
]  # fmt: skip

FAULTS = {
    "nobody answers": ([message(4 * turn, SOLICIT) for turn in range(3)], "PCAP.DHCP.NO_OFFER", "warn"),
    "none is left": (
        [message(0, SOLICIT), message(0.1, ADVERTISE, refusal(NO_ADDRESS), server=SERVER)],
        "PCAP.DHCP.REFUSED", "fail",
    ),
    "one of another link": (
        [message(0, REQUEST), message(0.1, REPLY, refusal(NOT_ON_LINK), server=SERVER),
         *(Frame(one.at + 5, one.octets) for one in LEASE)],
        "PCAP.DHCP.REFUSED", "warn",
    ),
    "somebody has it": (
        [message(turn, DECLINE, ADDRESS) for turn in range(2)], "PCAP.DHCP.TAKEN", "fail"
    ),
    "two servers": (
        [*LEASE, message(9, ADVERTISE, ADDRESS + resolver("2001:db8::bad"), server=OTHER)],
        "PCAP.DHCP.SERVERS", "fail",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_nothing_else_is(name: str) -> None:
    frames, code, status = FAULTS[name]
    assert [(one.code.code, one.status.value) for one in shown(*frames)] == [(code, status)]


HEALTHY = {
    "a lease": LEASE,
    "a second server with the same": [
        *LEASE, message(2, ADVERTISE, ADDRESS + resolver("2001:db8::53"), server=OTHER)
    ],
    "a second server that is not asked for resolvers": [
        *LEASE, message(2, ADVERTISE, ADDRESS, server=OTHER)
    ],
    "another way to ask": [*LEASE, message(2, REPLY, refusal(USE_MULTICAST), server=SERVER)],
    "only settings are asked for": [message(4 * turn, INFORMATION) for turn in range(3)],
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
def test_what_is_healthy_shows_nothing(name: str) -> None:
    assert shown(*HEALTHY[name]) == []


NAMES = {
    b"\0\3\0\1" + MAC: "02:00:00:00:00:09",
    b"\0\1\0\1" + bytes(4) + MAC: "02:00:00:00:00:09",
    b"\0\2\0\0\0\x2a\x99": "00:02:00:00:00:2a:99",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_client_is_told_by_its_hardware_address_where_it_names_one(name: bytes) -> None:
    (finding,) = shown(*(message(4 * turn, SOLICIT, name=name) for turn in range(3)))
    assert finding.params["client"] == NAMES[name]


def test_a_refused_address_names_the_server_and_a_taken_one_the_address() -> None:
    (refused,), (taken,) = (shown(*FAULTS[name][0]) for name in ("none is left", "somebody has it"))
    assert refused.params["server"] == SERVER
    assert taken.params["address"] == "2001:db8::77"


@given(st.binary(max_size=80), st.integers(0, 90))
def test_no_message_whatever_is_an_exception(junk: bytes, at: int) -> None:
    whole = message(0, REPLY, ADDRESS + refusal(NO_ADDRESS) + resolver("2001:db8::53")).octets
    hostile = Frame(START, whole[: 62 + at] + junk)
    assert read_capture(io.BytesIO(pcap([hostile]))).counts["packets"] == 1


@pytest.mark.data
def test_real_leases_show_no_fault(data_folder: Path) -> None:
    paths = sorted((data_folder / "captures").rglob("dhcpv6-ia-*.pcap"))
    assert len(paths) >= 3
    for path in paths:
        report = read_capture(io.BytesIO(path.read_bytes()))
        assert not [one for one in report.findings if one.code.code.startswith("PCAP.DHCP")], path


def test_names_and_settings_of_any_length_are_kept_short() -> None:
    watch = Watch()
    long = message(0, ADVERTISE, resolver("2001:db8::53") + option(23, bytes(30_000)), name=bytes(20_000))
    many = message(1, ADVERTISE, option(23, b"\x20" * 30_000), server=SERVER)
    for batch in Reader(io.BytesIO(pcap([long, many]))).batches():
        watch.see(batch)
    assert sorted(map(len, watch.dhcp6.clients)) == [10, 130]
    assert all(len(offer.resolvers) < 400 for offer in watch.dhcp6.offers)
