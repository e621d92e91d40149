"""A run as a whole: nobody else is contacted, a wait costs once, what is stopped keeps what it has."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.diagnosis import KINDS, Status, diagnose, exit_code_of, read_spec
from firstfix.laptop.probes import PROBES, kinds_ground, resolving, run_spec
from firstfix.laptop.probes.contacts import TRACE_PORT, Contact
from firstfix.laptop.probes.door import Door, NotListed
from firstfix.laptop.probes.running import probe_of
from firstfix.laptop.probes.second_look import with_second_look
from firstfix.laptop.probes.tracing import trace
from firstfix.laptop.probes.vantage import hosts_of, observe_vantage, resolvers_of
from tests.laptop.looking import check, codes
from tests.laptop.servers import HERE, idle, listening

LISTED = [Contact("it", "tcp", "app.test", 443, "connect"), Contact("it", "udp", "192.0.2.53", 53, "ask")]


@pytest.mark.parametrize(
    ("protocol", "host", "address", "port"),
    [
        ("tcp", "other.test", "192.0.2.1", 443),
        ("tcp", "app.test", "192.0.2.1", 80),
        ("udp", "app.test", "192.0.2.1", 443),
        ("tcp", "app.test", "192.0.2.2", 443),
        ("udp", "192.0.2.53", "192.0.2.54", 53),
    ],
    ids=["another host", "another port", "another protocol", "an address nobody gave", "another resolver"],
)
def test_the_door_stays_shut_for_whom_the_spec_does_not_name(
    protocol: str, host: str, address: str, port: int
) -> None:
    door = Door(LISTED)
    door.learn("app.test", ["192.0.2.1"])
    with pytest.raises(NotListed):
        door.socket(protocol, host, address, port)


def test_the_door_opens_for_whom_the_spec_names() -> None:
    door = Door(LISTED)
    door.learn("APP.test", ["192.0.2.1"])
    door.socket("tcp", "app.test", "192.0.2.1", 443).close()
    door.socket("udp", "192.0.2.53", "192.0.2.53", 53).close()
    assert door.names == {"app.test": {"192.0.2.1"}}


def test_a_check_may_name_the_address_of_its_host(tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(idle) as port:
            return await codes(tmp_path, check("tcp", host="app.test", address=HERE, port=port))

    assert asyncio.run(whole()) == []


def test_every_kind_of_check_has_a_probe() -> None:
    assert set(PROBES) == set(KINDS)
    assert all(callable(probe_of(kind)) for kind in KINDS)


def test_a_mistake_in_one_probe_makes_its_check_unknown_and_no_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A probe that meets what nobody thought of must not cost the engineer the rest of the visit's facts."""

    async def broken(_site: object, _check: object) -> Any:
        raise ZeroDivisionError("password t0p-secret")

    monkeypatch.setattr(kinds_ground, "probe_ground", broken)

    async def whole() -> Any:
        async with listening(idle) as port:
            checks = (check("tcp", id="well", port=port), check("link", id="broken", host=None))
            spec = read_spec("\n".join(['[spec]\nname = "Test"', *checks]).encode())
            return spec, await run_spec(spec, tmp_path)

    spec, run = asyncio.run(whole())
    diagnosis = diagnose(spec, run)
    statuses = {one.check_id: one.status for one in diagnosis.verdicts}
    assert statuses == {"well": Status.PASS, "broken": Status.UNKNOWN}
    assert exit_code_of(diagnosis) == 5
    said = run.observations["broken"].error
    assert said.startswith("a mistake in this program (ZeroDivisionError in test_running.py, line ")
    assert "t0p-secret" not in said


def test_a_run_that_is_stopped_keeps_what_was_seen_and_says_so(tmp_path: Path) -> None:
    async def whole() -> Any:
        async with listening(idle) as port:
            checks = (check("tcp", id="quick", port=port), check("tls", id="slow", port=port, timeout=60))
            spec = read_spec("\n".join(['[spec]\nname = "Test"', *checks]).encode())
            seen: list[str] = []
            running = asyncio.create_task(
                run_spec(spec, tmp_path, told=lambda one: seen.append(one.check_id))
            )
            while not seen:
                await asyncio.sleep(0.01)
            running.cancel()
            return spec, await running

    spec, run = asyncio.run(whole())
    assert not run.is_complete
    verdicts = {one.check_id: one.status for one in diagnose(spec, run).verdicts}
    assert verdicts == {"quick": Status.PASS, "slow": Status.UNKNOWN}


async def after(seconds: float, answer: str) -> str:
    await asyncio.sleep(seconds)
    return answer


