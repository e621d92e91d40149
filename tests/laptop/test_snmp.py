"""SNMP: the wire by the standard's own examples, an agent of our own, and Net-SNMP's where it is there."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis import Status, diagnose
from firstfix.engines.diagnosis.run_file import write_run
from firstfix.laptop.probes.ber import number_of, packed, packed_number, parts
from firstfix.laptop.probes.snmp_user import User, key_of, opened, signed_get
from firstfix.laptop.probes.snmp_wire import Engine, community_get, pdu, read_answer
from tests.laptop.looking import check, codes, look, looked
from tests.laptop.servers import HERE, answering
from tests.ports import free_port

ENGINE = bytes.fromhex("000000000000000000000002")


def run(test: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await test

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("hash_name", "key"),
    [("md5", "526f5eed9fcce26f8964c2930787d82b"), ("sha1", "6695febc9288e36282235fc7151f128497b38f3f")],
)
def test_keys_are_those_of_the_standard_s_examples(hash_name: str, key: str) -> None:
    """RFC 3414, sections A.3.1 and A.3.2."""
    assert key_of("maplesyrup", hash_name, ENGINE).hex() == key


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_come_back(number: int) -> None:
    ((_tag, body),) = parts(packed_number(number))
    assert number_of(body) == number


@given(st.binary(max_size=120))
def test_any_bytes_are_an_answer_or_no_snmp(content: bytes) -> None:
    assert reads_or_refuses(content)


@given(st.integers(0, 80), st.binary(min_size=1, max_size=6))
def test_an_answer_with_changed_bytes_is_an_answer_or_no_snmp(place: int, new: bytes) -> None:
    whole = agent()(community_get(7, b"public")) or b""
    assert reads_or_refuses(whole[:place] + new + whole[place + len(new) :])


def reads_or_refuses(content: bytes) -> bool:
    """Tell that nothing but an answer or a refusal comes of some bytes; anything else raises."""
    try:
        return all(oid.replace(".", "").isdigit() for oid in read_answer(content).values)
    except ValueError:
        return True


@pytest.mark.parametrize("privacy", ["", "another long password"])
@given(name=st.text(max_size=20), boots=st.integers(0, 2**31 - 1), seconds=st.integers(0, 2**31 - 1))
def test_what_is_signed_and_closed_is_opened_by_the_same_keys_alone(
    privacy: str, name: str, boots: int, seconds: int
) -> None:
    engine = Engine(ENGINE, boots, seconds)
    user = User(name, "sha256", "a long password", privacy)
    sent = signed_get(7, engine, user, pdu(7, ()).replace(b"\xa0", b"\xa2", 1))
    answer = read_answer(sent)
    assert opened(sent, answer, user).number == 7
    other = User(name, "sha256", "another password", privacy)
    with pytest.raises(ValueError, match="another key"):
        opened(sent, answer, other)


def agent(
    community: bytes = b"public", *, description: str = "Gateway X200", error: int = 0
) -> Callable[[bytes], bytes | None]:
    """Give an agent of v2c that is silent about other communities and tells v3 its engine."""

    def answer(question: bytes) -> bytes | None:
        fields = parts(parts(question)[0][1])
        if number_of(fields[0][1]) == 3:
            return engine_report(fields)
        if fields[1][1] != community:
            return None
        number, _error, _index, bindings = parts(fields[2][1])
        oids = [parts(body)[0][1] for _tag, body in parts(bindings[1])]
        values = [packed(4, description.encode()), packed(0x43, b"\x01\x00\x00"), packed(4, b"gw-1")]
        rows = b"".join(packed(0x30, packed(6, oid) + value) for oid, value in zip(oids, values, strict=True))
        body = packed(2, number[1]) + packed_number(error) + packed_number(0) + packed(0x30, rows)
        return packed(0x30, packed_number(1) + packed(4, community) + packed(0xA2, body))

    return answer


def engine_report(fields: list[tuple[int, bytes]]) -> bytes:
    number = parts(fields[1][1])[0][1]
    oid = bytes.fromhex("2b060106030f01010400")
    row = packed(0x30, packed(6, oid) + packed(0x41, b"\x01"))
    body = packed(2, number) + packed_number(0) * 2 + packed(0x30, row)
    scoped = packed(0x30, packed(4, ENGINE) + packed(4, b"") + packed(0xA8, body))
    security = packed(4, ENGINE) + packed_number(5) + packed_number(77) + packed(4, b"") * 3
    head = packed(0x30, packed(2, number) + packed_number(65507) + packed(4, b"\x00") + packed_number(3))
    return packed(0x30, packed_number(3) + head + packed(4, packed(0x30, security)) + scoped)


def silent(_question: bytes) -> None:
    return None


SAID: list[tuple[list[str], Callable[[bytes], bytes | None], dict[str, Any]]] = [
    ([], agent(), {}),
    ([], agent(), {"expect_contains": "x200"}),
    ([], agent(), {"version": "3"}),
    (["SNMP.OTHER_DEVICE"], agent(), {"expect_contains": "Y300"}),
    (["SNMP.VIEW"], agent(error=16), {}),
    (["SNMP.VIEW"], agent(description=""), {}),
    (["SNMP.CREDENTIALS"], agent(b"other"), {}),
    (["SNMP.SILENT"], silent, {}),
    (["SNMP.SILENT"], lambda question: question[:9], {}),
    (["SNMP.SILENT"], silent, {"version": "3", "user": "firstfix"}),
]


@pytest.mark.parametrize(("found", "answer", "fields"), SAID)
def test_what_an_agent_says_is_judged(
    found: list[str], answer: Any, fields: dict[str, Any], tmp_path: Path
) -> None:
    async def whole() -> list[str]:
        async with answering(answer) as port:
            return await codes(tmp_path, check("snmp", port=port, timeout=0.4, **fields))

    assert run(whole()) == found


def test_a_wrong_community_is_told_from_a_packet_that_is_dropped(tmp_path: Path) -> None:
    async def whole() -> Any:
        async with answering(agent(b"other")) as port:
            return await look(tmp_path, check("snmp", port=port, timeout=0.4))

    (finding,) = run(whole()).findings
    assert [one.code for one in finding.cause.excluded] == ["SNMP.SILENT"]
    assert finding.cause.evidence[0].value == ENGINE.hex()


def test_nobody_listening_is_told_from_silence(tmp_path: Path) -> None:
    assert run(codes(tmp_path, check("snmp", port=free_port(), timeout=0.4))) == ["SNMP.NOT_LISTENING"]


def test_a_community_is_used_and_stands_in_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_COMMUNITY", "t0p-secret")

    async def whole() -> Any:
        async with answering(agent(b"t0p-secret")) as port:
            return await looked(tmp_path, check("snmp", port=port, community_from="SITE_COMMUNITY"))

    spec, observed = run(whole())
    assert diagnose(spec, observed).findings == ()
    assert b"t0p-secret" not in write_run(spec, observed)


def test_a_variable_without_a_value_makes_the_check_unknown_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITE_COMMUNITY", raising=False)
    spec, observed = run(looked(tmp_path, check("snmp", port=9, community_from="SITE_COMMUNITY")))
    assert diagnose(spec, observed).verdicts[0].status is Status.UNKNOWN
    assert "SITE_COMMUNITY" in observed.observations["it"].error


@contextlib.asynccontextmanager
async def net_snmp(folder: Path) -> AsyncIterator[int]:
    """Give the port of Net-SNMP's agent with a community and a user; it needs no rights."""
    port = free_port()
    lines = (
        f"agentAddress udp:{HERE}:{port}",
        "rocommunity site-community",
        "createUser reader SHA-256 authpassword AES privpassword",
        "rouser reader priv",
        "sysDescr Gateway X200",
        f"[snmp] persistentDir {folder}/state",
    )
    (folder / "snmpd.conf").write_text("\n".join([*lines, ""]), "utf-8")
    words = ("snmpd", "-f", "-Lf", str(folder / "log"), "-C", "-c", str(folder / "snmpd.conf"), "-I", "-smux")
    agent_process = await asyncio.create_subprocess_exec(*words, env={"PATH": "/usr/sbin:/usr/bin"})
    try:
        await until_answered(port)
        yield port
    finally:
        agent_process.terminate()
        await agent_process.wait()


