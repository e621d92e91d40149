"""Answers that came and that this computer kept from its own programs: looked at once all else is done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from firstfix.engines.diagnosis import Observation, frozen
from firstfix.engines.diagnosis.facts import facts_at, number_at, text_at, thawed
from firstfix.laptop.probes.own_drops import TRIES, answers_kept
from firstfix.laptop.probes.site import Site

__all__ = ["with_kept_answers"]

# Each takes most of a second, one after the other; a rule that keeps out more of them is seen by as many.
_MOST_LOOKS: Final = 3

_Place = tuple[str, str, int]


async def with_kept_answers(site: Site, observed: Mapping[str, Observation]) -> dict[str, Observation]:
    """Give the observations, with ``here.answers_kept`` where a silent port may well have answered.

    Only where this computer kept any packet from itself does anybody look, at the first few silent ports.
    """
    places = [place for one in observed.values() if (place := _suspect(one)) is not None]
    kept: dict[_Place, int] = {}
    for place in [*dict.fromkeys(places)][:_MOST_LOOKS]:
        kept[place] = await answers_kept(site.door, *place)
        await asyncio.sleep(0)
    return {check_id: _told(one, kept) for check_id, one in observed.items()}


def _suspect(observation: Observation) -> _Place | None:
    facts = observation.facts
    is_silent = text_at(facts, "connect.outcome") == "silent"
    if not is_silent or not number_at(facts, "here.kept_in"):
        return None
    port = int(number_at(facts, "connect.port") or 0)
    return text_at(facts, "connect.host"), text_at(facts, "connect.address"), port


def _told(observation: Observation, kept: Mapping[_Place, int]) -> Observation:
    place = _suspect(observation)
    if place is None or place not in kept:
        return observation
    here: dict[str, Any] = {
        **thawed(facts_at(observation.facts, "here")),
        "answers_kept": kept[place],
        "tries": TRIES,
    }
    return replace(observation, facts=frozen({**thawed(observation.facts), "here": here}))
