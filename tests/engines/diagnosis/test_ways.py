"""Ways that are wrong: forbidden, unknown to a router, wrong on this computer, open for connections only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.diagnosis.faults import everything_fails, on_app
from tests.engines.diagnosis.observed import APP, GATEWAY, INTERFACES, codes_of, healthy, judged

OWN, NEXT = "198.51.100.7", "198.51.100.99"
Facts = dict[str, dict[str, Any]]


def said(code: int, by: str = "203.0.113.1") -> dict[str, object]:
    return {"icmp_type": 3, "icmp_code": code, "address": by}


def found(facts: Facts) -> list[tuple[str, str]]:
    return [(one.code, one.check_id) for one in judged(facts).findings]


@pytest.mark.parametrize("code", [0, 1, 6, 7])
def test_who_calls_one_port_of_a_host_unreachable_that_answers_forbids_it(code: int) -> None:
    facts = healthy()
    on_app(facts, outcome="unreachable", errno="EHOSTUNREACH", icmp=said(code))
    assert found(facts) == [("TCP.REJECTED", "tcp")]


@pytest.mark.parametrize("code", [9, 10, 13, 3])
def test_what_this_computer_itself_forbids_is_not_the_network_s(code: int) -> None:
    facts = healthy()
    on_app(facts, outcome="unreachable", errno="EHOSTUNREACH", icmp=said(code, by=OWN))
    assert found(facts) == [("TCP.LOCAL_BLOCK", "tcp")]


@pytest.mark.parametrize(
    ("code", "named"), [(13, "ROUTE.FORBIDDEN"), (9, "ROUTE.FORBIDDEN"), (0, "ROUTE.UNREACHABLE")]
)
def test_one_router_that_says_so_once_explains_why_nobody_answers(code: int, named: str) -> None:
    facts = healthy()
    everything_fails(facts, "silent")
    for number, check in enumerate(("tcp", "mail", "ldap")):
        address = f"192.0.2.{number + 1}"
        facts[check] = {"connect": {"host": address, "address": address, "port": 25, "outcome": "silent"}}
    facts["ldap"]["connect"] |= {"outcome": "unreachable", "icmp": said(code)}
    assert named in codes_of(judged(facts))
    assert "ROUTE.DEAD" not in codes_of(judged(facts))


def test_a_router_is_heard_whichever_packet_it_speaks_of() -> None:
    facts = healthy()
    everything_fails(facts, "silent")
    for number, check in enumerate(("tcp", "mail", "ldap")):
        address = f"192.0.2.{number + 1}"
        facts[check] = {"connect": {"host": address, "address": address, "port": 25, "outcome": "silent"}}
    facts["dns"]["dns"]["answers"][0]["canary"] = {"outcome": "unreachable", "values": [], "icmp": said(13)}
    assert "ROUTE.FORBIDDEN" in codes_of(judged(facts))


def lost(facts: Facts, check: str) -> None:
    kept = facts[check]["connect"]
    facts[check] = {"resolve": facts[check]["resolve"], "connect": {**kept, "outcome": "silent"}}


ROUTES = [
    ({"network": "192.0.2.89/32", "gateway": NEXT, "outcome": "silent"}, "ROUTE.OWN"),
    ({"network": "192.0.2.89/32", "gateway": "", "is_rejected": True}, "ROUTE.OWN"),
    # Whose next hop answers may be right, and so may one to another network.
    ({"network": "192.0.2.89/32", "gateway": NEXT, "outcome": "answered"}, "TCP.NO_ANSWER"),
    ({"network": "10.0.0.0/8", "gateway": NEXT, "outcome": "silent"}, "TCP.NO_ANSWER"),
]


@pytest.mark.parametrize(("route", "code"), ROUTES)
def test_a_route_of_this_computer_is_the_cause_where_nobody_is_behind_it(route: Any, code: str) -> None:
    facts = healthy()
    lost(facts, "ldap")
    facts["vantage"]["routes"] = [route]
    assert {one.code for one in judged(facts).findings} == {code}


def test_the_longest_route_counts() -> None:
    facts = healthy()
    lost(facts, "ldap")
    facts["vantage"]["routes"] = [
        {"network": "192.0.0.0/16", "gateway": NEXT, "outcome": "silent"},
        {"network": "192.0.2.0/24", "gateway": GATEWAY, "outcome": "answered"},
    ]
    assert "ROUTE.OWN" not in codes_of(judged(facts))


@pytest.mark.parametrize(("bits", "is_found"), [(24, False), (25, False), (5, True)])
def test_a_mask_that_is_too_wide_is_the_one_cause_of_all_silence(bits: int, is_found: bool) -> None:
    facts = healthy()
    everything_fails(facts, "silent")
    interfaces = [INTERFACES[0], {**INTERFACES[1], "addresses": [f"{OWN}/{bits}"]}]
    for where in (facts["link"]["ground"], facts["address"]["ground"], facts["vantage"]):
        where["interfaces"] = interfaces
    assert ("ADDRESS.WIDE_MASK" in codes_of(judged(facts))) is is_found


def test_a_wide_mask_is_no_fault_where_hosts_answer_all_the_same() -> None:
    facts = healthy()
    interfaces = [INTERFACES[0], {**INTERFACES[1], "addresses": [f"{OWN}/5"]}]
    for where in (facts["link"]["ground"], facts["address"]["ground"], facts["vantage"]):
        where["interfaces"] = interfaces
    assert judged(facts).findings == ()


@pytest.mark.parametrize(("is_swallowed", "code"), [(True, "TCP.SWALLOWED"), (False, "TLS.SILENT")])
def test_what_nobody_acknowledges_is_dropped_on_the_way(is_swallowed: bool, code: str) -> None:
    facts = healthy()
    for check in ("tls", "http", "oidc"):
        facts[check]["tls"] = {
            "outcome": "silent",
            "server_name": "app.example.com",
            "is_swallowed": is_swallowed,
        }
        facts[check].pop("http", None)
    assert found(facts) == [(code, "tls")]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("silent", "PROXY.SILENT"), ("closed", "PROXY.CANNOT_REACH"), ("refused", "PROXY.CANNOT_REACH")],
)
def test_a_tunnel_that_is_opened_and_carries_nothing_is_the_proxy_s(outcome: str, code: str) -> None:
    facts = healthy()
    facts["proxy"]["tls"] = {"outcome": outcome}
    assert found(facts) == [(code, "proxy")]
    assert APP not in str(judged(facts).findings[0].request)
