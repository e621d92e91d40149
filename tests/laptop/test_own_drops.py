"""What a laptop counts of what it drops itself; who else answers; and how a run ends that is told to end."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from firstfix.laptop.probes.own_drops import OwnDrops
from tests.laptop.counters import IP, told
from tests.laptop.looking import check, codes
from tests.laptop.servers import HERE, names, time_of


@pytest.mark.parametrize(
    ("numbers", "kept_out", "kept_in"),
    [
        ({"OutRequests": 9, "OutTransmits": 9, "InReceives": 7, "InDelivers": 7}, 0, 0),
        ({"OutRequests": 9, "OutTransmits": 5, "InReceives": 7, "InDelivers": 4}, 4, 3),
        ({"OutRequests": 1, "OutTransmits": 3, "FragOKs": 1, "FragCreates": 3}, 0, 0),
        ({"InReceives": 3, "InDelivers": 1, "ReasmReqds": 3, "ReasmOKs": 1}, 0, 0),
        ({"InReceives": 5, "InDelivers": 2, "InMcastPkts": 2, "InBcastPkts": 1}, 0, 0),
        ({"InReceives": 5, "ForwDatagrams": 5, "OutTransmits": 5}, 0, 0),
        ({"InReceives": 1, "InDelivers": 5}, 0, 0),
    ],
)
def test_packets_that_a_computer_keeps_are_those_that_nothing_else_explains(
    numbers: dict[str, int], kept_out: int, kept_in: int, tmp_path: Path
) -> None:
    told(tmp_path)
    drops = OwnDrops(tmp_path)
    told(tmp_path, **numbers)
    assert drops.facts() == {"kept_out": kept_out, "kept_in": kept_in}


def test_an_older_system_tells_by_what_it_could_not_send_again(tmp_path: Path) -> None:
    older = IP.removesuffix(" OutTransmits")
    told(tmp_path, ip=older, retried=2)
    drops = OwnDrops(tmp_path)
    told(tmp_path, ip=older, retried=5, OutRequests=9)
    assert drops.facts()["kept_out"] == 3


def test_a_system_that_tells_nothing_gives_no_counts(tmp_path: Path) -> None:
    assert OwnDrops(tmp_path / "nowhere").facts() == {}


@asynccontextmanager
async def answering_from_elsewhere(answer: Callable[[bytes], bytes | None]) -> AsyncIterator[int]:
    """Give a port whose questions are answered from another one."""
    loop = asyncio.get_running_loop()
    other, _none = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, (HERE, 0))

    class Hearing(asyncio.DatagramProtocol):
        def datagram_received(self, content: bytes, address: tuple[str, int]) -> None:
            said = answer(content)
            if said is not None:
                cast("asyncio.DatagramTransport", other).sendto(said, address)

    transport, _hearing = await loop.create_datagram_endpoint(Hearing, (HERE, 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
        other.close()


def found(folder: Path, kind: str, answer: Callable[[bytes], bytes | None], **fields: Any) -> list[str]:
    async def whole() -> list[str]:
        async with answering_from_elsewhere(answer) as port:
            return await codes(folder, check(kind, port=port, **fields))

    return asyncio.run(whole())


def test_an_answer_from_another_port_is_told_as_one(tmp_path: Path) -> None:
    assert found(tmp_path, "ntp", time_of()) == ["UDP.OTHER_SENDER"]
    asked = {"name": "app.example.com", "resolvers": [HERE]}
    assert found(tmp_path, "dns", names({"app.example.com": [HERE]}), **asked) == ["DNS.OTHER_SENDER"]


def test_a_packet_from_elsewhere_that_answers_nothing_is_silence(tmp_path: Path) -> None:
    assert found(tmp_path, "ntp", lambda _question: b"hello") == ["TIME.SILENT"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it.")
def test_a_run_that_is_told_to_end_keeps_what_was_seen(tmp_path: Path) -> None:
    spec, kept = tmp_path / "site.toml", tmp_path / "run.json"
    # A listener that never speaks: whoever waits for its greeting has to be told to end.
    with socket.create_server((HERE, 0)) as listening:
        slow = check("smtp", id="slow", port=listening.getsockname()[1], timeout=60)
        quick = '[[check]]\nid = "quick"\nkind = "link"\n'
        spec.write_text(f'[spec]\nname = "Test"\n{quick}{slow}', encoding="utf-8")
        words = [sys.executable, "-c", ENDING, "preflight", str(spec), "--save", str(kept)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    run = json.loads(kept.read_text(encoding="utf-8"))
    assert (done.returncode, run["is_complete"]) == (5, False), done.stderr


# Ends itself as soon as the first check was seen, which is when somebody handles the signal.
ENDING = """
import os, runpy, signal, sys
from firstfix.laptop.probes import running
seen = running._Looking._observe
async def observe(self, site, check):
    await seen(self, site, check)
    os.kill(os.getpid(), signal.SIGTERM)
running._Looking._observe = observe
sys.argv[0] = "firstfix"
runpy.run_module("firstfix", run_name="__main__")
"""
