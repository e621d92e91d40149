"""A name with both families of addresses: what programs meet that try the one first that is silent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from firstfix.laptop.probes import connecting
from firstfix.laptop.probes.door import Door

FOUR, SIX = "192.0.2.10", "2001:db8::10"
Told = dict[str, dict[str, Any]]


def connected(monkeypatch: pytest.MonkeyPatch, told: Told) -> dict[str, Any]:
    """Give the facts of a connection to both addresses, each of which does what is told of it."""

    class Line:
        def close(self) -> None:
            """End nothing."""

    async def answer(_door: Door, host: str, address: str, port: int, *_more: object) -> tuple[Any, Any]:
        facts = {"host": host, "address": address, "port": port, "icmp": {}, "errno": "", **told[address]}
        if facts["outcome"] == "silent":
            await asyncio.sleep(30)
        return (Line() if facts["outcome"] == "open" else None), facts

    async def whole() -> dict[str, Any]:
        door = Door(())
        _line, facts = await connecting.connect(door, "app.example.com", [FOUR, SIX], 443, seconds=60)
        return facts

    monkeypatch.setattr(connecting, "_connected", answer)
    monkeypatch.setattr(connecting, "_ATTEMPT_SECONDS", 0.05)
    return asyncio.run(whole())


OPEN = {"outcome": "open"}


@pytest.mark.parametrize(
    ("four", "six", "beside"),
    [
        (OPEN, OPEN, None),
        (OPEN, {"outcome": "silent"}, (SIX, "silent", "IPv6")),
        ({"outcome": "silent"}, OPEN, (FOUR, "silent", "IPv4")),
        (OPEN, {"outcome": "refused", "errno": "ECONNREFUSED"}, (SIX, "refused", "IPv6")),
        (OPEN, {"outcome": "unreachable", "errno": "ENETUNREACH"}, None),
        (OPEN, {"outcome": "unreachable", "errno": "ENETUNREACH", "icmp": {"icmp_type": 3}},
         (SIX, "unreachable", "IPv6")),
    ],
)  # fmt: skip
def test_the_family_that_does_not_answer_is_told_beside_the_one_that_does(
    four: dict[str, Any], six: dict[str, Any], beside: tuple[str, str, str] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    facts = connected(monkeypatch, {FOUR: four, SIX: six})
    found = facts.get("beside")
    assert facts["outcome"] == "open"
    assert (found and (found["address"], found["outcome"], found["family"])) == beside


def test_a_name_of_one_family_has_none_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    async def whole() -> dict[str, Any]:
        _line, facts = await connecting.connect(Door(()), "app", [FOUR], 443, seconds=60)
        return facts

    async def answer(*_all: object) -> tuple[Any, Any]:
        return object(), {"address": FOUR, "outcome": "open"}

    monkeypatch.setattr(connecting, "_connected", answer)
    assert "beside" not in asyncio.run(whole())
