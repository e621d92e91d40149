"""Rules for the TLS handshake itself: cut, refused, silent, too old, or no TLS at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from firstfix.engines.diagnosis.facts import flag_at, number_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.chain import chain_causes
from firstfix.engines.diagnosis.rules.transport import narrow_path, swallowed
from firstfix.engines.diagnosis.scene import Scene, endpoint_params
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["tls_causes", "tls_params"]

# RFC 8446, section 6: alerts by the names that OpenSSL gives them.
_CLIENT_CERTIFICATE: Final = ("CERTIFICATE_REQUIRED",)
_OLD: Final = ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "LEGACY_SIGALG", "VERSION_TOO_LOW", "NO_PROTOCOLS")
_OLD_VERSIONS: Final = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})
_NO_TLS: Final = (
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "PACKET_LENGTH",
    "UNEXPECTED_MESSAGE",
    "RECORD_LAYER",
)


def tls_causes(scene: Scene) -> Iterable[Cause]:
    """Give why a handshake failed, or what is wrong with the certificates that it brought."""
    outcome = text_at(scene.facts, "tls.outcome")
    if outcome in {"agreed", "untrusted"}:
        return chain_causes(scene, tls_params(scene))
    if outcome == "silent":
        return (_silent(scene),)
    asks = flag_at(scene.facts, "tls.asks_certificate") is True
    if outcome == "closed" and asks:
        return (_cause(scene, "TLS.CLIENT_CERTIFICATE", "tls.said", confidence=Confidence.LIKELY),)
    if outcome == "closed":
        said = text_at(scene.facts, "tls.said") or "closed"
        return (_cause(scene, "TLS.CLOSED", "tls.outcome", confidence=Confidence.LIKELY, said=said),)
    return (_refused(scene),) if outcome == "refused" else ()


def tls_params(scene: Scene) -> dict[str, Any]:
    """Give the params of an endpoint that speaks TLS; behind a proxy it is the server, not the proxy."""
    params = endpoint_params(scene)
    if text_at(scene.facts, "proxy.host"):
        host, port = text_at(scene.facts, "proxy.host"), number_at(scene.facts, "proxy.port")
        params = {**params, "host": host, "address": host, "port": int(port or 0)}
    return {**params, "server_name": text_at(scene.facts, "tls.server_name") or params["host"]}


def _silent(scene: Scene) -> Cause:
    if text_at(scene.facts, "small_segments.outcome") in {"agreed", "untrusted", "refused"}:
        return narrow_path(scene)
    return swallowed(scene, "tls") or _cause(scene, "TLS.SILENT", "tls.outcome", confidence=Confidence.LIKELY)


def _refused(scene: Scene) -> Cause:
    said = text_at(scene.facts, "tls.said")
    # TLS 1.2 has no alert of its own for it (RFC 5246, section 7.4.6).
    is_missed = "HANDSHAKE_FAILURE" in said and flag_at(scene.facts, "tls.asks_certificate") is True
    if is_missed or any(word in said for word in _CLIENT_CERTIFICATE):
        return _cause(scene, "TLS.CLIENT_CERTIFICATE", "tls.said")
    old = text_at(scene.facts, "tls.seen.version")
    if any(word in said for word in _OLD) or old in _OLD_VERSIONS:
        said = f"{said}; it offers {old}" if old else said
        least = scene.check.text("min_version")
        return _cause(scene, "TLS.OLD_PROTOCOL", "tls.said", least=least, said=said)
    if any(word in said for word in _NO_TLS):
        return _cause(scene, "TLS.NOT_TLS", "tls.said")
    return _cause(scene, "TLS.REJECTED", "tls.said", said=said)


def _cause(
    scene: Scene, code: str, path: str, *, confidence: Confidence = Confidence.CERTAIN, **more: Any
) -> Cause:
    params = tls_params(scene)
    subject = f"{params['address']}:{params['port']}"
    return scene.cause(code, subject, path, confidence=confidence, **params, **more)
