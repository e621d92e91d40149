"""Rules for SNMP agents: silent to all, silent to a wrong community, or saying themselves what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from firstfix.engines.diagnosis.facts import number_at, text_at
from firstfix.engines.diagnosis.finding import Cause, Excluded
from firstfix.engines.diagnosis.rules.datagram import cause_at, datagram_params, silent_below
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.words import Confidence
from firstfix.engines.verdict import mark

__all__ = ["snmp_causes"]

# RFC 3414, section 3.2: an agent says by a counter why it did not take a question.
_CODES: Final[Mapping[str, str]] = {
    "unknownUserNames": "SNMP.USER",
    "wrongDigests": "SNMP.AUTHENTICATION",
    "decryptionErrors": "SNMP.PRIVACY",
    "unsupportedSecLevels": "SNMP.LEVEL",
    "notInTimeWindows": "SNMP.TIME_WINDOW",
}
_ENGINE = "snmp.engine.id"


def snmp_causes(scene: Scene) -> Iterable[Cause]:
    """Give why an agent does not say what was asked."""
    outcome = text_at(scene.facts, "snmp.outcome")
    params = datagram_params(scene, "snmp")
    if outcome in {"silent", "unreachable"}:
        return _unanswered(scene, params)
    if outcome == "refused":
        gone = (scene.excludes("SNMP.SILENT", "snmp.outcome"),)
        return (cause_at(scene, "SNMP.NOT_LISTENING", params, "snmp.errno", excluded=gone),)
    return _said(scene, params) if outcome == "answered" else ()


def _unanswered(scene: Scene, params: dict[str, Any]) -> Iterable[Cause]:
    """Separate a wrong community from a packet that is dropped: an engine that answers tells."""
    if text_at(scene.facts, "snmp.without_privacy.outcome") == "answered":
        user = scene.check.text("user")
        path = "snmp.without_privacy.outcome"
        known = (Excluded("SNMP.SILENT", scene.seen(path)), Excluded("SNMP.USER", scene.seen(path)))
        likely = Confidence.LIKELY
        return (cause_at(scene, "SNMP.PRIVACY", params, path, confidence=likely, excluded=known, user=user),)
    what = mark("the community") if scene.check.text("version") != "3" else mark("the user")
    path = "snmp.discovery.engine.id" if text_at(scene.facts, "snmp.discovery.engine.id") else _ENGINE
    if text_at(scene.facts, path):
        dropped = Excluded("SNMP.SILENT", scene.seen(path))
        return (
            cause_at(
                scene, "SNMP.CREDENTIALS", params, path, "snmp.outcome",
                confidence=Confidence.LIKELY, excluded=(dropped,), what=what,
            ),
        )  # fmt: skip
    below = silent_below(scene, params["address"])
    return below or (
        cause_at(scene, "SNMP.SILENT", params, "snmp.outcome", confidence=Confidence.POSSIBLE, what=what),
    )


def _said(scene: Scene, params: dict[str, Any]) -> Iterable[Cause]:
    report = text_at(scene.facts, "snmp.report")
    if report:
        user = scene.check.text("user") or "nobody"
        code = _CODES.get(report, "SNMP.REPORT")
        heard = (Excluded("SNMP.SILENT", scene.seen("snmp.report")),)
        yield cause_at(scene, code, params, "snmp.report", excluded=heard, user=user, said=report)
        return
    error = int(number_at(scene.facts, "snmp.error") or 0)
    is_engine_only = scene.check.text("version") == "3" and not scene.check.text("user")
    if error or not (is_engine_only or text_at(scene.facts, "snmp.description")):
        yield cause_at(scene, "SNMP.VIEW", params, "snmp.error", error=error)
        return
    expected = scene.check.text("expect.contains")
    found = text_at(scene.facts, "snmp.description")
    if expected and expected.casefold() not in found.casefold():
        yield cause_at(
            scene, "SNMP.OTHER_DEVICE", params, "snmp.description", found=found[:120], expected=expected
        )
