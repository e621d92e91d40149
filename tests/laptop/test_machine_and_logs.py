"""This computer itself, and the logs that lines go to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.diagnosis import Status, diagnose
from firstfix.laptop.probes import kinds_machine
from firstfix.laptop.probes.kinds_machine import memory_of, services_of
from tests.laptop.authority import good
from tests.laptop.looking import check, codes, look, looked
from tests.laptop.servers import HERE, answering, hanging_up, idle, listening
from tests.ports import free_port

TRUST = {"trust": ["file:root.pem"]}


def run(test: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await test

    return asyncio.run(whole())


SHOWN = (
    "Id=chrony.service\nLoadState=loaded\nActiveState=active\nSubState=running\nResult=success\n\n"
    "Id=gateway.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\n\n"
    "Id=agent.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nResult=success\n"
)
MACHINES: list[tuple[list[str], dict[str, Any]]] = [
    ([], {}),
    ([], {"min_free_percent": 0, "min_available_mib": 1}),
    (["MACHINE.DISK"], {"min_free_gib": 999_999}),
    (["MACHINE.MEMORY"], {"min_available_mib": 999_999_999}),
    (["MACHINE.SERVICE_DOWN", "MACHINE.NO_SERVICE"], {"services": ["chrony", "gateway", "agent"]}),
]


@pytest.mark.parametrize(("found", "fields"), MACHINES)
def test_what_a_computer_lacks_is_found(
    found: list[str], fields: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def shown(_check: object) -> list[dict[str, Any]]:
        return services_of(SHOWN)

    memory = tmp_path / "meminfo"
    memory.write_text("MemTotal: 8000000 kB\nMemAvailable:  4000000 kB\nSwapFree: 1 kB\n", "utf-8")
    monkeypatch.setattr(kinds_machine, "_services", shown)
    monkeypatch.setattr(kinds_machine, "_MEMORY", memory)
    assert run(codes(tmp_path, check("machine", host=None, **fields))) == found


def test_what_the_system_does_not_tell_is_unknown_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds_machine, "_MEMORY", tmp_path / "gone")
    monkeypatch.setenv("PATH", str(tmp_path))
    asked = check("machine", host=None, min_available_mib=1, services=["chrony"])
    spec, observed = run(looked(tmp_path, asked))
    assert diagnose(spec, observed).verdicts[0].status is Status.UNKNOWN
    assert observed.observations["it"].error == "this system does not tell: memory, services (systemctl)"


def test_memory_of_a_strange_file_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "meminfo"
    for content in (b"", b"\xff\xfe", b"MemTotal: x kB\n"):
        path.write_bytes(content)
        assert memory_of(path) == {}


class Log:
    """A log server that keeps its lines and shows them on a page."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def datagram(self, content: bytes) -> None:
        self.lines.append(content)

    async def stream(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while content := await reader.read(1000):
            self.lines.append(content)

    async def page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b"\n".join(self.lines)
        writer.write(f"HTTP/1.1 200 X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()


def test_a_line_over_udp_is_found_where_it_arrived_and_missed_where_not(tmp_path: Path) -> None:
    log, other = Log(), Log()

    async def whole() -> list[list[str]]:
        async with (
            answering(log.datagram) as port,
            listening(log.page) as right,
            listening(other.page) as wrong,
        ):
            pages = [f"http://{HERE}:{one}/last?q=<marker>" for one in (right, wrong)]
            asked = [check("syslog", port=port, read_back=each, timeout=0.4) for each in pages]
            return [await codes(tmp_path, each) for each in asked]

    assert run(whole()) == [[], ["SYSLOG.LOST"]]
    assert log.lines[0].startswith(b"<14>1 2")


def test_a_line_over_udp_that_is_lost_on_the_way_goes_out_again(tmp_path: Path) -> None:
    log = Log()
    lost: list[bytes] = []

    def first_is_lost(content: bytes) -> None:
        (log.lines if lost else lost).append(content)

    async def whole() -> list[str]:
        async with answering(first_is_lost) as port, listening(log.page) as page:
            return await codes(
                tmp_path, check("syslog", port=port, read_back=f"http://{HERE}:{page}/", timeout=4.0)
            )

    assert run(whole()) == []
    assert lost[0].rpartition(b" - ")[2] == log.lines[0].rpartition(b" - ")[2]


def test_a_log_that_loses_a_line_whichever_way_it_comes_is_told_once(tmp_path: Path) -> None:
    log, other = Log(), Log()

    async def whole() -> list[str]:
        async with (
            answering(log.datagram) as udp,
            listening(log.stream) as tcp,
            listening(other.page) as wrong,
        ):
            usual = {"read_back": f"http://{HERE}:{wrong}/", "timeout": 0.4}
            ways = check("syslog", port=udp, **usual) + check(
                "syslog", port=tcp, transport="tcp", **usual
            ).replace('"it"', '"by-tcp"')
            return await codes(tmp_path, ways)

    assert run(whole()) == ["SYSLOG.LOST"]


async def hanging_up_late(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    await asyncio.sleep(0.4)


def test_a_log_server_that_hangs_up_late_has_not_lost_the_line(tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(hanging_up_late) as port, listening(Log().page) as page:
            read = {"read_back": f"http://{HERE}:{page}/"}
            return await codes(tmp_path, check("syslog", port=port, transport="tcp", timeout=5.0, **read))

    assert run(whole()) == ["SYSLOG.CLOSED"]


def test_over_udp_without_reading_back_the_request_says_what_to_look_for(tmp_path: Path) -> None:
    log = Log()

    async def whole() -> Any:
        async with answering(log.datagram) as port:
            return await look(tmp_path, check("syslog", port=port, timeout=0.4))

    (finding,) = run(whole()).findings
    assert (finding.code, finding.status) == ("SYSLOG.UNPROVEN", Status.WARN)
    marker = str(finding.cause.params["marker"])
    assert marker in finding.request.text
    assert marker.encode() in log.lines[0]


def test_whoever_takes_sent_for_enough_gets_a_pass_and_a_refusal_all_the_same(tmp_path: Path) -> None:
    async def whole() -> list[list[str]]:
        async with answering(Log().datagram) as port:
            usual = {"expect_arrival": False, "timeout": 0.4}
            return [await codes(tmp_path, check("syslog", port=one, **usual)) for one in (port, free_port())]

    assert run(whole()) == [[], ["SYSLOG.REFUSED"]]


STREAMS: list[tuple[dict[str, Any], bytes]] = [
    ({"transport": "tcp"}, b"<14>1 "),
    ({"transport": "tcp", "framing": "octets"}, b"1"),
    ({"transport": "tls", **TRUST}, b"1"),
]


@pytest.mark.parametrize(("fields", "begins"), STREAMS)
def test_a_line_over_a_stream_arrives_framed(fields: dict[str, Any], begins: bytes, tmp_path: Path) -> None:
    log = Log()

    async def whole() -> list[str]:
        async with listening(log.stream, good() if fields["transport"] == "tls" else None) as port:
            return await codes(tmp_path, check("syslog", port=port, timeout=1.0, **fields))

    assert run(whole()) == []
    assert log.lines[0].startswith(begins)
    if begins == b"1":
        length, _, line = log.lines[0].partition(b" ")
        assert int(length) == len(line)


def test_a_log_server_that_hangs_up_and_a_page_that_shows_nothing_are_told(tmp_path: Path) -> None:
    async def whole() -> list[list[str]]:
        async with listening(hanging_up) as port, listening(idle) as silent, listening(Log().stream) as log:
            read = {"read_back": f"http://{HERE}:{port}/"}
            return [
                await codes(tmp_path, check("syslog", port=port, transport="tcp", timeout=0.4)),
                await codes(tmp_path, check("syslog", port=log, transport="tcp", timeout=0.4, **read)),
                await codes(tmp_path, check("syslog", port=silent, transport="tcp", timeout=0.4)),
            ]

    assert run(whole()) == [["SYSLOG.CLOSED"], ["SYSLOG.UNREADABLE"], []]
