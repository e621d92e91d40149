"""Observations for tests: a healthy site, and every fault as a change of its facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from firstfix.engines.diagnosis import Diagnosis, Observation, Run, Spec, Vantage, diagnose, frozen
from tests.engines.diagnosis.further import AT, CHECKS, further
from tests.engines.diagnosis.spec_texts import checks_of

APP, RESOLVER, CLOCK = "192.0.2.10", "192.0.2.53", "192.0.2.123"
PROXY, GATEWAY = "192.0.2.80", "198.51.100.1"

SITE = checks_of(
    """
[[check]]
id = "link"
kind = "link"
min_mbit = 100
[[check]]
id = "address"
kind = "address"
expect.network = "198.51.100.0/24"
needs = ["link"]
[[check]]
id = "gw"
kind = "gateway"
needs = ["address"]
[[check]]
id = "route"
kind = "route"
host = "app.example.com"
[[check]]
id = "dns"
kind = "dns"
name = "app.example.com"
expect.values = ["192.0.2.10"]
resolvers = ["system", "192.0.2.54"]
needs = ["gw"]
[[check]]
id = "ntp"
kind = "ntp"
host = "192.0.2.123"
needs = ["gw"]
[[check]]
id = "tcp"
kind = "tcp"
host = "app.example.com"
port = 443
needs = ["dns"]
[[check]]
id = "proxy"
kind = "proxy"
proxy = "http://192.0.2.80:3128"
connect = "api.example.com:443"
compare_direct = true
[[check]]
id = "tls"
kind = "tls"
host = "app.example.com"
needs = ["tcp", "ntp"]
[[check]]
id = "http"
kind = "http"
host = "app.example.com"
port = 443
expect.contains = "ready"
max_ms = 500
needs = ["tls"]
[[check]]
id = "oidc"
kind = "oidc"
host = "app.example.com"
needs = ["tls"]
[[check]]
id = "mail"
kind = "smtp"
host = "mail.example.com"
[[check]]
id = "ldap"
kind = "ldap"
host = "ldap.example.com"
expect.base = "dc=example,dc=com"
"""
    + CHECKS
)


def certificate(**changes: Any) -> dict[str, Any]:
    """Give the facts of a good certificate."""
    return {
        "subject": "CN=app.example.com",
        "issuer": "CN=Example Issuing CA",
        "serial": "1A",
        "names": ["app.example.com", "mail.example.com", "ldap.example.com", "api.example.com"],
        "ips": [],
        "not_before": (AT - timedelta(days=30)).isoformat(),
        "not_after": (AT + timedelta(days=300)).isoformat(),
        "key": "EC",
        "bits": 256,
        "hash": "sha256",
        "is_ca": False,
        "is_self_signed": False,
        "issued_by": 1,
        "issuer_urls": [],
        "fingerprint": "ab",
        **changes,
    }


def chain() -> list[dict[str, Any]]:
    """Give the facts of a good chain of two."""
    names = {"subject": "CN=Example Issuing CA", "issuer": "CN=Example Root"}
    return [certificate(), certificate(**names, names=[], is_ca=True, issued_by=None)]


def reached(name: str, address: str, port: int) -> dict[str, Any]:
    """Give the facts of a name that was resolved and a port that was reached."""
    return {
        "resolve": {"name": name, "outcome": "answered", "addresses": [address], "resolver": RESOLVER},
        "connect": {
            "host": name,
            "address": address,
            "port": port,
            "outcome": "open",
            "took_ms": 3.0,
            "source": "198.51.100.7",
        },
    }


def agreed(name: str) -> dict[str, Any]:
    """Give the facts of a good handshake."""
    return {
        "outcome": "agreed",
        "server_name": name,
        "version": "TLSv1.3",
        "is_trusted": True,
        "certificates": chain(),
    }


INTERFACES = [
    {"name": "lo", "is_up": True, "is_loopback": True, "addresses": ["127.0.0.1/8"]},
    {
        "name": "eth0",
        "is_up": True,
        "has_carrier": True,
        "is_loopback": False,
        "mbit": 1000,
        "duplex": "full",
        "addresses": ["198.51.100.7/24", "fe80::1/64"],
    },
]


def healthy() -> dict[str, dict[str, Any]]:
    """Give the facts of every check of SITE where all is well, and of the vantage under ``vantage``."""
    return {**network(), **further()}


def network() -> dict[str, dict[str, Any]]:
    """Give the facts of the network and of what is reached over it."""
    app = ("app.example.com", APP, 443)
    ground = {"interfaces": INTERFACES, "addresses": ["198.51.100.7"]}
    gateways = [{"address": GATEWAY, "interface": "eth0", "outcome": "answered"}]
    answer = {
        "name": "app.example.com",
        "type": "A",
        "outcome": "answered",
        "values": [APP],
        "took_ms": 2.0,
        "canary": {"outcome": "nxdomain", "values": []},
    }
    page = {"outcome": "answered", "status": 200, "took_ms": 20.0, "has_words": True}
    metadata = {"is_json": True, "missing": [], "issuer": "https://app.example.com"}
    tunnel = {
        "outcome": "open",
        "proxy": "http://192.0.2.80:3128",
        "host": "api.example.com",
        "port": 443,
        "status": 200,
        "has_credentials": False,
        "schemes": [],
    }
    facts = {
        "vantage": {
            "is_known": True,
            "interfaces": INTERFACES,
            "gateways": gateways,
            "source": "198.51.100.7",
        },
        "link": {"ground": ground},
        "address": {"ground": ground},
        "gw": {"gateway": {"gateways": gateways}},
        "route": {**reached(*app), "path": {"is_reached": True, "hops": [], "hop_count": 3}},
        "dns": {"dns": {"answers": [{**answer, "resolver": RESOLVER}, {**answer, "resolver": "192.0.2.54"}]}},
        "ntp": {
            "ntp": {"outcome": "answered", "address": CLOCK, "offset_seconds": 0.01, "stratum": 2, "leap": 0}
        },
        "tcp": reached(*app),
        "proxy": {
            **reached("192.0.2.80", PROXY, 3128),
            "proxy": tunnel,
            "direct": {"certificates": chain()},
            "tls": agreed("api.example.com"),
        },
        "tls": {**reached(*app), "tls": agreed(app[0])},
        "http": {**reached(*app), "tls": agreed(app[0]), "http": page},
        "oidc": {**reached(*app), "tls": agreed(app[0]), "http": page, "oidc": metadata},
        "mail": {
            **reached("mail.example.com", "192.0.2.25", 25),
            "tls": agreed("mail.example.com"),
            "smtp": {"outcome": "answered", "code": 220, "said": "ready", "offers_starttls": True},
        },
        "ldap": {
            **reached("ldap.example.com", "192.0.2.89", 389),
            "ldap": {"outcome": "answered", "result": 0, "bases": ["dc=example,dc=com"]},
        },
    }
    # No two checks share a part, as if each had been observed for itself.
    whole: dict[str, dict[str, Any]] = json.loads(json.dumps(facts))
    return whole


def run_of(facts: Mapping[str, Mapping[str, Any]], spec: Spec = SITE) -> Run:
    """Give the run in which these facts were observed."""
    kinds = {check.id: check.kind for check in spec.checks}
    observations = {
        name: Observation(name, kinds[name], AT, 5.0, frozen(seen))
        for name, seen in facts.items()
        if name in kinds
    }
    vantage = Vantage(frozen(facts.get("vantage", {})))
    return Run(spec.name, spec.version, spec.digest, "Basel", "0.1.0", AT, 100.0, vantage, observations)


def judged(facts: Mapping[str, Mapping[str, Any]], spec: Spec = SITE) -> Diagnosis:
    """Give the diagnosis of facts."""
    return diagnose(spec, run_of(facts, spec))


def codes_of(diagnosis: Diagnosis) -> list[str]:
    """Give the codes of the findings in their order."""
    return [finding.code for finding in diagnosis.findings]
