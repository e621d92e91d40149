"""Answers that this computer keeps from its own programs: looked for at silent ports, with reason only."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.diagnosis import Observation, frozen
from firstfix.engines.diagnosis.facts import facts_at, number_at
from firstfix.laptop.probes import kept_answers
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.kept_answers import KeptAnswers
from firstfix.laptop.probes.kept_rounds import MOST_ROUNDS, SIZES
from firstfix.laptop.probes.own_drops import OwnDrops
from tests.laptop.counters import told

HOST = "192.0.2.9"


class Laptop:
    """A laptop whose firewall drops what comes back from some ports; it counts who is asked."""

    def __init__(self, folder: Path, answering: set[int], *, has_dropped: bool = True) -> None:
        self._folder, self._answering = folder, answering
        self.asked: Counter[int] = Counter()
        # With so many of the first connections another packet comes that is dropped.
        self.strays = 0
        told(folder)
        self.kept = KeptAnswers(Door([]), OwnDrops(folder))
        self._dropped = int(has_dropped)
        told(folder, InReceives=self._dropped)

    async def tried(self, _door: Door, _host: str, _address: str, port: int, **_words: Any) -> dict[str, Any]:
        self.asked[port] += 1
        self._dropped += (port in self._answering) + (self.asked.total() <= self.strays)
        told(self._folder, InReceives=self._dropped)
        return {"outcome": "silent"}


def observed(check: str, port: int, *, outcome: str = "silent", kept_in: int = 1) -> Observation:
    connect = {"host": HOST, "address": HOST, "port": port, "outcome": outcome}
    facts = frozen({"connect": connect, "here": {"kept_out": 0, "kept_in": kept_in}})
    return Observation(check, "tcp", datetime(2026, 3, 2, tzinfo=UTC), 1.0, facts, (), "")


async def looked_at(laptop: Laptop, *observations: Observation) -> Mapping[str, Any]:
    for one in observations:
        port = int(number_at(one.facts, "connect.port") or 0)
        with laptop.kept.while_waiting(HOST, HOST, port, seconds=0.06):
            pass
    told_anew = await laptop.kept.added_to({one.check_id: one for one in observations})
    return {check: facts_at(one.facts, "here") for check, one in told_anew.items()}


@pytest.fixture
def laptop_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def made(answering: set[int], **words: bool) -> Laptop:
        laptop = Laptop(tmp_path, answering, **words)
        monkeypatch.setattr(kept_answers, "tried_connection", laptop.tried)
        return laptop

    return made


@pytest.mark.parametrize("answering", [set(), {25}, {443}, {25, 443}, {25, 80, 443}])
def test_of_several_silent_ports_those_are_told_whose_answers_are_kept(
    laptop_of: Any, answering: set[int]
) -> None:
    here = asyncio.run(
        looked_at(laptop_of(answering), observed("a", 25), observed("b", 80), observed("c", 443))
    )
    for check, port in (("a", 25), ("b", 80), ("c", 443)):
        told_here = here[check]
        kept = told_here.get("answers_kept", 0)
        assert kept == (told_here["tries"] if port in answering else 0)


def test_what_too_many_other_packets_hide_is_looked_at_a_second_time(laptop_of: Any) -> None:
    laptop = laptop_of({443})
    laptop.strays = sum(sum(sizes) for sizes in SIZES[1]) * MOST_ROUNDS // 2
    here = asyncio.run(looked_at(laptop, observed("it", 443)))
    assert here["it"]["answers_kept"] == here["it"]["tries"] > 0
    assert laptop.asked[443] > laptop.strays


def test_two_checks_of_one_port_have_it_tried_as_often_as_one(laptop_of: Any) -> None:
    laptop = laptop_of({443})
    here = asyncio.run(looked_at(laptop, observed("tcp", 443), observed("tls", 443)))
    assert here["tcp"] == here["tls"]
    assert here["tcp"]["answers_kept"] == here["tcp"]["tries"] > 0


def test_no_more_than_three_ports_are_tried(laptop_of: Any) -> None:
    laptop = laptop_of({1, 2, 3, 4, 5})
    here = asyncio.run(looked_at(laptop, *(observed(f"check{port}", port) for port in range(1, 6))))
    assert sorted(laptop.asked) == [1, 2, 3]
    assert "answers_kept" not in here["check4"]


@pytest.mark.parametrize("observation", [observed("it", 443, outcome="open"), observed("it", 443, kept_in=0)])
def test_nobody_is_asked_without_silence_and_dropped_packets(
    laptop_of: Any, observation: Observation
) -> None:
    laptop = laptop_of({443})
    here = asyncio.run(looked_at(laptop, observation))
    assert not laptop.asked
    assert "answers_kept" not in here["it"]


def test_a_connection_that_waits_is_looked_at_before_it_is_given_up(laptop_of: Any) -> None:
    laptop = laptop_of({443})

    async def whole() -> None:
        with laptop.kept.while_waiting(HOST, HOST, 443, seconds=0.06):
            # A minute is reached by failures only.
            async with asyncio.timeout(60):
                while not laptop.asked:
                    await asyncio.sleep(0.01)
        laptop.kept.end()

    asyncio.run(whole())
    assert laptop.asked[443] > 0


def test_who_waits_is_left_in_peace_while_this_computer_has_dropped_nothing(laptop_of: Any) -> None:
    laptop = laptop_of({443}, has_dropped=False)

    async def whole() -> None:
        with laptop.kept.while_waiting(HOST, HOST, 443, seconds=0.06):
            await asyncio.sleep(0.5)

    asyncio.run(whole())
    assert not laptop.asked


def test_a_computer_without_a_socket_left_tells_nothing(
    laptop_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = laptop_of({443})

    async def refused(*_words: Any, **_named: Any) -> dict[str, Any]:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(kept_answers, "tried_connection", refused)
    here = asyncio.run(looked_at(laptop, observed("it", 443)))
    assert "answers_kept" not in here["it"]
