"""Which stages a check passes through, from the lowest up, and the rules of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from firstfix.engines.diagnosis.facts import facts_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.application import http_causes, ldap_causes, oidc_causes, smtp_causes
from firstfix.engines.diagnosis.rules.clock import CLOCK, clock_causes
from firstfix.engines.diagnosis.rules.datagram import datagram_causes
from firstfix.engines.diagnosis.rules.ground import address_causes, gateway_causes, link_causes
from firstfix.engines.diagnosis.rules.handshake import tls_causes
from firstfix.engines.diagnosis.rules.logs import syslog_causes
from firstfix.engines.diagnosis.rules.machine import machine_causes
from firstfix.engines.diagnosis.rules.name import dns_causes, resolve_causes
from firstfix.engines.diagnosis.rules.offers import dhcp_causes
from firstfix.engines.diagnosis.rules.own_rules import overridden, weighed
from firstfix.engines.diagnosis.rules.pages import metrics_causes, pac_causes, saml_causes
from firstfix.engines.diagnosis.rules.proxy import inspection_causes, proxy_causes
from firstfix.engines.diagnosis.rules.snmp import snmp_causes
from firstfix.engines.diagnosis.rules.transport import route_causes, transport_causes
from firstfix.engines.diagnosis.rules.tunnels import openvpn_causes, wireguard_causes
from firstfix.engines.diagnosis.scene import Scene

__all__ = ["causes_of", "is_answered"]

# Outcomes from which nothing follows: the probe failed, or what it saw decides nothing.
_OPEN: Final = frozenset({"error", "undecided", "malformed"})
Rule = Callable[[Scene], Iterable[Cause]]

_REACHED: Final[tuple[Rule, ...]] = (resolve_causes, transport_causes, proxy_causes)
_STAGES: Final[Mapping[str, tuple[tuple[Rule, ...], str]]] = {
    "link": ((link_causes,), "ground"),
    "address": ((address_causes,), "ground"),
    "dhcp": ((dhcp_causes,), "dhcp"),
    "gateway": ((gateway_causes,), "gateway"),
    "route": ((resolve_causes, route_causes), "path"),
    "dns": ((dns_causes,), "dns"),
    "ntp": ((resolve_causes, datagram_causes, clock_causes), "ntp"),
    "snmp": ((resolve_causes, datagram_causes, snmp_causes), "snmp"),
    "openvpn": ((resolve_causes, datagram_causes, transport_causes, openvpn_causes), "openvpn"),
    "wireguard": ((wireguard_causes,), "wireguard"),
    "machine": ((machine_causes,), "machine"),
    "syslog": ((resolve_causes, datagram_causes, transport_causes, tls_causes, syslog_causes), "syslog"),
    "tcp": ((resolve_causes, transport_causes), "connect"),
    "proxy": ((*_REACHED, inspection_causes), "proxy"),
    "tls": ((*_REACHED, tls_causes), "tls"),
    "http": ((*_REACHED, tls_causes, http_causes), "http"),
    "oidc": ((*_REACHED, tls_causes, oidc_causes), "http"),
    "saml": ((*_REACHED, tls_causes, saml_causes), "saml"),
    "metrics": ((*_REACHED, tls_causes, metrics_causes), "metrics"),
    "pac": ((*_REACHED, tls_causes, pac_causes), "pac"),
    "smtp": ((*_REACHED, smtp_causes, tls_causes), "smtp"),
    "ldap": ((*_REACHED, tls_causes, ldap_causes), "ldap"),
}


def causes_of(scene: Scene) -> tuple[Cause, ...]:
    """Give why a check does not pass: all causes of the lowest stage that fails, and warnings below it."""
    found: list[Cause] = []
    for rule in _STAGES[scene.check.kind][0]:
        found += rule(scene)
        failed = [cause for cause in found if not cause.code.is_warning]
        # The wrong clock of this computer keeps nobody from answering; what was answered still counts.
        if any(cause.subject != CLOCK for cause in failed) or (failed and not is_answered(scene)):
            break
        if not _may_go_on(scene, rule):
            break
    told = (*overridden(scene, found), *found)
    return tuple(weighed(scene, cause) for cause in told)


def is_answered(scene: Scene) -> bool:
    """Tell whether the facts of the check's own stage were observed, so that no cause means a pass."""
    stage = facts_at(scene.facts, _STAGES[scene.check.kind][1])
    # Each resolver that was asked has an outcome of its own.
    outcomes = {text_at(one, "outcome") for one in (stage, *objects_at(stage, "answers"))}
    return bool(stage) and not outcomes & _OPEN


def _may_go_on(scene: Scene, rule: Rule) -> bool:
    """Tell whether later stages were reached: rules must not judge what was never observed."""
    if rule is resolve_causes:
        return text_at(scene.facts, "resolve.outcome") in {"", "answered"}
    return rule is not tls_causes or text_at(scene.facts, "tls.outcome") != "error"
