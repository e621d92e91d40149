"""VPNs: what a server says to a stranger, what the client here says, what may be read of a tunnel."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.diagnosis import Status, diagnose
from firstfix.engines.diagnosis.run_file import write_run
from firstfix.laptop.probes import kinds_wireguard
from firstfix.laptop.probes.kinds_openvpn import is_answer
from firstfix.laptop.probes.kinds_wireguard import peers_of_dump, peers_of_socket
from tests.laptop.looking import check, codes, look, looked
from tests.laptop.servers import HERE, Handler, answering, hanging_up, idle, listening, saying
from tests.ports import free_port


def run(test: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await test

    return asyncio.run(whole())


def reset(question: bytes) -> bytes | None:
    """Answer a client's hard reset with a server's: its session, one acknowledgement, ours, packet 0."""
    if len(question) != 14 or question[0] != 0x38:
        return None
    return b"\x40" + b"SESSION!" + b"\x01" + bytes(4) + question[1:9] + bytes(4)


def silent(_question: bytes) -> None:
    return None


SERVERS: list[tuple[list[str], Any, dict[str, Any]]] = [
    ([], reset, {}),
    (["OPENVPN.SILENT"], silent, {}),
    (["OPENVPN.SILENT"], lambda question: question, {}),
]


@pytest.mark.parametrize(("found", "answer", "fields"), SERVERS)
def test_what_a_server_says_to_a_stranger_is_judged(
    found: list[str], answer: Any, fields: dict[str, Any], tmp_path: Path
) -> None:
    async def whole() -> list[str]:
        async with answering(answer) as port:
            return await codes(tmp_path, check("openvpn", port=port, timeout=0.3, **fields))

    assert run(whole()) == found


def test_silence_of_a_server_that_answers_no_stranger_is_unknown(tmp_path: Path) -> None:
    async def whole() -> Any:
        async with answering(silent) as port:
            return await look(tmp_path, check("openvpn", port=port, timeout=0.3, silent_to_strangers=True))

    diagnosis = run(whole())
    assert diagnosis.findings == ()
    assert diagnosis.verdicts[0].status is Status.UNKNOWN


def test_nobody_listening_is_told_from_silence(tmp_path: Path) -> None:
    said = run(codes(tmp_path, check("openvpn", port=free_port(), timeout=0.3, silent_to_strangers=True)))
    assert said == ["OPENVPN.NOT_LISTENING"]


async def reset_by_stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    length = int.from_bytes(await reader.readexactly(2), "big")
    said = reset(await reader.readexactly(length)) or b""
    writer.write(len(said).to_bytes(2, "big") + said)
    await writer.drain()


STREAMS = [
    ([], reset_by_stream),
    (["OPENVPN.OTHER_PROTOCOL"], saying(b"SSH-2.0-x\r\n")),
    (["OPENVPN.OTHER_PROTOCOL"], hanging_up),
    (["OPENVPN.SILENT"], idle),
]


@pytest.mark.parametrize(("found", "handler"), STREAMS)
def test_a_server_behind_tcp_is_judged(found: list[str], handler: Handler, tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(handler) as port:
            return await codes(tmp_path, check("openvpn", port=port, transport="tcp", timeout=0.3))

    assert run(whole()) == found


def managing(state: str, *, password: str = "") -> Handler:
    """Give a client's management interface."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"ENTER PASSWORD:" if password else b">INFO:OpenVPN Management Interface Version 5\r\n")
        if password and (await reader.readline()).strip() != password.encode():
            return
        writer.write(b"SUCCESS: password is correct\r\n" if password else b"")
        while line := await reader.readline():
            if line.startswith(b"state"):
                writer.write(f"1700000000,{state},SUCCESS,10.8.0.2,192.0.2.1,1194,,\r\nEND\r\n".encode())

    return handler


@pytest.mark.parametrize(
    ("found", "state"),
    [([], "CONNECTED"), (["OPENVPN.SILENT", "OPENVPN.NOT_CONNECTED"], "RECONNECTING")],
)
def test_a_client_that_is_connected_outweighs_silence_to_a_stranger(
    found: list[str], state: str, tmp_path: Path
) -> None:
    async def whole() -> list[str]:
        async with answering(silent) as port, listening(managing(state)) as management:
            asked = check("openvpn", port=port, timeout=0.4, management=f"{HERE}:{management}")
            return await codes(tmp_path, asked)

    assert run(whole()) == found


def test_a_management_password_is_used_and_stands_in_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VPN_PASSWORD", "t0p-secret")

    async def whole() -> Any:
        async with (
            answering(reset) as port,
            listening(managing("CONNECTED", password="t0p-secret")) as management,
        ):
            fields = {"management": f"{HERE}:{management}", "management_password_from": "VPN_PASSWORD"}
            return await looked(tmp_path, check("openvpn", port=port, timeout=0.5, **fields))

    spec, observed = run(whole())
    assert diagnose(spec, observed).findings == ()
    assert b"t0p-secret" not in write_run(spec, observed)


def test_a_status_file_that_is_old_or_gone_is_found(tmp_path: Path) -> None:
    written = tmp_path / "status.log"
    written.write_text("TITLE,OpenVPN\n", "utf-8")
    old = time.time() - 900
    os.utime(written, (old, old))

    async def whole() -> list[str]:
        async with answering(reset) as port:
            checks = [
                check("openvpn", id=name, port=port, status_file=str(tmp_path / f"{name}.log"), timeout=0.5)
                for name in ("status", "gone")
            ]
            return await codes(tmp_path, *checks)

    assert sorted(run(whole())) == ["OPENVPN.NO_STATUS", "OPENVPN.STALE_STATUS"]