async def until_answered(port: int) -> None:
    loop = asyncio.get_running_loop()

    class Asking(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.heard = loop.create_future()

        def datagram_received(self, content: bytes, address: tuple[str, int]) -> None:
            if not self.heard.done():
                self.heard.set_result(content)

    transport, asking = await loop.create_datagram_endpoint(Asking, remote_addr=(HERE, port))
    try:
        # A minute: only a failure takes that long.
        for _try in range(600):
            transport.sendto(community_get(1, b"site-community"))
            done, _waiting = await asyncio.wait({asking.heard}, timeout=0.1)
            if done:
                return
    finally:
        transport.close()
    raise AssertionError("Net-SNMP did not start")


USERS: list[tuple[list[str], dict[str, Any]]] = [
    ([], {}),
    (["SNMP.USER"], {"user": "stranger"}),
    (["SNMP.AUTHENTICATION"], {"auth_from": "WRONG"}),
    (["SNMP.PRIVACY"], {"privacy_from": "WRONG"}),
    (["SNMP.CREDENTIALS"], {"version": "2c"}),
    ([], {"version": "2c", "community_from": "COMMUNITY", "expect_contains": "X200"}),
]


@pytest.mark.skipif(shutil.which("snmpd", path="/usr/sbin:/usr/bin") is None, reason="Net-SNMP is not here")
def test_net_snmp_says_what_is_wrong_with_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"AUTH": "authpassword", "PRIV": "privpassword", "WRONG": "wrongpassword"}
    for name, value in {**secrets, "COMMUNITY": "site-community"}.items():
        monkeypatch.setenv(name, value)
    usual = {"version": "3", "user": "reader", "auth_from": "AUTH", "privacy_from": "PRIV", "timeout": 1.0}

    async def whole() -> list[list[str]]:
        async with net_snmp(tmp_path) as port:
            return [
                await codes(tmp_path, check("snmp", port=port, **{**usual, **fields}))
                for _found, fields in USERS
            ]

    assert run(whole()) == [found for found, _fields in USERS]
