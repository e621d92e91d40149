"""Addresses are written as an independent library writes them."""

from __future__ import annotations

from ipaddress import ip_address

from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.capture.addresses import address_text, pair_text

# Mostly zeros, so that rows of them of every length and place come up.
SIX = st.lists(st.sampled_from([0, 0, 0, 1, 0x10, 0xAB, 0xFF]), min_size=16, max_size=16).map(bytes)
FOUR = st.binary(min_size=4, max_size=4)


@given(st.one_of(FOUR, SIX, st.binary(min_size=16, max_size=16)))
def test_an_address_is_written_in_its_shortest_form(octets: bytes) -> None:
    # Later versions of the library write addresses that hold one of IPv4 with points (RFC 5952, 5).
    if octets[:12] != bytes(10) + b"\xff\xff":
        assert address_text(octets) == str(ip_address(octets))


@given(FOUR, FOUR)
def test_two_addresses_are_read_from_one_row_of_octets(source: bytes, target: bytes) -> None:
    assert pair_text(source + target) == (str(ip_address(source)), str(ip_address(target)))
