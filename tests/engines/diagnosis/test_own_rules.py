"""What a laptop stands in the way of itself, told from what the way does; and answers from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from firstfix.engines.diagnosis import Finding, Status
from tests.engines.diagnosis.faults import everything_fails, on_app
from tests.engines.diagnosis.observed import APP, AT, CLOCK, GATEWAY, INTERFACES, RESOLVER, healthy, judged
from tests.engines.diagnosis.spec_texts import checks_of

Facts = dict[str, dict[str, Any]]
LEFT, KEPT = {"tcp": "expired", "udp": "expired"}, {"tcp": "silent", "udp": "expired"}
STALE = "192.0.2.99"


def found(facts: Facts) -> list[tuple[str, str]]:
    return [(one.code, one.check_id) for one in judged(facts).findings]


def silent_here(facts: Facts, outcome: str = "silent", **here: Any) -> None:
    on_app(facts, outcome=outcome, errno="timeout")
    for check in ("tcp", "tls", "http", "oidc"):
        facts[check]["here"] = here


@pytest.mark.parametrize(
    ("here", "code"),
    [
        ({"kept_out": 3, "kept_in": 0, "first_hop": KEPT}, "TCP.LOCAL_BLOCK"),
        ({"kept_out": 3, "kept_in": 0, "first_hop": LEFT}, "TCP.SILENT_DROP"),
        ({"kept_out": 3, "kept_in": 0, "first_hop": {"tcp": "silent", "udp": "silent"}}, "TCP.SILENT_DROP"),
        ({"kept_out": 0, "kept_in": 0, "first_hop": KEPT}, "TCP.SILENT_DROP"),
        ({"kept_out": 0, "kept_in": 9, "answers_kept": 12, "tries": 12}, "TCP.LOCAL_BLOCK"),
        ({"kept_out": 0, "kept_in": 9, "answers_kept": 3, "tries": 12}, "TCP.SILENT_DROP"),
        ({}, "TCP.SILENT_DROP"),
    ],
)
def test_silence_is_this_computer_s_only_where_its_counters_and_the_first_hop_say_so(
    here: dict[str, Any], code: str
) -> None:
    facts = healthy()
    silent_here(facts, **here)
    assert found(facts) == [(code, "tcp")]


@pytest.mark.parametrize(("kept_out", "code"), [(2, "TCP.LOCAL_BLOCK"), (0, "TCP.REFUSED")])
def test_a_refusal_before_the_first_hop_is_this_computer_s(kept_out: int, code: str) -> None:
    facts = healthy()
    first_hop = {"tcp": "refused", "udp": "expired"}
    silent_here(facts, "refused", kept_out=kept_out, kept_in=0, first_hop=first_hop)
    assert found(facts) == [(code, "tcp")]


@pytest.mark.parametrize(
    ("drops", "is_excluded"),
    [({"kept_out": 0, "kept_in": 0}, True), ({"kept_out": 0, "kept_in": 4}, False), ({}, False)],
)
def test_whether_a_firewall_of_this_computer_is_excluded_is_said_with_what_says_so(
    drops: dict[str, int], is_excluded: bool
) -> None:
    facts = healthy()
    facts["vantage"]["drops"] = drops
    on_app(facts, outcome="silent")
    (finding,) = judged(facts).findings
    cause = finding.cause
    assert ("FIREWALL.HERE" in [one.code for one in cause.excluded]) is is_excluded
    assert ("FIREWALL.HERE" in [one.code for one in cause.not_excluded]) is not is_excluded
    told = (*cause.excluded, *cause.not_excluded)
    assert all(one.because.value for one in told)


def denied_time(facts: Facts) -> None:
    facts["ntp"] = {"ntp": {"outcome": "denied", "errno": "EPERM", "address": CLOCK, "port": 123}}


def elsewhere_time(facts: Facts) -> None:
    asked = {"outcome": "other_sender", "address": CLOCK, "port": 123}
    facts["ntp"] = {"ntp": {**asked, "sender": "192.0.2.1", "sender_port": 123}}


def names(**answer: Any) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        for one in facts["dns"]["dns"]["answers"]:
            one |= {"values": [], **answer}

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (denied_time, [("UDP.LOCAL_BLOCK", "ntp")]),
        (elsewhere_time, [("UDP.OTHER_SENDER", "ntp")]),
        (names(outcome="denied", errno="EPERM"), [("DNS.LOCAL_BLOCK", "dns")]),
        (
            names(outcome="other_sender", sender="192.0.2.1", sender_port=53),
            [("DNS.OTHER_SENDER", "dns"), ("DNS.OTHER_SENDER", "dns")],
        ),
    ],
)
def test_questions_that_never_left_and_answers_from_elsewhere_are_told(
    change: Callable[[Facts], None], told: list[tuple[str, str]]
) -> None:
    facts = healthy()
    change(facts)
    assert found(facts) == told


def test_a_resolver_whose_answer_nobody_can_read_passes_no_check() -> None:
    facts = healthy()
    names(outcome="error")(facts)
    verdicts = {one.check_id: one.status for one in judged(facts).verdicts}
    assert verdicts["dns"] is Status.UNKNOWN


def test_what_stands_behind_a_name_that_was_not_found_is_not_judged() -> None:
    facts = healthy()
    failed = {"name": "app.example.com", "outcome": "error", "addresses": [], "resolver": RESOLVER}
    facts["http"] = {"resolve": failed}
    diagnosis = judged(facts)
    assert diagnosis.findings == ()
    assert {one.check_id: one.status for one in diagnosis.verdicts}["http"] is Status.UNKNOWN


def kept_from(facts: Facts, *checks: str) -> None:
    for number, check in enumerate(checks):
        address = f"192.0.2.{number + 1}"
        connect = {"host": address, "address": address, "port": 25, "outcome": "silent"}
        facts[check] = {"connect": connect, "here": {"kept_out": 9, "kept_in": 0, "first_hop": KEPT}}


def test_three_hosts_that_this_computer_keeps_are_one_rule_of_it() -> None:
    facts = healthy()
    kept_from(facts, "tcp", "mail", "ldap")
    assert [code for code, _check in found(facts)] == ["FIREWALL.HERE"]


def test_two_hosts_that_it_keeps_are_two_rules() -> None:
    facts = healthy()
    kept_from(facts, "mail", "ldap")
    assert [code for code, _check in found(facts)] == ["TCP.LOCAL_BLOCK", "TCP.LOCAL_BLOCK"]


@pytest.mark.parametrize(("kept_in", "is_here"), [(400, True), (1, False)])
def test_nobody_answers_because_this_computer_takes_no_answers(kept_in: int, is_here: bool) -> None:
    facts = healthy()
    everything_fails(facts, "silent")
    facts["vantage"]["drops"] = {"kept_out": 0, "kept_in": kept_in}
    kept_from(facts, "tcp", "mail", "ldap")
    for check in ("tcp", "mail", "ldap"):
        facts[check].pop("here")
    for check in [*facts]:
        # Whoever else of the site is silent is silent in the same way.
        if facts[check].get("connect", {}).get("outcome") == "open":
            facts[check] = {"connect": {**facts[check]["connect"], "outcome": "silent"}}
    codes = {code for code, _check in found(facts)}
    assert ("FIREWALL.HERE" in codes) is is_here
    assert ("ROUTE.DEAD" in codes) is not is_here


def filed(facts: Facts, **connect: Any) -> None:
    otherwise = {"resolver": RESOLVER, "outcome": "answered", "addresses": [APP]}
    for check in ("tcp", "tls", "http", "oidc"):
        resolve = {**facts[check]["resolve"], "addresses": [STALE], "resolver": "this computer"}
        facts[check]["resolve"] = {**resolve, "is_filed": True, "otherwise": otherwise}
        facts[check]["connect"] |= {"address": STALE, **connect}
        if connect:
            facts[check] = {stage: facts[check][stage] for stage in ("resolve", "connect")}


def test_an_entry_in_the_file_of_hosts_is_the_cause_only_where_it_leads_astray() -> None:
    facts = healthy()
    filed(facts, outcome="silent", errno="timeout")
    (finding,) = judged(facts).findings
    assert (finding.code, finding.request.action) == ("DNS.OVERRIDDEN", "remove_hosts_entry")
    assert STALE in finding.request.text
    well = healthy()
    filed(well)
    assert found(well) == []


def gateways(*told: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [{"address": name, "outcome": outcome, "metric": metric} for name, outcome, metric in told]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (gateways((GATEWAY, "answered", 100), ("198.51.100.9", "silent", 50)), ["GATEWAY.UNEXPECTED"]),
        (gateways((GATEWAY, "answered", 50), ("198.51.100.9", "silent", 100)), []),
        (gateways((GATEWAY, "answered", 0), ("fe80::2", "unknown", 1024)), []),
    ],
)
def test_of_several_gateways_the_one_that_packets_go_to_is_judged(
    known: list[dict[str, Any]], told: list[str]
) -> None:
    spec = checks_of(f'[[check]]\nid = "gw"\nkind = "gateway"\nexpect.address = "{GATEWAY}"')
    facts = {"vantage": {"is_known": True, "gateways": known}, "gw": {"gateway": {"gateways": known}}}
    assert [one.code for one in judged(facts, spec).findings] == told


def deaf(gateway: str, offers: str) -> list[Finding]:
    spec = checks_of('[[check]]\nid = "gw"\nkind = "gateway"\n[[check]]\nid = "offer"\nkind = "dhcp"')
    known = gateways((GATEWAY, gateway, 0))
    vantage = {"is_known": True, "gateways": known, "interfaces": INTERFACES}
    facts = {
        "vantage": vantage,
        "gw": {"gateway": {"gateways": known}},
        "offer": {"dhcp": {"interface": "eth0", "outcome": offers, "offers": []}},
    }
    return [*judged(facts, spec).findings]


def test_a_port_on_which_nobody_at_all_answers_is_one_cause() -> None:
    assert [one.code for one in deaf("silent", "silent")] == ["LINK.DEAF"]
    assert [one.code for one in deaf("answered", "silent")] == ["DHCP.SILENT"]


def test_a_way_that_this_computer_ends_itself_is_its_own() -> None:
    facts = healthy()
    on_app(facts, outcome="unreachable", errno="EINVAL", said="invalid argument")
    assert [code for code, _check in found(facts)] == ["ROUTE.OWN"]


def test_who_makes_answers_up_is_the_one_cause_of_what_it_does_not_know() -> None:
    facts = healthy()
    canary = {"outcome": "answered", "values": ["192.0.2.200"]}
    facts["dns"]["dns"]["answers"][0] |= {"outcome": "nxdomain", "values": [], "canary": canary}
    assert [code for code, _check in found(facts)] == ["DNS.HIJACKED"]


@pytest.mark.parametrize(
    ("has_given", "schemes", "code"),
    [
        (True, ["NTLM"], "PROXY.AUTH_SCHEME"),
        (True, ["Basic", "Negotiate"], "PROXY.AUTH_REFUSED"),
        (False, ["NTLM"], "PROXY.AUTH_NEEDED"),
        (True, [], "PROXY.AUTH_REFUSED"),
    ],
)
def test_a_proxy_that_takes_no_password_is_told_from_one_that_refuses_it(
    has_given: bool, schemes: list[str], code: str
) -> None:
    facts = healthy()
    proxy = {**facts["proxy"]["proxy"], "outcome": "answered", "status": 407}
    facts["proxy"]["proxy"] = {**proxy, "has_credentials": has_given, "schemes": schemes}
    facts["proxy"] = {stage: facts["proxy"][stage] for stage in ("resolve", "connect", "proxy")}
    assert [each for each, _check in found(facts)] == [code]


@pytest.mark.parametrize(
    ("pages", "code"),
    [((0, 1), "TIME.SERVER_WRONG"), ((7200, 7201), "TIME.CLOCK_WRONG"), ((0,), "TIME.CLOCK_WRONG")],
)
def test_pages_that_agree_with_this_computer_convict_the_time_server(
    pages: tuple[int, ...], code: str
) -> None:
    facts = healthy()
    facts["ntp"]["ntp"]["offset_seconds"] = 7200.0
    for check, seconds in zip(("http", "oidc"), pages, strict=False):
        facts[check]["http"]["date"] = (AT + timedelta(seconds=seconds)).isoformat()
    assert code in [each for each, _check in found(facts)]


def test_a_family_that_does_not_answer_is_a_warning_told_once() -> None:
    facts = healthy()
    for check in ("tcp", "tls", "http", "oidc"):
        facts[check]["connect"]["beside"] = {"address": "2001:db8::10", "outcome": "silent", "family": "IPv6"}
    (finding,) = judged(facts).findings
    assert (finding.code, finding.status) == ("TCP.FAMILY_SILENT", Status.WARN)
    assert "2001:db8::10" in finding.request.text


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (["198.51.100.7/24", "fe80::1/64"], ["ADDRESS.NO_IPV6"]),
        (["198.51.100.7/24", "2001:db8:bad::7/64"], ["ADDRESS.UNEXPECTED"]),
        (["198.51.100.7/24", "2001:db8:1::7/64"], []),
    ],
)
def test_addresses_are_judged_by_the_family_of_the_network(addresses: list[str], told: list[str]) -> None:
    spec = checks_of(
        """
