"""Which stages a check passes through, from the lowest up, and the rules of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from firstfix.engines.diagnosis.facts import facts_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.application import http_causes, ldap_causes, oidc_causes, smtp_causes
from firstfix.engines.diagnosis.rules.clock import clock_causes
from firstfix.engines.diagnosis.rules.ground import address_causes, gateway_causes, link_causes
from firstfix.engines.diagnosis.rules.handshake import tls_causes
from firstfix.engines.diagnosis.rules.name import dns_causes, resolve_causes
from firstfix.engines.diagnosis.rules.proxy import inspection_causes, proxy_causes
from firstfix.engines.diagnosis.rules.transport import route_causes, transport_causes
from firstfix.engines.diagnosis.scene import Scene

__all__ = ["causes_of", "is_answered"]

Rule = Callable[[Scene], Iterable[Cause]]

_REACHED: Final[tuple[Rule, ...]] = (resolve_causes, transport_causes, proxy_causes)
_STAGES: Final[Mapping[str, tuple[tuple[Rule, ...], str]]] = {
    "link": ((link_causes,), "ground"),
    "address": ((address_causes,), "ground"),
    "gateway": ((gateway_causes,), "gateway"),
    "route": ((resolve_causes, route_causes), "path"),
    "dns": ((dns_causes,), "dns"),
    "ntp": ((resolve_causes, clock_causes), "ntp"),
    "tcp": ((resolve_causes, transport_causes), "connect"),
    "proxy": ((*_REACHED, inspection_causes), "proxy"),
    "tls": ((*_REACHED, tls_causes), "tls"),
    "http": ((*_REACHED, tls_causes, http_causes), "http"),
    "oidc": ((*_REACHED, tls_causes, oidc_causes), "http"),
    "smtp": ((*_REACHED, smtp_causes, tls_causes), "smtp"),
    "ldap": ((*_REACHED, tls_causes, ldap_causes), "ldap"),
}


def causes_of(scene: Scene) -> tuple[Cause, ...]:
    """Give why a check does not pass: all causes of the lowest stage that fails, and warnings below it."""
    found: list[Cause] = []
    for rule in _STAGES[scene.check.kind][0]:
        found += rule(scene)
        if any(not cause.code.is_warning for cause in found):
            break
        if not _may_go_on(scene, rule):
            break
    return tuple(found)


def is_answered(scene: Scene) -> bool:
    """Tell whether the facts of the check's own stage were observed, so that no cause means a pass."""
    stage = facts_at(scene.facts, _STAGES[scene.check.kind][1])
    return bool(stage) and text_at(stage, "outcome") != "error"


def _may_go_on(scene: Scene, rule: Rule) -> bool:
    """Tell whether later stages were reached: rules must not judge what was never observed."""
    return rule is not tls_causes or text_at(scene.facts, "tls.outcome") != "error"
