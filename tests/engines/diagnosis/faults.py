"""Faults as changes of a healthy site's facts, each with what has to be found, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.engines.diagnosis import further
from tests.engines.diagnosis.further_faults import FURTHER
from tests.engines.diagnosis.observed import AT, GATEWAY, INTERFACES, RESOLVER, certificate

Facts = dict[str, dict[str, Any]]

OUTSIDE = ("route", "dns", "ntp", "tcp", "proxy", "tls", "http", "oidc", "mail", "ldap", *further.OUTSIDE)
ON_APP = ("tcp", "tls", "http", "oidc")
ABOVE = ("http", "oidc")


@dataclass(frozen=True)
class Fault:
    """One fault: how it changes the facts, which code it has, which check shows it, which it takes along."""

    code: str
    at: str
    change: Callable[[Facts], None]
    takes: tuple[str, ...] = ()


def everything_fails(facts: Facts, outcome: str = "unreachable") -> None:
    """Make everything outside fail as it does without a network: names, then nothing."""
    for check in OUTSIDE:
        name = facts[check].get("resolve", {}).get("name", "app.example.com")
        facts[check] = {"resolve": {"name": name, "outcome": outcome, "addresses": [], "resolver": RESOLVER}}
    facts["dns"] = {
        "dns": {"answers": [{"name": "app.example.com", "resolver": RESOLVER, "outcome": outcome}]}
    }
    facts["ntp"] = {"ntp": {"outcome": outcome, "address": "192.0.2.123"}}


def no_link(facts: Facts) -> None:
    interfaces = [{**one, "has_carrier": one["is_loopback"], "addresses": []} for one in INTERFACES]
    everything_fails(facts)
    facts["dhcp"] = {"dhcp": {"interface": "eth0", "outcome": "silent", "offers": []}}
    for check in ("link", "address"):
        facts[check] = {"ground": {"interfaces": interfaces, "addresses": []}}
    facts["gw"] = {"gateway": {"gateways": []}}
    facts["vantage"] |= {"interfaces": interfaces, "gateways": []}


def self_assigned(facts: Facts) -> None:
    interfaces = [INTERFACES[0], {**INTERFACES[1], "addresses": ["169.254.3.4/16"]}]
    everything_fails(facts)
    facts["dhcp"] = {"dhcp": {"interface": "eth0", "outcome": "silent", "offers": []}}
    for check in ("link", "address"):
        facts[check] = {"ground": {"interfaces": interfaces, "addresses": ["169.254.3.4"]}}
    facts["gw"] = {"gateway": {"gateways": []}}
    facts["vantage"] |= {"interfaces": interfaces, "gateways": []}


def silent_gateway(facts: Facts) -> None:
    gateways = [{"address": GATEWAY, "outcome": "silent"}]
    everything_fails(facts, "silent")
    facts["gw"] = {"gateway": {"gateways": gateways}}
    facts["vantage"]["gateways"] = gateways


def no_name(facts: Facts) -> None:
    for answer in facts["dns"]["dns"]["answers"]:
        answer |= {"outcome": "nxdomain", "values": []}
    for check in ("route", *ON_APP):
        failed = {"name": "app.example.com", "outcome": "nxdomain", "addresses": [], "resolver": RESOLVER}
        facts[check] = {"resolve": failed}


def on_app(facts: Facts, **connect: Any) -> None:
    """Change how the application's port answers, for all that connect to it."""
    for check in ON_APP:
        kept = facts[check]["connect"]
        facts[check] = {"resolve": facts[check]["resolve"], "connect": {**kept, **connect}}


def dropped(facts: Facts) -> None:
    on_app(facts, outcome="silent")


def forbidden(facts: Facts) -> None:
    on_app(facts, outcome="unreachable", errno="EHOSTUNREACH")
    hops = [{"ttl": 2, "address": "203.0.113.1", "icmp_type": 3, "icmp_code": 13}]
    for check in ON_APP:
        facts[check]["path"] = {"hops": hops, "is_reached": False}


