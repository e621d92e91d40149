"""The causal graph: what stands before what, and which cause takes which other one along."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.kinds import KINDS
from firstfix.engines.diagnosis.spec import Check, Spec
from firstfix.engines.diagnosis.words import Layer

__all__ = ["explains", "leads_astray", "needed_by", "order_of"]

# What is here takes along whatever fits, said or not: nothing works around a dead link.
_EVERYWHERE: Final = frozenset({Layer.LINK, Layer.ADDRESS, Layer.GATEWAY})


def order_of(spec: Spec) -> list[Check]:
    """Give the checks from the lowest layer up; within one, what is needed first, then as in the spec."""
    needed = needed_by(spec)
    numbers = {check.id: number for number, check in enumerate(spec.checks)}
    depths = {check.id: len(needed[check.id]) for check in spec.checks}
    return sorted(
        spec.checks, key=lambda check: (KINDS[check.kind].layer, depths[check.id], numbers[check.id])
    )


def needed_by(spec: Spec) -> Mapping[str, frozenset[str]]:
    """Give for each check all checks that it needs, directly or not. Needs must not go in a circle."""
    return _closure(tuple((check.id, check.needs) for check in spec.checks))


def explains(low: Cause, high: Cause, *, is_needed: bool) -> bool:
    """Tell whether one cause takes another along: it shows like that, and it is needed, everywhere, or below.

    Two faults of one place and one layer are two: neither takes the other along unless the spec says so.
    """
    if _is_family_without_address(low, high):
        return True
    if high.code.symptom not in low.code.explains or low.key == high.key:
        return False
    if is_needed:
        return True
    # What is wrong with one family of addresses keeps nobody from the other one.
    if low.params.get("family") == "IPv6" and ":" not in str(high.params.get("address", "")):
        return False
    is_below = low.code.layer < high.code.layer
    return is_below and (low.code.layer in _EVERYWHERE or _is_same_place(low, high))


def leads_astray(name: Cause, way: Cause) -> bool:
    """Tell whether a way that nobody knows is that to an address which only this wrong answer named."""
    is_way = name.code.layer is Layer.NAME and way.code.layer is Layer.ROUTE
    return is_way and way.code.symptom in name.code.explains and _is_same_place(name, way)


def _is_family_without_address(low: Cause, high: Cause) -> bool:
    """Tell whether a family is silent beside the other one (RFC 8305) that has no right address here."""
    family = low.params.get("family")
    return low.code.layer is Layer.ADDRESS and "silent" in high.params and family == high.params.get("family")


def _is_same_place(low: Cause, high: Cause) -> bool:
    """Tell whether both are about one endpoint, or a name and what is reached by it."""
    if low.code.layer is Layer.NAME:
        # What a proxy is asked to reach, it resolves itself (RFC 9110, section 9.3.6).
        reached = "proxy" if high.code.layer is Layer.PROXY else "host"
        place = str(high.params.get(reached, "")).rpartition("/")[2].partition(":")[0]
        return str(low.params.get("name", "")).casefold() == place.casefold() != ""
    address = low.params.get("address")
    if low.code.layer is Layer.ROUTE or low.code.code == "MTU.BLACKHOLE":
        return address is not None and address == high.params.get("address")
    places = [(cause.params.get("address"), cause.params.get("port")) for cause in (low, high)]
    return address is not None and places[0] == places[1]


@lru_cache(maxsize=64)
def _closure(needs: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, frozenset[str]]:
    direct = {check_id: [*near] for check_id, near in needs}
    return {check_id: _reached(direct, check_id) for check_id in direct}


def _reached(direct: Mapping[str, list[str]], start: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [*direct[start]]
    while waiting:
        here = waiting.pop()
        if here in direct and here not in found:
            found.add(here)
            waiting += direct[here]
    return frozenset(found)
