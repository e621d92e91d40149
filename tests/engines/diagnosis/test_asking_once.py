"""What two findings ask the same people for is asked for once, and names every check that waits for it."""

from __future__ import annotations

from typing import Any

from firstfix.cli.preflighting.telling import report_lines
from firstfix.engines.diagnosis import Diagnosis
from firstfix.engines.diagnosis.document import diagnosis_document
from tests.engines.diagnosis.observed import healthy, judged, run_of
from tests.engines.diagnosis.spec_texts import checks_of

RESOLVER = "192.0.2.53"
NAMES = checks_of(
    """
[[check]]
id = "long"
kind = "dns"
name = "long.example.com"
resolvers = ["192.0.2.53"]
[[check]]
id = "longer"
kind = "dns"
name = "longer.example.com"
resolvers = ["192.0.2.53"]
[[check]]
id = "app"
kind = "tcp"
host = "192.0.2.9"
port = 443
needs = ["longer"]
"""
)


def two_long_names() -> Diagnosis:
    """Give two names that are too long for UDP, at a resolver whose TCP port is closed by a firewall."""
    facts: dict[str, dict[str, Any]] = {"vantage": {"is_known": True, "source": "198.51.100.7"}}
    for check in ("long", "longer"):
        answer = {"name": f"{check}.example.com", "type": "TXT", "resolver": RESOLVER, "outcome": "truncated"}
        facts[check] = {"dns": {"answers": [answer]}}
    return judged(facts, NAMES)


def test_the_same_firewall_found_by_two_names_is_asked_once() -> None:
    first, second = two_long_names().findings
    assert {first.code, second.code} == {"DNS.TCP_BLOCKED"}
    assert (first.request.asked_at, second.request.asked_at) == ("", first.check_id)
    assert first.request.checks == ("long", "longer") == second.request.checks


def test_programs_see_which_request_counts() -> None:
    told = diagnosis_document(two_long_names())["findings"]
    assert [one["request"]["asked_at"] for one in told] == ["", told[0]["check"]]
    assert all(one["request"]["checks"] for one in told)


def test_a_report_asks_once_and_says_where() -> None:
    diagnosis, facts = two_long_names(), {"vantage": {"is_known": True}}
    lines = "\n".join(report_lines(NAMES, run_of(facts, NAMES), diagnosis))
    assert lines.count("Please allow TCP port 53") == 1
    assert "asked for once, with what long shows" in lines


def test_two_ports_of_one_host_are_two_requests() -> None:
    facts = healthy()
    for check, port in (("mail", 25), ("ldap", 389)):
        connect = {"host": "h", "address": "192.0.2.99", "port": port, "outcome": "refused", "errno": "x"}
        facts[check] = {"connect": connect}
    assert [one.request.asked_at for one in judged(facts).findings] == ["", ""]


def test_what_is_to_be_mended_differs_by_what_is_wrong_with_it() -> None:
    facts = healthy()
    for check, status in (("http", 404), ("oidc", 503)):
        facts[check]["http"] |= {"status": status}
        facts[check].pop("oidc", None)
    asked = [(one.request.action, one.request.asked_at) for one in judged(facts).findings]
    assert ("mend_service", "") in asked
    assert all(not at for _action, at in asked)