def refused(facts: Facts) -> None:
    on_app(facts, outcome="refused", errno="ECONNREFUSED")


def on_app_tls(**tls: Any) -> Callable[[Facts], None]:
    """Give a change of what the application's handshake shows."""

    def change(facts: Facts) -> None:
        for check in ("tls", "http", "oidc"):
            facts[check]["tls"] |= tls
            for above in ABOVE:
                facts[check].pop(above, None) if tls.get("outcome", "agreed") != "agreed" else None

    return change


def wrong_clock(facts: Facts) -> None:
    facts["ntp"]["ntp"]["offset_seconds"] = 400 * 86400.0
    # What is true of time elsewhere is so by true time, whatever the clock here says.
    facts["beat"]["metrics"]["series"][0]["value"] += 400 * 86400.0
    late = [
        certificate(
            not_before=(AT + timedelta(days=390)).isoformat(),
            not_after=(AT + timedelta(days=700)).isoformat(),
        )
    ]
    change = on_app_tls(
        outcome="untrusted", is_trusted=True, verify_message="not yet valid", certificates=late
    )
    change(facts)
    for check, stage in (("proxy", "tls"), ("proxy", "direct"), ("mail", "tls")):
        facts[check][stage]["certificates"] = late


def narrow(facts: Facts) -> None:
    for check in ("tls", "http", "oidc"):
        facts[check]["tls"] = {"outcome": "silent", "server_name": "app.example.com"}
        facts[check]["small_segments"] = {"outcome": "agreed", "mss": 1160}
        facts[check].pop("http", None)


def set_in(check: str, stage: str, **changes: Any) -> Callable[[Facts], None]:
    """Give a change of one stage of one check."""

    def change(facts: Facts) -> None:
        facts[check].setdefault(stage, {}).update(changes)

    return change


def answers(**changes: Any) -> Callable[[Facts], None]:
    """Give a change of all answers of the DNS check."""

    def change(facts: Facts) -> None:
        for answer in facts["dns"]["dns"]["answers"]:
            answer.update(changes)

    return change


def half_duplex(facts: Facts) -> None:
    facts["link"]["ground"]["interfaces"][1] |= {"duplex": "half", "mbit": 10}


EXPIRED = certificate(not_after=(AT - timedelta(days=3)).isoformat())
UNTRUSTED = {"outcome": "untrusted", "is_trusted": False, "verify_message": "unable to get local issuer"}
ALONE = certificate(issued_by=None)
ROOT = certificate(subject="CN=Own", issuer="CN=Own", is_self_signed=True, issued_by=1, names=[])

