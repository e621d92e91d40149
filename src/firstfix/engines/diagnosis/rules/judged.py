"""Rules for what the verifier of certificates found in a chain, and for who was revoked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from firstfix.engines.diagnosis.facts import Facts, flag_at, list_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["is_forged", "judged_causes"]

# Rules of firstfix.engines.x509 by what has to be asked for. What has to do with dates, names of hosts, weak
# keys and roots is judged from the facts of the certificates, because this computer's clock may be the fault.
_CODES: Final[Mapping[str, str]] = {
    "bad_signature": "TLS.BAD_SIGNATURE",
    "algorithm_twice": "TLS.BAD_SIGNATURE",
    "not_authority": "TLS.NOT_AUTHORITY",
    "may_not_sign": "TLS.NOT_AUTHORITY",
    "path_length": "TLS.NOT_AUTHORITY",
    "too_many": "TLS.NOT_AUTHORITY",
    "purpose": "TLS.WRONG_PURPOSE",
    "usage": "TLS.WRONG_PURPOSE",
    "name_forbidden": "TLS.NAME_FORBIDDEN",
    "extension_unknown": "TLS.UNREADABLE",
    "extension_twice": "TLS.UNREADABLE",
    "extension_unreadable": "TLS.UNREADABLE",
    "constraints_unreadable": "TLS.UNREADABLE",
    "too_complex": "TLS.UNREADABLE",
    "second_opinion": "TLS.UNREADABLE",
    "revoked": "TLS.REVOKED",
    "not_stapled": "TLS.NOT_STAPLED",
}
_TOLD_ELSEWHERE: Final = frozenset(
    {"expired", "not_yet_valid", "no_names", "wrong_host", "weak_key", "weak_signature", "self_signed",
     "unknown_root", "no_issuer", "unreadable", "status_unusable"}
)  # fmt: skip


def judged_causes(scene: Scene, params: dict[str, Any]) -> Iterable[Cause]:
    """Give each rule that a chain breaks, and whose status cannot be told where that was asked for."""
    found: dict[str, Cause] = {}
    for fault in objects_at(scene.facts, "tls.judged.faults"):
        cause = _cause_of(scene, params, fault)
        if cause is not None:
            # One certificate that breaks several rules of a kind is replaced once.
            found.setdefault(cause.code.code, cause)
    return (*found.values(), *_untold(scene, params))


def is_forged(scene: Scene) -> bool:
    """Tell whether the issuer that a certificate names did not sign it: then nothing is missing above it."""
    faults = objects_at(scene.facts, "tls.judged.faults")
    return any(text_at(fault, "rule") == "bad_signature" for fault in faults)


def _cause_of(scene: Scene, params: dict[str, Any], fault: Facts) -> Cause | None:
    rule = text_at(fault, "rule")
    if flag_at(fault, "is_refused") is True:
        code = _CODES.get(rule, "")
    else:
        is_strict = scene.check.is_set("strict") and bool(list_at(fault, "refused_by"))
        code = "TLS.STRICT" if is_strict and rule not in _TOLD_ELSEWHERE else ""
    return _cause(scene, code, params, fault) if code else None


def _untold(scene: Scene, params: dict[str, Any]) -> Iterator[Cause]:
    """Give the first certificate of the path whose status was asked for and not told.

    An authority that names no place where its status could be asked for is not asked for one.
    """
    if not scene.check.is_set("revocation"):
        return
    statuses = objects_at(scene.facts, "tls.judged.statuses")
    for place, one in enumerate(statuses):
        is_untold = text_at(one, "standing") in {"unusable", "untold"}
        if is_untold and (place == 0 or list_at(one, "places")):
            why = text_at(one, "detail") or _why_untold(scene, one)
            yield _cause(scene, "TLS.STATUS_UNKNOWN", params, {**one, "detail": why})
            return


def _why_untold(scene: Scene, one: Facts) -> str:
    """Give how the places that a certificate names answered, or that nobody was asked."""
    places = {str(each) for each in list_at(one, "places")}
    if not places:
        return "it names neither a responder nor a list"
    asked = objects_at(scene.facts, "tls.authority.asked")
    outcomes = [(text_at(each, "url"), text_at(each, "outcome")) for each in asked]
    told = [f"{url}: {outcome}" for url, outcome in outcomes if url in places]
    return ", ".join(told) or f"the check does not list {', '.join(sorted(places))} under 'pki'"


def _cause(scene: Scene, code: str, params: dict[str, Any], fault: Facts) -> Cause:
    told = {
        name: text_at(fault, name) for name in ("subject", "serial", "detail", "said", "standard", "rule")
    }
    subject = f"{params['address']}:{params['port']}"
    path = "tls.judged.statuses" if code == "TLS.STATUS_UNKNOWN" else "tls.judged.faults"
    return scene.cause(code, subject, path, confidence=Confidence.CERTAIN, **{**params, **told})