@pytest.mark.parametrize(
    ("wait", "answer", "second"),
    [(0.0, "good", None), (0.0, "bad", "looked"), (0.15, "good", None), (0.15, "bad", "looked")],
    ids=["quick and good", "quick and bad", "slow and good", "slow and bad"],
)
def test_a_second_look_is_had_only_where_it_is_needed(wait: float, answer: str, second: str | None) -> None:
    async def whole() -> tuple[str, str | None]:
        return await with_second_look(
            after(wait, answer),
            lambda: after(0.0, "looked"),
            seconds=0.1,
            is_needed=lambda said: said == "bad",
        )

    assert asyncio.run(whole()) == (answer, second)


def test_resolvers_and_hosts_are_read_as_the_system_means_them(tmp_path: Path) -> None:
    path = tmp_path / "resolv.conf"
    path.write_text(
        "# nameserver 192.0.2.9\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nnameserver x\n", "utf-8"
    )
    assert resolvers_of(path) == ["192.0.2.1", "fe80::1%eth0"]
    path.write_text("192.0.2.7 App.test app # old.test\n::1 localhost\nx y.test\n", "utf-8")
    assert hosts_of("app.TEST.", path) == ["192.0.2.7"]
    assert hosts_of("old.test", path) == hosts_of("y.test", path) == []
    assert hosts_of("app.test", tmp_path / "gone") == []


def no_hosts(host: str) -> list[str]:
    return []


TOLD = {"outcome": "answered", "values": ["192.0.2.1"]}
NOTHING = {"outcome": "silent", "values": []}
A_LITTLE = 0.05
GONE = {"outcome": "nxdomain", "values": []}


@pytest.mark.parametrize(
    ("answers", "outcome", "resolver"),
    [
        ({"first": (0, TOLD), "second": (60, NOTHING)}, "answered", "first"),
        ({"first": (60, NOTHING), "second": (0, TOLD)}, "answered", "second"),
        ({"first": (A_LITTLE, TOLD), "second": (0, TOLD)}, "answered", "first"),
        ({"first": (0, GONE), "second": (0, TOLD)}, "nxdomain", "first"),
        ({"first": (0, NOTHING), "second": (0, NOTHING)}, "silent", "first"),
    ],
    ids=["second dead", "first dead", "first a little slower", "first denies", "both dead"],
)
def test_a_dead_resolver_costs_no_wait(
    answers: dict[str, Any], outcome: str, resolver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute of silence would let this test hang; the answer is there long before."""

    async def asked(door: object, asked_one: str, host: str, kind: str, **_more: object) -> dict[str, Any]:
        seconds, told = answers[asked_one]
        await asyncio.sleep(seconds)
        return {**told, "resolver": asked_one}

    monkeypatch.setattr(resolving, "ask", asked)
    if answers["first"][0] == A_LITTLE:
        # On a machine that pauses, a little takes as long as it wants.
        monkeypatch.setattr(resolving, "_GRACE_SECONDS", 30)
    names = resolving.Names(Door([]), ["first", "second"], no_hosts)
    facts = asyncio.run(asyncio.wait_for(names.resolve("app.test", seconds=60), 50))
    assert (facts["outcome"], facts["resolver"]) == (outcome, resolver)


def test_silence_about_ipv6_alone_costs_no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def asked(door: object, asked_one: str, host: str, kind: str, **_more: object) -> dict[str, Any]:
        await asyncio.sleep(0 if kind == "A" else 60)
        return {**TOLD, "resolver": asked_one}

    monkeypatch.setattr(resolving, "ask", asked)
    names = resolving.Names(Door([]), ["first"], no_hosts)
    facts = asyncio.run(asyncio.wait_for(names.resolve("app.test", seconds=60), 30))
    assert facts["addresses"] == ["192.0.2.1"]
    assert facts["is_silent_about_ipv6"]


def test_passwords_of_proxies_stand_in_no_vantage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:t0p@proxy.test:3128")
    monkeypatch.delenv("https_proxy", raising=False)
    told = observe_vantage()
    assert told["proxies"]["https_proxy"] == "http://proxy.test:3128"
    assert "t0p" not in str(told)


def test_the_loopback_interface_is_seen_as_what_it_is() -> None:
    told = observe_vantage()
    if told["is_known"]:
        (loopback,) = [one for one in told["interfaces"] if one["is_loopback"]]
        assert f"{HERE}/8" in loopback["addresses"]
    assert HERE not in told["source"]


def test_a_trace_that_is_no_longer_wanted_leaves_nothing_running() -> None:
    async def given_up() -> int:
        door = Door([Contact("it", "udp", HERE, TRACE_PORT, "trace")])
        tracing = asyncio.create_task(trace(door, HERE, HERE, seconds=5))
        await asyncio.sleep(0)
        tracing.cancel()
        await asyncio.gather(tracing, return_exceptions=True)
        return len(asyncio.all_tasks()) - 1

    assert asyncio.run(given_up()) == 0
