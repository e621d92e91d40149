"""Answers that came and that this computer kept from its own programs: looked at while the checks still wait.

Only counters tell (``own_drops``), and they do not say whose packets were dropped. So silent ports are tried
at the same moment, each another number of times (``kept_rounds``).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import cycle, islice
from typing import Any, Final

from firstfix.engines.diagnosis import Observation, frozen
from firstfix.engines.diagnosis.facts import facts_at, number_at, text_at, thawed
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.kept_rounds import MOST_ROUNDS, SIZES, Round, agreed, recurring
from firstfix.laptop.probes.own_drops import OwnDrops, tried_connection

__all__ = ["KeptAnswers"]

# Who has not answered after this may be kept; most answers come within half of it.
_SILENT_SECONDS: Final = 0.2
# Nobody is asked before this computer has dropped anything; how often that is looked at.
_AGAIN_SECONDS: Final = 0.1
# Ports that fall silent at the same time are looked at together.
_TOGETHER_SECONDS: Final = 0.05
# Two rounds of this share of a connection's time end before its second look begins, at half of it, and before
# anybody sends again what went out first, which is after a second (RFC 6298, section 2.1).
_ROUND_SHARE: Final = 1 / 6
# An answer from the other side of the earth takes 0.3 s.
_MOST_ROUND_SECONDS: Final = 0.35
# How often the counters are looked at in a round.
_STEP_SECONDS: Final = 0.01
# A rule that keeps out more ports than this is seen by as many.
_MOST_PLACES: Final = 3
# Where too much else was dropped in one look, there is a second one.
_MOST_LOOKS: Final = 2

_Place = tuple[str, int]


class KeptAnswers:
    """Finds out which silent ports answer and have their answers kept by this computer."""

    def __init__(self, door: Door, drops: OwnDrops) -> None:
        self._door, self._drops = door, drops
        # A name and an address may lead to the same place; whoever came first opens the door to it.
        self._hosts: dict[_Place, str] = {}
        self._seconds: dict[_Place, float] = {}
        self._suspects: list[_Place] = []
        self._looks: Counter[_Place] = Counter()
        self._told: dict[_Place, dict[str, int]] = {}
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def while_waiting(self, host: str, address: str, port: int, *, seconds: float) -> Iterator[None]:
        """Look at a port if a connection to it, which has so many ``seconds``, is silent for a while."""
        place = address, port
        self._hosts.setdefault(place, host)
        self._seconds.setdefault(place, seconds)
        watching = asyncio.create_task(self._watch(place))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(ValueError):
                self._suspects.remove(place)

    async def added_to(self, observed: Mapping[str, Observation]) -> dict[str, Observation]:
        """Give the observations, with ``here.answers_kept`` where a silent port may well have answered."""
        silent = {check_id: place for check_id, one in observed.items() if (place := _silent_place(one))}
        # Where the first packet was dropped only just before the end, looking late is better than never.
        self._suspects += [place for place in silent.values() if place in self._hosts]
        self._begin()
        if self._looking is not None:
            await self._looking
        told = {check_id: self._told.get(place, {}) for check_id, place in silent.items()}
        return {check_id: _with_here(one, told.get(check_id, {})) for check_id, one in observed.items()}

    def end(self) -> None:
        """Ask nobody any more."""
        if self._looking is not None:
            self._looking.cancel()

    async def _watch(self, place: _Place) -> None:
        await asyncio.sleep(_SILENT_SECONDS)
        self._suspects.append(place)
        while not self._drops.facts().get("kept_in"):
            await asyncio.sleep(_AGAIN_SECONDS)
        self._begin()

    def _begin(self) -> None:
        if self._next() and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look())

    def _next(self) -> list[_Place]:
        """Give the suspects of which nothing is told yet, of so many as are looked at so often at most."""
        known = [*dict.fromkeys((*self._looks, *self._suspects))][:_MOST_PLACES]
        unclear = [place for place in known if place in self._suspects and place not in self._told]
        return [place for place in unclear if self._looks[place] < _MOST_LOOKS]

    async def _look(self) -> None:
        await asyncio.sleep(_TOGETHER_SECONDS)
        while places := self._next():
            self._looks.update(places)
            # This computer may have no socket left; then nothing is told.
            with suppress(OSError):
                self._told |= await self._looked_at(places)

    async def _looked_at(self, places: Sequence[_Place]) -> dict[_Place, dict[str, int]]:
        """Give how often each place was tried and how many of its answers were kept; empty where unclear."""
        seconds = min(_MOST_ROUND_SECONDS, *(self._seconds[place] * _ROUND_SHARE for place in places))
        turns = SIZES[len(places)]
        rounds: list[Round] = []
        for sizes in islice(cycle(turns), MOST_ROUNDS):
            rounds.append(await self._round(places, sizes, seconds))
            answered = agreed(rounds)
            if answered is not None:
                return dict(_facts(places, answered))
        answered = recurring(rounds)
        return dict(_facts(places, answered)) if answered else {}

    async def _round(self, places: Sequence[_Place], sizes: Sequence[int], seconds: float) -> Round:
        """Give what this computer keeps from its programs while places are tried so often."""
        busy, began = OwnDrops(self._drops.folder), time.monotonic()
        tries = [
            tried_connection(self._door, self._hosts[place], *place, seconds=seconds)
            for place, size in zip(places, sizes, strict=True)
            for _try in range(size)
        ]
        trying = asyncio.gather(*tries)
        drops: list[tuple[float, int]] = []
        before = 0
        try:
            while not trying.done():
                await asyncio.wait({trying}, timeout=_STEP_SECONDS)
                now = busy.facts().get("kept_in", 0)
                drops += [(time.monotonic() - began, now - before)] if now != before else []
                before = now
            await trying
        finally:
            trying.cancel()
        return Round(tuple(sizes), tuple(drops))


def _facts(places: Sequence[_Place], answered: frozenset[int]) -> Iterator[tuple[_Place, dict[str, int]]]:
    """Give what is told of places: how many connections were tried, how many answers to them were kept."""
    tries = [sum(both) for both in zip(*SIZES[len(places)], strict=True)]
    for number, place in enumerate(places):
        kept = tries[number] if number in answered else 0
        yield place, {"tries": tries[number], "answers_kept": kept}


def _silent_place(observation: Observation) -> _Place | None:
    facts = observation.facts
    is_silent = text_at(facts, "connect.outcome") == "silent"
    if not is_silent or not number_at(facts, "here.kept_in"):
        return None
    return text_at(facts, "connect.address"), int(number_at(facts, "connect.port") or 0)


def _with_here(observation: Observation, told: Mapping[str, int]) -> Observation:
    if not told:
        return observation
    here: dict[str, Any] = {**thawed(facts_at(observation.facts, "here")), **told}
    return replace(observation, facts=frozen({**thawed(observation.facts), "here": here}))