FAULTS = [
    Fault("LINK.DOWN", "link", no_link, ("address", "dhcp", "gw", *OUTSIDE)),
    Fault("ADDRESS.SELF_ASSIGNED", "address", self_assigned, ("dhcp", "gw", *OUTSIDE)),
    Fault("GATEWAY.SILENT", "gw", silent_gateway, OUTSIDE),
    Fault("LINK.SLOW", "link", half_duplex),
    Fault("DNS.NXDOMAIN", "dns", no_name, ("route", *ON_APP)),
    Fault("DNS.SERVFAIL", "dns", answers(outcome="servfail", values=[])),
    Fault("DNS.WRONG_ANSWER", "dns", answers(values=["203.0.113.8"])),
    Fault("TIME.CLOCK_WRONG", "ntp", wrong_clock, ("tls", "http", "oidc", "mail")),
    Fault("TIME.SILENT", "ntp", set_in("ntp", "ntp", outcome="silent")),
    Fault("TIME.UNSYNCHRONISED", "ntp", set_in("ntp", "ntp", leap=3)),
    Fault("TIME.STRATUM", "ntp", set_in("ntp", "ntp", stratum=9)),
    Fault("TCP.SILENT_DROP", "tcp", dropped, ("tls", "http", "oidc")),
    Fault("TCP.REJECTED", "tcp", forbidden, ("tls", "http", "oidc")),
    Fault("TCP.REFUSED", "tcp", refused, ("tls", "http", "oidc")),
    Fault("MTU.BLACKHOLE", "tls", narrow, ABOVE),
    Fault("PROXY.AUTH_NEEDED", "proxy", set_in("proxy", "proxy", outcome="answered", status=407)),
    Fault("PROXY.FORBIDDEN", "proxy", set_in("proxy", "proxy", outcome="answered", status=403)),
    Fault("PROXY.CANNOT_REACH", "proxy", set_in("proxy", "proxy", outcome="answered", status=503)),
    Fault(
        "TLS.INTERCEPTED", "proxy", set_in("proxy", "tls", certificates=[certificate(issuer="CN=Inspector")])
    ),
    Fault(
        "TLS.EXPIRED",
        "tls",
        on_app_tls(outcome="untrusted", is_trusted=None, certificates=[EXPIRED]),
        ABOVE,
    ),
    Fault(
        "TLS.WRONG_HOST",
        "tls",
        on_app_tls(outcome="untrusted", certificates=[certificate(names=["other.example"])]),
        ABOVE,
    ),
    Fault("TLS.MISSING_INTERMEDIATE", "tls", on_app_tls(**UNTRUSTED, certificates=[ALONE]), ABOVE),
    Fault(
        "TLS.SELF_SIGNED",
        "tls",
        on_app_tls(**UNTRUSTED, certificates=[certificate(is_self_signed=True, issued_by=0)]),
        ABOVE,
    ),
    Fault("TLS.UNKNOWN_ROOT", "tls", on_app_tls(**UNTRUSTED, certificates=[certificate(), ROOT]), ABOVE),
    Fault("TLS.WEAK_KEY", "tls", on_app_tls(certificates=[certificate(key="RSA", bits=1024)]), ABOVE),
    Fault("TLS.WEAK_SIGNATURE", "tls", on_app_tls(certificates=[certificate(hash="sha1")]), ABOVE),
    Fault("TLS.NOT_TLS", "tls", on_app_tls(outcome="refused", said="WRONG_VERSION_NUMBER"), ABOVE),
    Fault("TLS.OLD_PROTOCOL", "tls", on_app_tls(outcome="refused", said="ALERT_PROTOCOL_VERSION"), ABOVE),
    Fault("TLS.CLOSED", "tls", on_app_tls(outcome="closed", said="ECONNRESET"), ABOVE),
    Fault("TLS.SILENT", "tls", on_app_tls(outcome="silent"), ABOVE),
    Fault("TLS.UNTRUSTED", "tls", on_app_tls(outcome="untrusted", verify_message="unknown purpose"), ABOVE),
    Fault("HTTP.STATUS", "http", set_in("http", "http", status=503)),
    Fault("HTTP.WORDS", "http", set_in("http", "http", has_words=False)),
    Fault("APP.SILENT", "http", set_in("http", "http", outcome="silent")),
    Fault("APP.SLOW", "http", set_in("http", "http", took_ms=900.0)),
    Fault("OIDC.ISSUER", "oidc", set_in("oidc", "oidc", issuer="https://other.example")),
    Fault("OIDC.METADATA", "oidc", set_in("oidc", "oidc", missing=["jwks_uri"])),
    Fault("SMTP.NO_STARTTLS", "mail", set_in("mail", "smtp", offers_starttls=False)),
    Fault("SMTP.REFUSED", "mail", set_in("mail", "smtp", code=554)),
    Fault("LDAP.OTHER_BASE", "ldap", set_in("ldap", "ldap", bases=["dc=other"])),
    Fault("LDAP.REFUSED", "ldap", set_in("ldap", "ldap", result=1)),
    *(Fault(code, check, change) for code, check, change in FURTHER),
]