[[check]]
id = "six"
kind = "address"
expect.network = "2001:db8:1::/64"
[[check]]
id = "four"
kind = "tcp"
host = "192.0.2.9"
port = 443
"""
    )
    own = [{**INTERFACES[1], "addresses": addresses}]
    ground = {"interfaces": own, "addresses": addresses}
    connect = {"host": "192.0.2.9", "address": "192.0.2.9", "port": 443, "outcome": "silent"}
    facts: Facts = {"vantage": {"is_known": True, "interfaces": own}, "six": {"ground": ground}}
    assert [one.code for one in judged({**facts, "four": {}}, spec).findings] == told
    # A silent host of the other family is none of its business.
    with_four = [one.code for one in judged({**facts, "four": {"connect": connect}}, spec).findings]
    assert len(with_four) == len(told) + 1


@pytest.mark.parametrize(
    ("family", "told"),
    [("IPv6", ["ADDRESS.UNEXPECTED"]), ("IPv4", ["ADDRESS.UNEXPECTED", "TCP.FAMILY_SILENT"])],
)
def test_a_family_that_has_the_wrong_address_here_is_silent_for_that(family: str, told: list[str]) -> None:
    spec = checks_of(
        """
[[check]]
id = "six"
kind = "address"
expect.network = "2001:db8:1::/64"
[[check]]
id = "both"
kind = "tcp"
host = "app.example.com"
port = 443
"""
    )
    addresses = ["198.51.100.7/24", "2001:db8:bad::7/64"]
    own = [{**INTERFACES[1], "addresses": addresses}]
    silent, open_ = ("2001:db8::10", APP) if family == "IPv6" else (APP, "2001:db8::10")
    beside = {"address": silent, "outcome": "silent", "family": family}
    connect = {"host": "app.example.com", "address": open_, "port": 443, "outcome": "open", "beside": beside}
    facts: Facts = {
        "vantage": {"is_known": True, "interfaces": own},
        "six": {"ground": {"interfaces": own, "addresses": addresses}},
        "both": {"connect": connect},
    }
    assert [one.code for one in judged(facts, spec).findings] == told