def test_an_answer_to_another_session_is_none() -> None:
    said = reset(b"\x38" + b"session1" + bytes(5)) or b""
    assert is_answer(said, b"session1")
    assert not is_answer(said, b"session2")
    assert not is_answer(b"", b"session1")


PRIVATE = "aPrivateKeyThatNobodyMaySee"
DUMP = (
    f"{PRIVATE}\town\t51820\toff\n"
    "peer1=\t(none)\t192.0.2.1:51820\t10.0.0.0/24\t{at}\t100\t200\t25\n"
    "peer2=\tpsk\t(none)\t10.0.1.0/24\t0\t0\t0\toff\n"
)


def test_peers_are_read_without_their_secrets() -> None:
    told = peers_of_dump(DUMP.format(at=1000), 1060.0)
    assert PRIVATE not in str(told)
    assert "psk" not in str(told)
    assert told[0]["handshake_age_seconds"] == 60.0
    assert told[0]["keeps_alive"]
    assert "handshake_age_seconds" not in told[1]
    hexadecimal = "00" * 32
    text = (
        f"private_key={'11' * 32}\nlisten_port=1\npublic_key={hexadecimal}\npreshared_key={'22' * 32}\n"
        "endpoint=192.0.2.1:51820\nlast_handshake_time_sec=1000\nrx_bytes=5\ntx_bytes=6\nerrno=0\n\n"
    )
    (peer,) = peers_of_socket(text, 1060.0)
    assert (peer["public_key"], peer["handshake_age_seconds"]) == ("A" * 43 + "=", 60.0)
    assert "11" * 32 not in str(peer)
    assert "22" * 32 not in str(peer)


def tunnel(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, received: int, sent: int, flags: str = "0x91"
) -> None:
    """Make what Linux tells anybody of a tunnel, and nothing that needs a right."""
    interface = folder / "net" / "wg0"
    (interface / "statistics").mkdir(parents=True)
    (interface / "uevent").write_text("DEVTYPE=wireguard\nINTERFACE=wg0\n", "utf-8")
    (interface / "flags").write_text(flags, "utf-8")
    for name, count in (("rx_bytes", received), ("tx_bytes", sent)):
        (interface / "statistics" / name).write_text(f"{count}\n", "utf-8")
    monkeypatch.setattr(kinds_wireguard, "_NET", folder / "net")
    monkeypatch.setattr(kinds_wireguard, "_SOCKETS", folder / "sockets")
    monkeypatch.setattr(kinds_wireguard.sys, "platform", "linux")


@pytest.mark.parametrize(
    ("found", "status", "counted"),
    [
        ([], Status.UNKNOWN, {"received": 7, "sent": 9}),
        (["WIREGUARD.NO_RETURN"], Status.FAIL, {"received": 0, "sent": 9}),
        (["WIREGUARD.DOWN"], Status.FAIL, {"received": 7, "sent": 9, "flags": "0x90"}),
    ],
)
def test_without_the_right_to_read_handshakes_counters_may_show_a_fault_but_never_health(
    found: list[str], status: Status, counted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunnel(tmp_path, monkeypatch, **counted)
    monkeypatch.setenv("PATH", str(tmp_path))
    spec, observed = run(looked(tmp_path, check("wireguard", host=None)))
    diagnosis = diagnose(spec, observed)
    assert [finding.code for finding in diagnosis.findings] == found
    assert diagnosis.verdicts[0].status is status
    assert "CAP_NET_ADMIN" in observed.observations["it"].error


HANDSHAKES: list[tuple[list[str], int, dict[str, Any]]] = [
    ([], 20, {"peer": "peer1="}),
    (["WIREGUARD.OLD_HANDSHAKE"], 900, {"peer": "peer1="}),
    (["WIREGUARD.NO_HANDSHAKE"], 20, {"peer": "peer2="}),
    (["WIREGUARD.NO_PEER"], 20, {"peer": "peer3="}),
    (["WIREGUARD.MISSING"], 20, {"interface": "wg7"}),
]


@pytest.mark.parametrize(("found", "age", "fields"), HANDSHAKES)
def test_handshakes_are_judged_where_they_may_be_read(
    found: list[str], age: int, fields: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunnel(tmp_path, monkeypatch, received=7, sent=9)

    async def told(_name: str) -> list[dict[str, Any]]:
        return peers_of_dump(DUMP.format(at=int(time.time()) - age), time.time())

    monkeypatch.setattr(kinds_wireguard, "_told_by_program", told)
    assert run(codes(tmp_path, check("wireguard", host=None, **fields))) == found


def test_an_endpoint_that_refuses_is_found_and_one_that_is_silent_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tunnel(tmp_path, monkeypatch, received=7, sent=9)

    async def whole() -> list[list[str]]:
        async with answering(silent) as port:
            places = (f"{HERE}:{free_port()}", f"{HERE}:{port}")
            return [await codes(tmp_path, check("wireguard", host=None, endpoint=one)) for one in places]

    assert run(whole()) == [["WIREGUARD.REFUSED"], []]
