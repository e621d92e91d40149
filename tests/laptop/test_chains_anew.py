"""Chains of a whole run together: what one server sends helps another, and kept runs are judged anew."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.diagnosis import Observation, Run, Spec, diagnose, frozen, read_spec
from firstfix.engines.diagnosis.chains_anew import with_chains_judged
from firstfix.engines.diagnosis.facts import thawed
from firstfix.engines.diagnosis.run_file import read_run, write_run
from firstfix.laptop.probes import run_spec
from tests.engines.x509 import making as m
from tests.engines.x509.making import Made, an_authority
from tests.laptop.looking import check
from tests.laptop.pki import DATES, ISSUER, NOW, ROOT, leaf_of, served
from tests.laptop.servers import idle, listening


def pem(made: Made) -> str:
    return ssl.DER_cert_to_PEM_cert(made.der)


async def looked(folder: Path, *chains: list[Made]) -> tuple[Spec, Run]:
    """Give the run of one check for each chain."""
    (folder / "live.pem").write_text(pem(ROOT), encoding="ascii")
    async with AsyncExitStack() as servers:
        ports = [await servers.enter_async_context(listening(idle, served(*chain))) for chain in chains]
        checks = [
            check("tls", id=f"it{place}", port=port, trust=["file:live.pem"], timeout=10.0)
            for place, port in enumerate(ports)
        ]
        spec = read_spec("\n".join(['[spec]\nname = "Test"', *checks]).encode())
        return spec, await run_spec(spec, folder)


def kept(spec: Spec, run: Run) -> tuple[Spec, Run]:
    """Give a run as it comes back from its file."""
    return read_run(write_run(spec, run))


def codes(spec: Spec, run: Run) -> list[str]:
    return sorted(finding.code for finding in diagnose(spec, run).findings)


def changed(run: Run, **facts: Any) -> Run:
    """Give a run in which the facts of each verdict were written otherwise."""

    def written(one: Observation) -> Observation:
        told = thawed(one.facts)
        told["tls"]["judged"] |= facts
        return replace(one, facts=frozen(told))

    return replace(run, observations={name: written(one) for name, one in run.observations.items()})


def test_an_intermediate_that_another_server_sends_is_the_file_to_install(tmp_path: Path) -> None:
    spec, run = asyncio.run(looked(tmp_path, [leaf_of()], [leaf_of(), ISSUER]))
    (finding,) = diagnose(spec, run).findings
    assert finding.code == "TLS.MISSING_INTERMEDIATE"
    assert finding.cause.confidence.value == "certain"
    (file,) = [each for each in run.observations["it0"].raw if each.name == "certificate to install"]
    assert ssl.PEM_cert_to_DER_cert(file.text) == ISSUER.der


def test_without_another_server_the_intermediate_is_only_likely_missing(tmp_path: Path) -> None:
    spec, run = asyncio.run(looked(tmp_path, [leaf_of()]))
    (finding,) = diagnose(spec, run).findings
    assert finding.cause.confidence.value != "certain"
    assert not any(each.name == "certificate to install" for each in run.observations["it0"].raw)


CHAINS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "good": ({}, {}, []),
    "no authority": ({m.BASIC: m.basic(False)}, {}, ["TLS.NOT_AUTHORITY"]),
    "for clients": ({}, {m.PURPOSES: m.purposes(m.CLIENT)}, ["TLS.WRONG_PURPOSE"]),
    "forged": ({}, {"spoiled": True}, ["TLS.BAD_SIGNATURE"]),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_a_kept_run_is_judged_as_when_it_was_looked(chain: str, tmp_path: Path) -> None:
    authority, leaf, found = CHAINS[chain]
    issuer = an_authority(ROOT, "Live Issuing CA", **{**DATES, **authority})
    spec, run = asyncio.run(looked(tmp_path, [leaf_of(issuer, **leaf), issuer]))
    assert codes(spec, run) == found
    again, before = kept(spec, run)
    after = with_chains_judged(again, before)
    assert codes(again, after) == found
    assert after.observations == before.observations


@pytest.mark.parametrize("chain", CHAINS)
def test_a_kept_run_is_judged_by_its_certificates_and_not_by_what_was_found_then(
    chain: str, tmp_path: Path
) -> None:
    authority, leaf, found = CHAINS[chain]
    issuer = an_authority(ROOT, "Live Issuing CA", **{**DATES, **authority})
    spec, run = asyncio.run(looked(tmp_path, [leaf_of(issuer, **leaf), issuer]))
    of_old_rules = changed(run, faults=[], path=["CN=somebody else"])
    again = with_chains_judged(*kept(spec, of_old_rules))
    assert codes(spec, again) == found
    assert "CN=somebody else" not in again.observations["it0"].facts["tls"]["judged"]["path"]


@pytest.mark.parametrize("days_ago", [0, 5])
def test_of_two_ways_the_one_that_is_good_at_the_true_time_is_taken(days_ago: int, tmp_path: Path) -> None:
    yesterday = f"{NOW - timedelta(days=1):%y%m%d%H%M%SZ}"
    old = an_authority(ROOT, "Live Issuing CA", **{**DATES, "ends": yesterday})
    new = an_authority(ROOT, "Live Issuing CA", **{**DATES, "begins": yesterday})
    spec, run = asyncio.run(looked(tmp_path, [leaf_of(new), old, new]))
    then = {
        name: replace(one, started_at=NOW - timedelta(days=days_ago))
        for name, one in run.observations.items()
    }
    judged = with_chains_judged(spec, replace(run, observations=then)).observations["it0"]
    rules = {fault["rule"] for fault in judged.facts["tls"]["judged"]["faults"]}
    assert not {"expired", "not_yet_valid"} & rules


def test_what_was_said_of_revocation_then_still_counts(tmp_path: Path) -> None:
    spec, run = asyncio.run(looked(tmp_path, [leaf_of(), ISSUER]))
    told = {"rule": "revoked", "role": "leaf", "place": 0, "subject": "CN=here.test", "serial": "1"}
    fault = {**told, "detail": "on 2026-01-01", "said": "revoked", "standard": "RFC 5280", "is_refused": True}
    again = with_chains_judged(*kept(spec, changed(run, faults=[{**fault, "refused_by": ["field"]}])))
    assert codes(spec, again) == ["TLS.REVOKED"]


def test_a_run_of_an_older_version_without_its_roots_stays_as_it_was(tmp_path: Path) -> None:
    spec, run = asyncio.run(looked(tmp_path, [leaf_of(), ISSUER]))
    bare = {
        name: replace(one, raw=tuple(each for each in one.raw if each.name != "trusted root"))
        for name, one in run.observations.items()
    }
    older = replace(run, observations=bare)
    assert with_chains_judged(spec, older).observations == older.observations
