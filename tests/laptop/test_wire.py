"""Messages as they come: whatever the bytes are, readers give facts or their own refusal, nothing else."""

from __future__ import annotations

import ipaddress
import struct

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from firstfix.laptop.probes.certificates import certificate_facts
from firstfix.laptop.probes.dns_wire import TYPES, Malformed, question, read_answer, reverse_name
from firstfix.laptop.probes.kinds_time import read_time
from firstfix.laptop.probes.ldap import root_facts
from tests.laptop.authority import intermediate, server
from tests.laptop.servers import names

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
NAME = st.lists(LABEL, min_size=1, max_size=5).map(".".join)
ADDRESS = st.ip_addresses(v=4).map(str)


@given(NAME, st.lists(ADDRESS, max_size=8, unique=True), st.integers(0, 65_535))
def test_what_a_server_answers_is_read_as_it_was_meant(name: str, addresses: list[str], number: int) -> None:
    answer = names({name: addresses})(question(number, name, "A"))
    read = read_answer(answer, number, name.upper(), "A")
    assert sorted(read.values) == sorted(addresses)
    assert read.rcode == "NOERROR"


@given(st.binary(max_size=200), st.sampled_from(sorted(TYPES)))
def test_any_bytes_are_an_answer_or_malformed(content: bytes, kind: str) -> None:
    refuses_or_reads(content, kind)


@given(st.integers(0, 60), st.binary(min_size=1, max_size=6), st.sampled_from(sorted(TYPES)))
def test_an_answer_with_changed_bytes_is_an_answer_or_malformed(place: int, new: bytes, kind: str) -> None:
    whole = names({"app.test": ["192.0.2.1", "192.0.2.2"]})(question(7, "app.test", "A"))
    refuses_or_reads(whole[:place] + new + whole[place + len(new) :], kind)


def refuses_or_reads(content: bytes, kind: str) -> None:
    try:
        read = read_answer(content, 7, "app.test", kind)
    except Malformed:
        return
    assert all(isinstance(value, str) for value in read.values)


def test_a_name_that_points_to_itself_ends() -> None:
    head = struct.pack("!HHHHHH", 7, 0x8180, 1, 0, 0, 0)
    with pytest.raises(Malformed):
        read_answer(head + b"\xc0\x0c" + b"\x00\x01\x00\x01", 7, "app.test", "A")


def test_an_answer_to_another_question_is_none() -> None:
    answer = names({"app.test": ["192.0.2.1"]})(question(7, "app.test", "A"))
    for number, name in ((8, "app.test"), (7, "other.test")):
        with pytest.raises(Malformed):
            read_answer(answer, number, name, "A")


@given(st.ip_addresses())
def test_the_name_of_an_address_is_the_one_of_the_standard_library(address: object) -> None:
    assert reverse_name(str(address)) == ipaddress.ip_address(str(address)).reverse_pointer


@given(st.floats(0, 4e9), st.floats(-1e5, 1e5), st.floats(0, 2), st.floats(0, 2))
def test_offset_and_delay_are_those_of_the_way_there_and_back(
    sent: float, offset: float, there: float, back: float
) -> None:
    """Four timestamps of a clock that is off, with a way there and back: RFC 5905, section 8."""
    received, gave = sent + offset + there, sent + offset + there
    stamps = [int((moment + 2_208_988_800) * (1 << 32)) & (1 << 64) - 1 for moment in (received, gave)]
    packet = struct.pack("!BBbbII4sQQQQ", 0x24, 2, 0, 0, 0, 0, b"GPS", 0, 0, *stamps)
    facts = read_time(packet, sent, sent + there + back)
    assert facts["offset_seconds"] == pytest.approx(offset + (there - back) / 2, abs=1e-3)
    assert facts["delay_seconds"] == pytest.approx(there + back, abs=1e-3)


@given(st.binary(max_size=300))
def test_any_bytes_of_a_directory_give_facts(content: bytes) -> None:
    assert root_facts(content)["outcome"] in {"answered", "closed", "other_protocol"}


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_any_bytes_of_a_chain_give_facts(chain: list[bytes]) -> None:
    assert [fact["is_readable"] for fact in certificate_facts(chain)] == [False] * len(chain)


def test_who_signed_whom_is_seen_in_whatever_order_it_was_served() -> None:
    ders = [one.certificate.public_bytes(Encoding.DER) for one in (server(), intermediate())]
    assert [fact["issued_by"] for fact in certificate_facts(ders)] == [1, None]
    assert [fact["issued_by"] for fact in certificate_facts(ders[::-1])] == [None, 0]
