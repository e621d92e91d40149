"""Every fault is found once, at the check that shows it; what it takes along is blocked by it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis import CODES, Diagnosis, Status, diagnose, exit_code_of
from firstfix.engines.diagnosis.run_file import read_run, write_run
from tests.engines.diagnosis.faults import FAULTS, Fault
from tests.engines.diagnosis.observed import APP, AT, SITE, codes_of, healthy, judged, run_of
from tests.engines.diagnosis.spec_texts import checks_of

CHECKS = [check.id for check in SITE.checks]


def facts_with(*faults: Fault) -> dict[str, dict[str, object]]:
    facts = healthy()
    for fault in faults:
        fault.change(facts)
    return facts


def statuses(diagnosis: Diagnosis) -> dict[str, Status]:
    return {verdict.check_id: verdict.status for verdict in diagnosis.verdicts}


def asked_from(address: str) -> str:
    """Give the address that a request names as the one from which nothing got through."""
    spec = checks_of(f'[[check]]\nid = "six"\nkind = "tcp"\nhost = "{address}"\nport = 443')
    silent = {"host": address, "address": address, "port": 443, "outcome": "silent", "errno": "timeout"}
    vantage = {"source": "192.0.2.2", "addresses": ["192.0.2.2/24", "fe80::2/64", "2001:db8::2/64"]}
    (finding,) = judged({"six": {"connect": silent}, "vantage": vantage}, spec).findings
    return finding.request.source


def test_a_request_names_an_own_address_that_can_speak_to_the_other() -> None:
    assert asked_from("198.51.100.7") == "192.0.2.2"
    assert asked_from("2001:db8:1::7") == "2001:db8::2"


def test_a_name_that_is_not_found_is_proven_by_the_answer() -> None:
    spec = checks_of('[[check]]\nid = "clock"\nkind = "ntp"\nhost = "clock.example"')
    answer = {"name": "clock.example", "outcome": "nxdomain", "addresses": [], "resolver": "192.0.2.53"}
    (finding,) = judged({"clock": {"resolve": answer}}, spec).findings
    assert [proof.value for proof in finding.request.proof] == ["(clock.example 192.0.2.53 nxdomain)"]


def test_a_healthy_site_has_no_finding_and_passes() -> None:
    diagnosis = judged(healthy())
    assert diagnosis.findings == ()
    assert set(statuses(diagnosis).values()) == {Status.PASS}
    assert exit_code_of(diagnosis) == 0


@given(
    offset=st.floats(-1.9, 1.9),
    took=st.floats(0, 499),
    silent_hops=st.integers(0, 16),
    idle=st.lists(st.sampled_from(["wlan0", "docker0", "tun0"]), unique=True),
    ttl=st.integers(1, 5),
    days=st.integers(31, 800),
)
def test_what_differs_from_site_to_site_is_no_fault(
    offset: float, took: float, silent_hops: int, idle: list[str], ttl: int, days: int
) -> None:
    """Slow but fast enough, routers that say nothing, adapters without a cable, clocks nearly right."""
    facts = healthy()
    facts["ntp"]["ntp"].update(offset_seconds=offset, stratum=ttl)
    for check in ("http", "oidc"):
        facts[check]["http"]["took_ms"] = took
        facts[check]["tls"]["certificates"][0]["not_after"] = (AT + timedelta(days=days, hours=1)).isoformat()
    facts["route"]["path"] = {"is_reached": silent_hops == 0, "hops": [], "hop_count": 0}
    unplugged = [
        {"name": name, "is_up": True, "has_carrier": False, "is_loopback": False, "addresses": []}
        for name in idle
    ]
    for where in (facts["link"]["ground"], facts["address"]["ground"], facts["vantage"]):
        where["interfaces"] = [*unplugged, *where["interfaces"]]
    assert judged(facts).findings == ()


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.code}-{fault.at}" for fault in FAULTS])
def test_a_fault_is_found_once_and_takes_its_dependents_along(fault: Fault) -> None:
    diagnosis = judged(facts_with(fault))
    assert codes_of(diagnosis) == [fault.code]
    (finding,) = diagnosis.findings
    assert finding.check_id == fault.at
    assert set(finding.affected) == set(fault.takes)
    blocked = {one.check_id: one.blocked_by for one in diagnosis.verdicts if one.status is Status.BLOCKED}
    assert blocked == dict.fromkeys(fault.takes, fault.at)


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.code}-{fault.at}" for fault in FAULTS])
def test_a_finding_is_a_sentence_with_proof_and_a_whole_request(fault: Fault) -> None:
    (finding,) = judged(facts_with(fault)).findings
    for text in (finding.text(), finding.request.text):
        assert text.endswith(".")
        assert "{" not in text
        assert "None" not in text
    assert finding.cause.evidence
    request = finding.request
    assert request.who
    assert request.action
    assert request.source == "198.51.100.7"
    assert request.target
    assert request.proof == finding.cause.evidence
    if request.action == "allow":
        assert request.port
        assert request.protocol in {"tcp", "udp"}


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.code}-{fault.at}" for fault in FAULTS])
def test_the_exit_code_follows_the_gravest(fault: Fault) -> None:
    assert exit_code_of(judged(facts_with(fault))) == (4 if CODES[fault.code].is_warning else 3)


@given(st.permutations(CHECKS), st.sampled_from(FAULTS))
def test_the_judgement_is_the_same_in_whatever_order_things_were_seen(order: list[str], fault: Fault) -> None:
    facts = facts_with(fault)
    shuffled = {name: facts[name] for name in [*order, "vantage"]}
    assert judged(shuffled) == judged(facts)


@given(st.lists(st.sampled_from(FAULTS), max_size=4, unique_by=lambda fault: fault.at))
def test_a_blocked_check_shows_no_finding_and_is_blocked_by_one_that_does(faults: list[Fault]) -> None:
    try:
        facts = facts_with(*faults)
    except (KeyError, IndexError):
        # One fault left nothing of what another one changes.
        return
    diagnosis = judged(facts)
    shown = {finding.check_id for finding in diagnosis.findings}
    keys = [finding.cause.key for finding in diagnosis.findings]
    assert len(keys) == len(set(keys))
    for verdict in diagnosis.verdicts:
        if verdict.status is Status.BLOCKED:
            assert verdict.blocked_by in shown
            assert verdict.blocked_by != verdict.check_id
            assert verdict.check_id not in {
                one.check_id for one in diagnosis.findings if not one.cause.code.is_warning
            }
    assert shown >= {one.check_id for one in diagnosis.verdicts if one.status in {Status.FAIL, Status.WARN}}


INDEPENDENT = [
    fault
    for fault in FAULTS
    if fault.at in {"proxy", "mail", "ldap", "ntp"} and fault.code != "TIME.CLOCK_WRONG"
]


@pytest.mark.parametrize("one", INDEPENDENT, ids=[fault.code for fault in INDEPENDENT])
@pytest.mark.parametrize("other", INDEPENDENT, ids=[fault.code for fault in INDEPENDENT])
def test_two_faults_of_different_things_are_two_findings(one: Fault, other: Fault) -> None:
    if one.at != other.at:
        assert set(codes_of(judged(facts_with(one, other)))) == {one.code, other.code}


def test_a_resolver_that_refuses_is_told_beside_one_that_is_kept_out() -> None:
    """A check that asks both and needs both does not make one fault the other's consequence."""
    here, there = "192.0.2.53", "192.0.2.54"
    spec = checks_of(
        f"""
[[check]]
id = "here"
kind = "dns"
name = "app.example.com"
resolvers = ["{here}"]
[[check]]
id = "there"
kind = "dns"
name = "app.example.com"
resolvers = ["{there}"]
[[check]]
id = "alike"
kind = "dns"
name = "api.example.com"
resolvers = ["{here}", "{there}"]
needs = ["here", "there"]
"""
    )

    def asked(name: str, resolver: str, **told: object) -> dict[str, object]:
        return {"name": name, "type": "A", "resolver": resolver, "values": [], "tries": 1, **told}

    tcp = {"outcome": "answered", "rcode": "NOERROR", "values": [APP]}
    silent = {"outcome": "silent", "errno": "timeout", "tcp": tcp}
    refusing = {"outcome": "refused", "rcode": "REFUSED"}
    facts = {
        "here": {"dns": {"answers": [asked("app.example.com", here, **silent)]}},
        "there": {"dns": {"answers": [asked("app.example.com", there, **refusing)]}},
        "alike": {
            "dns": {
                "answers": [
                    asked("api.example.com", here, **silent),
                    asked("api.example.com", there, **refusing),
                ]
            }
        },
    }
    assert codes_of(judged(facts, spec)) == ["DNS.UDP_BLOCKED", "DNS.REFUSED"]


