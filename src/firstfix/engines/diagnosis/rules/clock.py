"""Rules for time: which clock is wrong, this computer's or the server's, and which server may be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.facts import number_at, text_at
from firstfix.engines.diagnosis.finding import Cause, Excluded
from firstfix.engines.diagnosis.rules.ground import ground_causes
from firstfix.engines.diagnosis.rules.path import path_causes
from firstfix.engines.diagnosis.rules.silence import silent_host
from firstfix.engines.diagnosis.scene import PAGE_SECONDS, Scene
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["CLOCK", "clock_causes"]

# What every check that suffers from this computer's clock is about.
CLOCK = "clock"
# RFC 5905, figures 8 to 10: leap 3 and stratum 16 say that a server is not synchronised; 0 is a kiss.
_NO_LEAP, _NO_STRATUM = 3, 16


def clock_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong between a time server and this computer."""
    outcome = text_at(scene.facts, "ntp.outcome")
    host = scene.check.text("host")
    params: dict[str, Any] = {
        "host": host,
        "address": text_at(scene.facts, "ntp.address") or host,
        "port": scene.check.whole("port"),
        "protocol": "udp",
    }
    subject = f"{params['address']}:{params['port']}/udp"
    if outcome in {"silent", "unreachable"}:
        below = ground_causes(scene) or path_causes(scene) or silent_host(scene, params["address"])
        yield from below or (scene.cause("TIME.SILENT", subject, "ntp.outcome", **params),)
    elif outcome == "refused":
        yield scene.cause("TIME.REFUSED", subject, "ntp.outcome", **params)
    elif outcome == "kiss":
        kiss = text_at(scene.facts, "ntp.kiss")
        yield scene.cause("TIME.KISS", subject, "ntp.kiss", kiss=kiss, **params)
    elif outcome == "malformed":
        yield scene.cause("APP.OTHER_PROTOCOL", subject, "ntp.outcome", **{**params, "protocol": "NTP"})
    elif outcome == "answered":
        yield from _told(scene, subject, params)


def _told(scene: Scene, subject: str, params: dict[str, Any]) -> Iterable[Cause]:
    stratum = int(number_at(scene.facts, "ntp.stratum") or 0)
    leap = int(number_at(scene.facts, "ntp.leap") or 0)
    if leap == _NO_LEAP or stratum >= _NO_STRATUM:
        paths = ("ntp.leap", "ntp.stratum")
        yield scene.cause("TIME.UNSYNCHRONISED", subject, *paths, leap=leap, stratum=stratum, **params)
        return
    offset, most = number_at(scene.facts, "ntp.offset_seconds"), scene.check.number("max_offset")
    if offset is not None and most is not None and abs(offset) > most:
        yield _wrong_clock(scene, subject, params, offset)
        return
    most_stratum = scene.check.number("max_stratum")
    if most_stratum is not None and stratum > most_stratum:
        yield scene.cause(
            "TIME.STRATUM", subject, "ntp.stratum", stratum=stratum, most=int(most_stratum), **params
        )


def _agreeing_pages(scene: Scene, offset: float) -> list[str]:
    """Give the pages that agree with this computer's clock, where several do and none with the server."""
    return [*scene.world.page_clocks] if abs(offset) > 2 * PAGE_SECONDS and scene.world.is_dated else []


def _wrong_clock(scene: Scene, subject: str, params: dict[str, Any], offset: float) -> Cause:
    """Separate two wrong clocks: another server that agrees with this computer convicts this server."""
    most = scene.check.number("max_offset") or 0.0
    params = {**params, "offset": round(offset, 3), "most": most}
    others = {name: told for name, told in scene.world.good_clocks.items() if name != scene.check.id}
    agreeing = [name for name, told in others.items() if abs(told) <= most]
    agreeing = agreeing or _agreeing_pages(scene, offset)
    if agreeing:
        return scene.cause("TIME.SERVER_WRONG", subject, "ntp.offset_seconds", other=agreeing[0], **params)
    same = [name for name, told in others.items() if abs(told - offset) <= most]
    excluded = tuple(Excluded("TIME.SERVER_WRONG", scene.seen("ntp.offset_seconds")) for _name in same[:1])
    confidence = Confidence.CERTAIN if same else Confidence.LIKELY
    return scene.cause(
        "TIME.CLOCK_WRONG", CLOCK, "ntp.offset_seconds", confidence=confidence, excluded=excluded, **params
    )
