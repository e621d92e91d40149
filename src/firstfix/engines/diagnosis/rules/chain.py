"""Rules for certificates: which one, which rule, which file to install; all from the chain as served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from firstfix.engines.diagnosis.facts import (
    Facts,
    flag_at,
    list_at,
    moment_at,
    number_at,
    objects_at,
    text_at,
)
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.clock import CLOCK
from firstfix.engines.diagnosis.rules.judged import is_forged, judged_causes
from firstfix.engines.diagnosis.rules.server_names import is_named
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["chain_causes"]

# CA/Browser Forum Baseline Requirements, 6.1.5 and 6.1.6; NIST SP 800-131A rev. 2 for RSA below 2,048 bits.
_LEAST_BITS: Final = {"RSA": 2048, "DSA": 2048, "EC": 256}
# RFC 6151 (MD5) and RFC 9155 (SHA-1): collisions are made, not only feared.
_WEAK_HASHES: Final = frozenset({"md5", "sha1", "md2", "md4"})


def chain_causes(scene: Scene, params: dict[str, Any]) -> Iterable[Cause]:
    """Give what is wrong with the certificates that a server showed, the gravest first."""
    certificates = objects_at(scene.facts, "tls.certificates")
    if not certificates:
        return
    faults = [*_faults(scene, params, certificates)]
    is_refused = text_at(scene.facts, "tls.outcome") == "untrusted"
    if is_refused and not any(not cause.code.is_warning for cause in faults):
        said = text_at(scene.facts, "tls.verify_message") or "no reason given"
        yield _cause(scene, "TLS.UNTRUSTED", params, "tls.verify_message", said=said)
    yield from faults


def _faults(scene: Scene, params: dict[str, Any], certificates: list[Facts]) -> Iterator[Cause]:
    expected = scene.check.text("expect.issuer")
    issuer = text_at(certificates[0], "issuer")
    if expected and expected.casefold() not in issuer.casefold():
        # Nothing else about a certificate that a middlebox made says anything about the server.
        told = {**params, "issuer": issuer, "expected": expected}
        yield scene.cause("TLS.INTERCEPTED", f"issuer:{issuer}", "tls.certificates", **told)
        return
    yield from _dates(scene, params, certificates)
    if not is_named(str(params["server_name"]), certificates[0]):
        names = ", ".join(map(str, [*list_at(certificates[0], "names"), *list_at(certificates[0], "ips")]))
        yield _cause(scene, "TLS.WRONG_HOST", params, "tls.certificates", names=names[:300] or "no name")
    yield from _trust(scene, params, certificates)
    yield from _weak(scene, params, certificates)
    yield from judged_causes(scene, params)
    if _is_misordered(certificates):
        yield _cause(scene, "TLS.WRONG_ORDER", params, "tls.certificates")


def _dates(scene: Scene, params: dict[str, Any], certificates: list[Facts]) -> Iterator[Cause]:
    now = scene.now
    for one in certificates:
        begins, ends = moment_at(one, "not_before"), moment_at(one, "not_after")
        if begins is None or ends is None or _is_spare(scene, one, certificates):
            continue
        if begins <= now <= ends:
            yield from _clock_instead(scene, params, begins, ends)
            yield from _soon(scene, params, one, now, ends) if one is certificates[0] else ()
            continue
        told: dict[str, Any] = {
            "subject": text_at(one, "subject"),
            "issuer": text_at(one, "issuer"),
            "serial": text_at(one, "serial"),
        }
        if now > ends:
            yield _cause(scene, "TLS.EXPIRED", params, "tls.certificates", ended=f"{ends:%Y-%m-%d}", **told)
        else:
            begun = f"{begins:%Y-%m-%d}"
            yield _cause(scene, "TLS.NOT_YET_VALID", params, "tls.certificates", begins=begun, **told)


def _is_spare(scene: Scene, one: Facts, certificates: list[Facts]) -> bool:
    """Tell whether a certificate is sent along that the way to a trusted root does not need.

    Old signatures of a root are left for clients of long ago; who trusts the root itself never looks at them.
    """
    way = list_at(scene.facts, "tls.judged.path_serials")
    is_found = text_at(scene.facts, "tls.outcome") == "agreed" and bool(way)
    return is_found and one is not certificates[0] and text_at(one, "serial") not in way


def _clock_instead(scene: Scene, params: dict[str, Any], begins: datetime, ends: datetime) -> Iterator[Cause]:
    """Give the wrong clock where only by it the certificate is out of its dates."""
    proof = scene.world.clock_evidence
    if begins <= scene.at <= ends or proof is None:
        return
    offset = round(scene.world.clock_offset_seconds or 0.0, 3)
    told: dict[str, Any] = {**params, "host": proof.check_id, "offset": offset, "most": 0}
    excluded = (scene.excludes("TLS.EXPIRED", "tls.certificates"),)
    cause = scene.cause("TIME.CLOCK_WRONG", CLOCK, "tls.certificates", excluded=excluded, **told)
    yield Cause(cause.code, CLOCK, cause.params, cause.confidence, (proof, *cause.evidence), excluded)


def _soon(scene: Scene, params: dict[str, Any], one: Facts, now: datetime, ends: datetime) -> Iterator[Cause]:
    days = (ends - now).days
    if days < scene.check.whole("min_days"):
        told: dict[str, Any] = {"subject": text_at(one, "subject"), "serial": text_at(one, "serial")}
        ended = f"{ends:%Y-%m-%d}"
        yield _cause(scene, "TLS.EXPIRES_SOON", params, "tls.certificates", days=days, ended=ended, **told)


def _trust(scene: Scene, params: dict[str, Any], certificates: list[Facts]) -> Iterator[Cause]:
    """Give why no path leads to a trusted root; only where verification said so."""
    if flag_at(scene.facts, "tls.is_trusted") is not False or is_forged(scene):
        return
    top = _top(certificates)
    told: dict[str, Any] = {"subject": text_at(top, "subject"), "issuer": text_at(top, "issuer")}
    if flag_at(top, "is_self_signed") is True:
        code = "TLS.SELF_SIGNED" if top is certificates[0] else "TLS.UNKNOWN_ROOT"
        yield _cause(scene, code, params, "tls.verify_message", "tls.certificates", **told)
        return
    urls = ", ".join(map(str, list_at(top, "issuer_urls")))
    is_at_hand = flag_at(scene.facts, "tls.judged.missing.is_at_hand") is True
    if top is certificates[0] or urls or is_at_hand:
        likely = Confidence.LIKELY if urls else Confidence.POSSIBLE
        likely = Confidence.CERTAIN if is_at_hand else likely
        where = f" ({urls})" if urls else ""
        yield _cause(
            scene,
            "TLS.MISSING_INTERMEDIATE",
            params,
            "tls.verify_message",
            "tls.certificates",
            confidence=likely,
            where=where,
            **told,
        )
        return
    paths = ("tls.verify_message", "tls.certificates")
    yield _cause(scene, "TLS.UNKNOWN_ROOT", params, *paths, confidence=Confidence.LIKELY, **told)


def _top(certificates: list[Facts]) -> Facts:
    """Give the last certificate on the way from the server's over its issuers."""
    here, seen = 0, {0}
    while True:
        above = number_at(certificates[here], "issued_by")
        if above is None or not 0 <= int(above) < len(certificates) or int(above) in seen:
            return certificates[here]
        here = int(above)
        seen.add(here)