def test_a_missing_gateway_explains_nothing_in_the_own_network() -> None:
    near = checks_of('[[check]]\nid = "near"\nkind = "tcp"\nhost = "198.51.100.9"\nport = 80')
    facts = {
        "vantage": {**healthy()["vantage"], "gateways": []},
        "near": {
            "connect": {"host": "198.51.100.9", "address": "198.51.100.9", "port": 80, "outcome": "silent"}
        },
    }
    assert codes_of(judged(facts, near)) == ["TCP.NO_ANSWER"]
    far = {**facts, "near": {"connect": {"address": APP, "port": 80, "outcome": "unreachable"}}}
    assert codes_of(judged(far, near)) == ["GATEWAY.NONE"]


def test_a_path_that_does_not_answer_is_no_fault_where_the_host_does() -> None:
    facts = healthy()
    facts["route"]["path"] = {"is_reached": False, "hops": [], "hop_count": 0}
    assert judged(facts).findings == ()


def test_silence_of_a_path_and_of_ports_is_one_finding() -> None:
    facts = facts_with(next(fault for fault in FAULTS if fault.code == "TCP.SILENT_DROP"))
    facts["route"]["path"] = {"is_reached": False, "hops": [], "hop_count": 0}  # type: ignore[assignment]
    facts["route"]["connect"]["outcome"] = ""  # type: ignore[index]
    (finding,) = judged(facts).findings
    assert (finding.code, finding.check_id) == ("TCP.NO_ANSWER", "tcp")
    assert "route" in finding.affected


