"""What a run loads: what reads certificates only for TLS, and no second reader for a chain that is good."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laptop.authority import good, root
from tests.laptop.looking import check
from tests.laptop.servers import HERE, idle, listening

_RUN = """
import asyncio, json, sys
from pathlib import Path
from firstfix.engines.diagnosis import diagnose, read_spec
from firstfix.laptop.probes import run_spec
path = Path(sys.argv[1])
spec = read_spec(path.read_bytes())
verdicts = diagnose(spec, asyncio.run(run_spec(spec, path.parent))).verdicts
print(json.dumps([[each.status.value for each in verdicts], sorted(sys.modules)]))
"""
PLAIN = {
    "http": {"tls": False},
    "ldap": {},
    "tcp": {},
    "smtp": {"starttls": False},
    "syslog": {"transport": "tcp"},
}


def loaded(folder: Path, *checks: str) -> tuple[list[str], set[str]]:
    """Give the verdicts of a run in a process of its own, and every module that it loaded."""
    (folder / "root.pem").write_bytes(root().pem)
    path = folder / "spec.toml"
    path.write_text("\n".join(['[spec]\nname = "Test"', *checks]), encoding="utf-8")
    words = [sys.executable, "-c", _RUN, str(path)]
    said = subprocess.run(words, capture_output=True, check=True, text=True).stdout
    statuses, modules = json.loads(said)
    return statuses, set(modules)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_check_without_tls_loads_nothing_that_reads_certificates(kind: str, tmp_path: Path) -> None:
    _statuses, modules = loaded(tmp_path, check(kind, port=9, timeout=0.3, **PLAIN[kind]))
    assert not {"cryptography", "firstfix.engines.x509"} & modules


async def looked_at_a_good_server(folder: Path) -> tuple[list[str], set[str]]:
    async with listening(idle, good()) as port:
        asked = check("tls", port=port, host=HERE, trust=["file:root.pem"], timeout=20.0)
        return await asyncio.to_thread(loaded, folder, asked)


def test_a_good_chain_is_judged_without_a_second_reader_of_certificates(tmp_path: Path) -> None:
    statuses, modules = asyncio.run(looked_at_a_good_server(tmp_path))
    assert statuses == ["pass"]
    assert "firstfix.engines.x509.judging" in modules
    other_readers = {
        "cryptography.x509",
        "firstfix.engines.x509.second_opinion",
        "firstfix.laptop.probes.tls13",
    }
    assert not other_readers & modules


def test_whom_to_ask_for_revocation_is_loaded_before_the_first_question(tmp_path: Path) -> None:
    asked = check("tls", port=9, timeout=0.3, revocation=True, pki=["http://127.0.0.1:9"])
    needed = {"firstfix.laptop.probes.revocation", "firstfix.laptop.probes.stapling"}
    assert needed <= loaded(tmp_path, asked)[1]