def _weak(scene: Scene, params: dict[str, Any], certificates: list[Facts]) -> Iterator[Cause]:
    for one in certificates:
        key, bits = text_at(one, "key"), number_at(one, "bits")
        least = _LEAST_BITS.get(key)
        subject = text_at(one, "subject")
        if least is not None and bits is not None and bits < least:
            told: dict[str, Any] = {"subject": subject, "key": key, "bits": int(bits), "least": least}
            yield _cause(scene, "TLS.WEAK_KEY", params, "tls.certificates", **told)
        # The signature of a root proves nothing; it is trusted for being in the store.
        if text_at(one, "hash") in _WEAK_HASHES and flag_at(one, "is_self_signed") is not True:
            told = {"subject": subject, "hash": text_at(one, "hash").upper()}
            yield _cause(scene, "TLS.WEAK_SIGNATURE", params, "tls.certificates", **told)


def _is_misordered(certificates: list[Facts]) -> bool:
    """Tell whether an issuer stands anywhere but right behind what it issued (RFC 5246, section 7.4.2)."""
    for place, one in enumerate(certificates):
        above = number_at(one, "issued_by")
        if above is not None and int(above) not in {place, place + 1}:
            return True
    return False


def _cause(
    scene: Scene,
    code: str,
    params: dict[str, Any],
    *paths: str,
    confidence: Confidence = Confidence.CERTAIN,
    **more: Any,
) -> Cause:
    subject = f"{params['address']}:{params['port']}"
    return scene.cause(code, subject, *paths, confidence=confidence, **{**params, **more})