def test_two_faults_of_one_certificate_are_both_told() -> None:
    facts = facts_with(next(fault for fault in FAULTS if fault.code == "TLS.EXPIRED"))
    facts["tls"]["tls"]["certificates"][0]["names"] = ["other.example"]  # type: ignore[index]
    assert set(codes_of(judged(facts))) == {"TLS.EXPIRED", "TLS.WRONG_HOST"}


def test_what_was_not_observed_is_unknown_and_not_a_fault() -> None:
    facts = healthy()
    del facts["ldap"]
    diagnosis = judged(facts)
    assert diagnosis.findings == ()
    assert statuses(diagnosis)["ldap"] is Status.UNKNOWN
    assert exit_code_of(diagnosis) == 5


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_that_saw_nothing_is_unknown_whatever_its_kind(check: str) -> None:
    """So it is where a probe failed, and where this system tells nothing of its links."""
    diagnosis = judged({**healthy(), check: {}})
    assert diagnosis.findings == ()
    assert statuses(diagnosis)[check] is Status.UNKNOWN


def test_what_was_not_observed_behind_a_fault_is_blocked_by_it() -> None:
    facts = facts_with(next(fault for fault in FAULTS if fault.code == "TCP.SILENT_DROP"))
    del facts["http"]
    verdict = next(one for one in judged(facts).verdicts if one.check_id == "http")
    assert (verdict.status, verdict.blocked_by) == (Status.BLOCKED, "tcp")


def test_a_check_of_severity_warn_only_warns() -> None:
    checks = tuple(replace(check, severity=Status.WARN) for check in SITE.checks)
    facts = facts_with(next(fault for fault in FAULTS if fault.code == "LDAP.REFUSED"))
    diagnosis = diagnose(replace(SITE, checks=checks), run_of(facts))
    assert [finding.status for finding in diagnosis.findings] == [Status.WARN]
    assert exit_code_of(diagnosis) == 4


def test_a_dropped_port_of_a_host_that_answers_elsewhere_is_certain_and_says_by_what() -> None:
    (finding,) = judged(
        facts_with(next(fault for fault in FAULTS if fault.code == "TCP.SILENT_DROP"))
    ).findings
    gone = next(one for one in finding.cause.excluded if one.code == "TCP.NO_ANSWER")
    assert gone.because.check_id == "route"


def test_the_spec_s_own_request_is_filled_with_what_was_seen() -> None:
    request = {"en": "Open {port} from {src} to {dst}; {evidence}. {unknown}"}
    checks = tuple(replace(check, request=request) for check in SITE.checks)
    facts = facts_with(next(fault for fault in FAULTS if fault.code == "TCP.REFUSED"))
    (finding,) = diagnose(replace(SITE, checks=checks), run_of(facts)).findings
    said = "Open 443 from 198.51.100.7 to app.example.com; tcp connect.errno = ECONNREFUSED. {unknown}"
    assert finding.request.text == said


@pytest.mark.parametrize("fault", FAULTS[:12], ids=[fault.code for fault in FAULTS[:12]])
def test_a_saved_run_is_judged_the_same(fault: Fault) -> None:
    run = run_of(facts_with(fault))
    content = write_run(SITE, run)
    spec, again = read_run(content)
    assert diagnose(spec, again) == diagnose(SITE, run)
    assert write_run(spec, again) == content
    assert json.loads(content)["form"] == "firstfix-preflight-run/1"


INVENTING = """
[[check]]
id = "dns"
kind = "dns"
name = "app.example.com"
resolvers = ["192.0.2.53"]
expect.values = ["192.0.2.10"]
[[check]]
id = "page"
kind = "http"
host = "app.example.com"
port = 80
tls = false
"""


def test_a_way_that_only_a_wrong_answer_leads_to_is_no_fault_of_its_own() -> None:
    answer = {"resolver": "192.0.2.53", "name": "app.example.com", "type": "A", "outcome": "answered"}
    said = {"icmp_type": 3, "icmp_code": 1, "address": "192.0.2.1"}
    connect = {"host": "app.example.com", "address": "203.0.113.9", "port": 80, "outcome": "unreachable"}
    facts = {
        "dns": {"dns": {"answers": [{**answer, "values": ["203.0.113.9"]}]}},
        "page": {"resolve": {**answer, "addresses": ["203.0.113.9"]}, "connect": {**connect, "icmp": said}},
    }
    diagnosis = judged(facts, checks_of(INVENTING))
    assert codes_of(diagnosis) == ["DNS.WRONG_ANSWER"]
    assert diagnosis.verdicts[1].blocked_by == "dns"
    right = {**facts, "dns": {"dns": {"answers": [{**answer, "values": ["192.0.2.10"]}]}}}
    assert codes_of(judged(right, checks_of(INVENTING))) == ["ROUTE.UNREACHABLE"]
