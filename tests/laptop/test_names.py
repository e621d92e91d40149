"""Names beyond plain answers: DNSSEC by its flags, and what search domains make of a name."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.diagnosis import Status
from firstfix.laptop.probes import running
from firstfix.laptop.probes.vantage import search_of
from tests.laptop.looking import check, codes, look
from tests.laptop.servers import HERE, answering, names, read_name

AUTHENTIC, UNCHECKED = 0x0020, 0x0010
ZONE = {"app.test": ["192.0.2.1"], "app.corp.test": ["192.0.2.5"], "app.test.corp.test": ["192.0.2.66"]}


def run(test: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await test

    return asyncio.run(whole())


def signed(
    *, is_checked: bool = True, has_signature: bool = True, is_broken: bool = False
) -> Callable[[bytes], bytes]:
    """Give a validating resolver of a signed zone; one that is broken it refuses unless told not to check."""
    plain = names(ZONE)

    def answer(question: bytes) -> bytes:
        flags = int.from_bytes(question[2:4], "big")
        if is_broken and not flags & UNCHECKED:
            return question[:2] + struct.pack("!HHHHH", 0x8182, 1, 0, 0, 0) + question[12:]
        said = bytearray(plain(question))
        _asked, end = read_name(question, 12)
        wants_proof = bool(int.from_bytes(question[end + 4 + 7 : end + 4 + 9], "big") & 0x8000)
        if is_checked and wants_proof:
            said[3] |= AUTHENTIC
        if has_signature and wants_proof and int.from_bytes(said[6:8], "big"):
            said[6:8] = (int.from_bytes(said[6:8], "big") + 1).to_bytes(2, "big")
            said += b"\xc0\x0c" + struct.pack("!HHIH", 46, 1, 60, 4) + bytes(4)
        return bytes(said)

    return answer


PROOFS: list[tuple[list[str], Any, dict[str, Any]]] = [
    ([], signed(), {"dnssec": True}),
    ([], signed(is_checked=False), {}),
    (["DNS.NOT_VALIDATED"], signed(is_checked=False), {"dnssec": True}),
    (["DNS.NOT_SIGNED"], signed(is_checked=False, has_signature=False), {"dnssec": True}),
    (["DNS.DNSSEC_BROKEN"], signed(is_broken=True), {}),
    (["DNS.SERVFAIL"], names({}, rcode=2), {"dnssec": True}),
]


@pytest.mark.parametrize(("found", "answer", "fields"), PROOFS)
def test_a_proof_that_fails_is_told_from_a_zone_that_cannot_be_reached(
    found: list[str], answer: Any, fields: dict[str, Any], tmp_path: Path
) -> None:
    async def whole() -> list[str]:
        async with answering(answer) as port:
            named = {"name": "app.test", "resolvers": [HERE], "port": port, "timeout": 0.5}
            return await codes(tmp_path, check("dns", **named, **fields))

    assert run(whole()) == found


def test_a_broken_proof_excludes_the_other_reason_to_fail(tmp_path: Path) -> None:
    async def whole() -> Any:
        async with answering(signed(is_broken=True)) as port:
            return await look(tmp_path, check("dns", name="app.test", resolvers=[HERE], port=port))

    (finding,) = run(whole()).findings
    assert [one.code for one in finding.cause.excluded] == ["DNS.SERVFAIL"]


@pytest.mark.parametrize(
    ("name", "domains", "found"),
    [
        ("app", ["corp.test"], []),
        ("app", ["other.test", "corp.test"], []),
        ("app", ["other.test"], ["DNS.SEARCH_DOMAIN"]),
        ("app", [], ["DNS.SEARCH_DOMAIN"]),
        ("app.test", ["other.test"], []),
        ("app.test", ["corp.test"], ["DNS.SEARCH_WILDCARD"]),
    ],
)
def test_a_name_is_completed_as_programs_do(
    name: str, domains: list[str], found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = running.observe_vantage()
    monkeypatch.setattr(running, "observe_vantage", lambda: {**seen, "search": domains})

    async def whole() -> Any:
        async with answering(names(ZONE)) as port:
            asked = {"name": name, "resolvers": [HERE], "port": port, "timeout": 0.5, "search": True}
            return await look(tmp_path, check("dns", **asked))

    diagnosis = run(whole())
    assert [finding.code for finding in diagnosis.findings] == found
    assert (diagnosis.verdicts[0].status is Status.PASS) == (found == [])


def alone() -> Any:
    """Give a resolver whose forwarder is gone: it says what it is, and nothing else."""

    def answer(question: bytes) -> bytes | None:
        # RFC 1035, section 4.1.1: the same question back, as an answer that refuses (5).
        return question[:2] + b"\x81\x05" + question[4:] if question[-2:] == CHAOS else None

    return answer


CHAOS = b"\x00\x03"


def test_a_resolver_that_lives_and_asks_the_dead_is_told_from_one_that_is_gone(tmp_path: Path) -> None:
    async def whole(answer: Any) -> Any:
        async with answering(answer) as port:
            asked = {"name": "app.test", "resolvers": [HERE], "port": port, "timeout": 0.5}
            return await look(tmp_path, check("dns", **asked))

    (gone,) = run(whole(lambda _question: None)).findings
    (alive,) = run(whole(alone())).findings
    assert (gone.code, alive.code) == ("DNS.SILENT", "DNS.NO_UPSTREAM")
    assert alive.request.action == "mend_resolution"
    assert [one.code for one in alive.cause.excluded] == ["DNS.SILENT"]


def test_search_domains_are_read_as_the_system_means_them(tmp_path: Path) -> None:
    path = tmp_path / "resolv.conf"
    path.write_text("search old.test\ndomain own.test\nsearch corp.test. lab.test\nsearch\n", "utf-8")
    assert search_of(path) == ["corp.test", "lab.test"]
    assert search_of(tmp_path / "gone") == []
