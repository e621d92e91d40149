"""Rules for a line of syslog: refused, cut off, lost, or sent without anybody saying where to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.facts import number_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.datagram import datagram_params, silent_below, subject_of
from firstfix.engines.diagnosis.rules.ground import ground_causes
from firstfix.engines.diagnosis.rules.handshake import tls_params
from firstfix.engines.diagnosis.scene import Scene

__all__ = ["syslog_causes"]


def syslog_causes(scene: Scene) -> Iterable[Cause]:
    """Give what became of the line that was sent."""
    outcome = text_at(scene.facts, "syslog.outcome")
    if outcome == "refused":
        return (_cause(scene, "SYSLOG.REFUSED", "syslog.errno"),)
    if outcome == "closed":
        return (_cause(scene, "SYSLOG.CLOSED", "syslog.outcome"),)
    if outcome != "sent":
        said = text_at(scene.facts, "syslog.said") or outcome
        below = silent_below(scene, text_at(scene.facts, "syslog.address"))
        return below or (_cause(scene, "SYSLOG.UNREACHABLE", "syslog.outcome", said=said),) if outcome else ()
    return _arrival(scene)


def _arrival(scene: Scene) -> Iterable[Cause]:
    """Judge what a page shows of a line; a log that loses it is one cause, whichever way the line came."""
    read, reader = text_at(scene.facts, "syslog.read.outcome"), text_at(scene.facts, "syslog.read.host")
    if read in {"missing", "unreadable"}:
        yield from ground_causes(scene) or (_not_seen(scene, read, reader),)
    elif (
        not read
        and text_at(scene.facts, "syslog.transport") == "udp"
        and scene.check.is_set("expect.arrival")
    ):
        yield _cause(scene, "SYSLOG.UNPROVEN", "syslog.outcome")


def _not_seen(scene: Scene, read: str, reader: str) -> Cause:
    path = "syslog.read.outcome"
    if read == "missing":
        return _cause(scene, "SYSLOG.LOST", path, about=f"{scene.check.text('host')} {reader}", reader=reader)
    status = int(number_at(scene.facts, "syslog.read.status") or 0)
    return _cause(scene, "SYSLOG.UNREADABLE", path, about=reader, reader=reader, status=status)


def _cause(scene: Scene, code: str, path: str, *, about: str = "", **more: Any) -> Cause:
    is_udp = scene.check.text("transport") == "udp"
    params = datagram_params(scene, "syslog") if is_udp else tls_params(scene)
    marker = text_at(scene.facts, "syslog.marker")
    told = {**params, "marker": marker, "at": f"{scene.at:%Y-%m-%d %H:%M} UTC", **more}
    paths = (path, "syslog.marker") if marker else (path,)
    return scene.cause(code, about or subject_of(params), *paths, **told)
