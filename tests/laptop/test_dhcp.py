"""DHCP: a DISCOVER to a loopback server, what it offers, and what stands in the way."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis import Status, diagnose
from firstfix.laptop.probes import kinds_dhcp
from firstfix.laptop.probes.dhcp_wire import discover, read_offer
from tests.laptop.looking import check, codes, looked
from tests.laptop.servers import HERE, answering, offering, quad
from tests.ports import free_port

Answer = Callable[[bytes], bytes | None]


def run(test: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await test

    return asyncio.run(whole())


def asking(port: int, **fields: Any) -> str:
    """Give a check of one server on the loopback interface; port 0 takes any port that is free."""
    return check("dhcp", host=None, server=HERE, port=port, client_port=free_port(), timeout=0.4, **fields)


async def found(folder: Path, answer: Answer, **fields: Any) -> list[str]:
    async with answering(answer) as port:
        return await codes(folder, asking(port, **fields))


OFFERS: list[tuple[list[str], Answer, dict[str, Any]]] = [
    ([], offering(), {}),
    ([], offering(), {"expect_server": "192.0.2.1", "expect_network": "192.0.2.0/24"}),
    ([], offering(), {"expect_resolvers": ["192.0.2.53"], "expect_options": ["routers", "resolvers"]}),
    (["DHCP.SILENT"], lambda _question: None, {}),
    (["DHCP.SILENT"], lambda question: question, {}),
    (["DHCP.OTHER_SERVER"], offering(server="192.0.2.66"), {"expect_server": "192.0.2.1"}),
    (["DHCP.WRONG_NETWORK"], offering(), {"expect_network": "10.0.0.0/8"}),
    (["DHCP.OPTION_MISSING"], offering(o3=b""), {"expect_options": ["routers"]}),
    (["DHCP.OPTION_WRONG"], offering(o6=quad("192.0.2.9")), {"expect_resolvers": ["192.0.2.53"]}),
]


@pytest.mark.parametrize(("said", "answer", "fields"), OFFERS)
def test_what_is_offered_is_judged(
    said: list[str], answer: Answer, fields: dict[str, Any], tmp_path: Path
) -> None:
    assert run(found(tmp_path, answer, **fields)) == said


def test_a_second_server_is_found_where_one_must_be_alone(tmp_path: Path) -> None:
    servers = iter([offering(), offering(server="192.0.2.66")])

    class Two(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.DatagramTransport", transport)

        def datagram_received(self, content: bytes, address: tuple[str, int]) -> None:
            for said in (each(content) for each in servers):
                if said is not None:
                    self.transport.sendto(said, address)

    async def whole() -> list[str]:
        transport, _two = await asyncio.get_running_loop().create_datagram_endpoint(Two, (HERE, 0))
        try:
            return await codes(tmp_path, asking(transport.get_extra_info("sockname")[1], alone=True))
        finally:
            transport.close()

    assert run(whole()) == ["DHCP.SEVERAL"]


def test_without_the_right_to_open_its_port_the_check_is_unknown_and_says_which_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(socket.socket):
        def bind(self, address: Any, /) -> None:
            raise OSError(errno.EACCES, "Permission denied")

    asked = asking(67)
    monkeypatch.setattr(socket, "socket", Refusing)
    spec, observed = run(looked(tmp_path, asked))
    (verdict,) = diagnose(spec, observed).verdicts
    assert verdict.status is Status.UNKNOWN
    assert "CAP_NET_BIND_SERVICE" in observed.observations["it"].error


def test_options_are_read_whole(tmp_path: Path) -> None:
    search = b"\x04corp\x04test\x00\x03lab\xc0\x05"
    answer = offering(o119=search, o26=b"\x05\x14", o51=b"\x00\x00\x0e\x10", o252=b"http://wpad.test/p\n\x00")
    offer = read_offer(answer(discover(7, bytes(6))) or b"", 7)
    assert offer is not None
    assert offer["search"] == ["corp.test", "lab.test"]
    assert (offer["mtu"], offer["lease_seconds"]) == (1300, 3600)
    assert offer["proxy_url"].startswith("http://wpad.test/p")


@given(st.binary(max_size=400))
def test_any_bytes_are_an_offer_or_none(content: bytes) -> None:
    assert read_offer(content, 7) is None or len(content) > 240


@given(st.integers(236, 300), st.binary(min_size=1, max_size=8))
def test_an_offer_with_changed_bytes_is_an_offer_or_none(place: int, new: bytes) -> None:
    whole = offering(o119=b"\x04corp\x00")(discover(7, bytes(6))) or b""
    offer = read_offer(whole[:place] + new + whole[place + len(new) :], 7)
    assert offer is None or offer["address"] == "192.0.2.77"


def test_the_gateway_s_interface_is_asked_first() -> None:
    vantage = {"gateways": [], "interfaces": [{"name": "lo", "is_up": True, "is_loopback": True}]}
    own = kinds_dhcp._own_interface
    assert own(vantage) == ""
    vantage["interfaces"].append({"name": "eth0", "is_up": True, "is_loopback": False})
    assert own(vantage) == "eth0"
    assert own({**vantage, "gateways": [{"interface": "eth1"}]}) == "eth1"
