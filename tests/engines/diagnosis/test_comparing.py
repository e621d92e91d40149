"""Two runs compared: what changed is told once, what is only noise is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis.comparing import Change, changes_between
from firstfix.engines.diagnosis.run_file import RunFileError, read_run, write_run
from tests.engines.diagnosis.faults import FAULTS, Fault
from tests.engines.diagnosis.observed import SITE, certificate, healthy, run_of

Facts = dict[str, dict[str, Any]]


def changes(change: Callable[[Facts], object]) -> tuple[Change, ...]:
    after = healthy()
    change(after)
    return changes_between((SITE, run_of(healthy())), (SITE, run_of(after)))


def test_the_same_facts_differ_in_nothing() -> None:
    assert changes(dict) == ()


@given(st.floats(0.5, 2.5), st.floats(-0.4, 0.4))
def test_a_little_slower_and_a_little_drift_are_noise(factor: float, drift: float) -> None:
    def noise(facts: Facts) -> None:
        facts["tcp"]["connect"]["took_ms"] *= factor
        facts["http"]["http"]["took_ms"] *= factor
        facts["ntp"]["ntp"]["offset_seconds"] += drift
        facts["dns"]["dns"]["answers"].reverse()

    assert changes(noise) == ()


def test_what_counts_up_or_differs_each_time_is_noise() -> None:
    """A marker is new each time, counters and ages run, a heartbeat beats, room comes and goes."""

    def later(facts: Facts) -> None:
        facts["log"]["syslog"]["marker"] = "firstfix-2"
        facts["snmp"]["snmp"] |= {"uptime_seconds": 99, "engine": {"id": "ab", "seconds": 99}}
        facts["beat"]["metrics"]["series"][0]["value"] += 7
        facts["openvpn"]["openvpn"]["status"]["age_seconds"] = 50.0
        facts["wireguard"]["wireguard"] |= {"rx_bytes": 99, "tx_bytes": 99}
        facts["wireguard"]["wireguard"]["peers"][0]["handshake_age_seconds"] = 99.0
        facts["machine"]["machine"]["disk"]["free_gib"] = 19.0
        facts["machine"]["machine"]["load"]["per_cpu"] = 0.9

    assert changes(later) == ()


def test_half_of_the_room_gone_is_a_change() -> None:
    (change,) = changes(lambda facts: facts["machine"]["machine"]["disk"].update(free_gib=10.0))
    assert change.path == "machine.disk.free_gib"


def test_much_slower_is_a_change() -> None:
    (change,) = changes(lambda facts: facts["oidc"]["http"].update(took_ms=2000.0))
    assert (change.path, change.checks) == ("http.took_ms", ("oidc",))


def test_a_new_certificate_is_told_once_for_all_checks_that_see_it() -> None:
    def renewed(facts: Facts) -> None:
        for check in ("tls", "http", "oidc"):
            facts[check]["tls"]["certificates"][0] = certificate(serial="2B")

    (change,) = changes(renewed)
    assert (change.before, change.after, change.checks) == ("1A", "2B", ("tls", "http", "oidc"))


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.code}-{fault.at}" for fault in FAULTS])
def test_every_fault_is_a_change_of_the_verdict_where_it_shows(fault: Fault) -> None:
    verdicts = [one for one in changes(fault.change) if one.path == "verdict" and fault.at in one.checks]
    assert [one.after.split()[-1] for one in verdicts] == [fault.code]


CONTENT = write_run(SITE, run_of(healthy()))


@given(st.integers(0, len(CONTENT) - 1), st.binary(max_size=5), st.integers(0, 40))
def test_a_run_file_with_changed_bytes_is_read_or_refused_in_a_sentence(
    place: int, new: bytes, length: int
) -> None:
    try:
        spec, run = read_run(CONTENT[:place] + new + CONTENT[place + length :])
    except RunFileError as error:
        refused = str(error)
    else:
        changes_between((spec, run), (spec, run))
        refused = "."
    assert refused.endswith(".")
