"""Two runs compared: what is different before and after an upgrade, not merely faster or later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstfix.engines.diagnosis.chains_anew import with_chains_judged
from firstfix.engines.diagnosis.facts import Fact
from firstfix.engines.diagnosis.judging import diagnose
from firstfix.engines.diagnosis.observation import Run
from firstfix.engines.diagnosis.spec import Spec

__all__ = ["Change", "changes_between"]

# What differs between any two runs of the same healthy site, and says nothing.
_FLEETING: Final = frozenset(
    {
        "age_seconds", "answers_kept", "date", "delay_seconds", "handshake_age_seconds", "kept_in",
        "kept_out", "looks", "marker", "one_minute", "per_cpu", "received_bytes", "root_dispersion_seconds",
        "rx_bytes", "seconds", "series_count", "swap_free_mib", "tried", "tries", "ttl_seconds",
        "tx_bytes", "uptime_seconds", "value",
    }
)  # fmt: skip
# Room and memory come and go while nobody changes anything; a tenth is more than an hour of logs takes.
_ROOM_SHARE = 0.1
_ROOM: Final = ("free_gib", "free_percent", "available_mib")
# Times differ by load: what is slower by this factor and by this much is a change (twice what a busy laptop
# adds to a local answer).
_SLOWER_FACTOR, _SLOWER_MS = 3.0, 200.0
# Clocks drift by less than this between two runs of one day (RFC 5905: 15 ppm is usual, 1.3 s a day).
_CLOCK_SECONDS = 1.0
# How the elements of a list are known again, whatever their order.
_KEYS: Final = ("resolver", "name", "server", "public_key", "entity_id", "address", "ttl")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what it was, what it is; with every check that shows the same one."""

    path: str
    before: str
    after: str
    checks: tuple[str, ...]


def changes_between(before: tuple[Spec, Run], after: tuple[Spec, Run]) -> tuple[Change, ...]:
    """Give every difference between two runs once: verdicts first, then facts, in the order of the checks."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for where, check_id, was, now in (*_verdict_changes(before, after), *_fact_changes(before[1], after[1])):
        found.setdefault((where, was, now), []).append(check_id)
    return tuple(Change(*where, tuple(dict.fromkeys(checks))) for where, checks in found.items())


_Difference = tuple[str, str, str, str]


def _verdict_changes(before: tuple[Spec, Run], after: tuple[Spec, Run]) -> Iterator[_Difference]:
    was, now = _verdicts(*before), _verdicts(*after)
    for check_id in dict.fromkeys([*was, *now]):
        old, new = was.get(check_id, "not in the spec"), now.get(check_id, "not in the spec")
        if old != new:
            yield "verdict", check_id, old, new


def _verdicts(spec: Spec, run: Run) -> dict[str, str]:
    verdicts = diagnose(spec, with_chains_judged(spec, run)).verdicts
    return {each.check_id: " ".join(filter(None, (each.status.value, each.because))) for each in verdicts}


def _fact_changes(before: Run, after: Run) -> Iterator[_Difference]:
    for check_id, observation in before.observations.items():
        other = after.observations.get(check_id)
        if other is None:
            continue
        was, now = dict(_flat(observation.facts, "")), dict(_flat(other.facts, ""))
        for path in dict.fromkeys([*was, *now]):
            if path not in was or path not in now or _differs(path, was[path], now[path]):
                yield path, check_id, _said(was.get(path)), _said(now.get(path))


def _flat(value: Fact, path: str) -> Iterator[tuple[str, Any]]:
    """Give every single fact with its path; lists by what their elements are known by, texts in order."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name not in _FLEETING:
                yield from _flat(each, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple) and any(isinstance(each, Mapping) for each in value):
        for place, each in enumerate(value):
            yield from _flat(each, f"{path}[{_key(each, place)}]")
    else:
        yield path, tuple(sorted(map(str, value))) if isinstance(value, tuple) else value


def _key(element: Fact, place: int) -> str:
    if isinstance(element, Mapping):
        return next((str(element[name]) for name in _KEYS if name in element), str(place))
    return str(place)


def _differs(path: str, was: Any, now: Any) -> bool:
    if not isinstance(was, int | float) or not isinstance(now, int | float) or isinstance(was, bool):
        return bool(was != now)
    if path.endswith("took_ms"):
        low, high = sorted((float(was), float(now)))
        return high - low > _SLOWER_MS and high > low * _SLOWER_FACTOR
    if path.endswith("offset_seconds"):
        return abs(was - now) > _CLOCK_SECONDS
    if path.endswith(_ROOM):
        return abs(was - now) > _ROOM_SHARE * max(abs(was), abs(now))
    return was != now


def _said(value: Any) -> str:
    return (
        "nothing"
        if value is None or value == ()
        else ", ".join(value)
        if isinstance(value, tuple)
        else str(value)
    )
