"""Faults of a real network, made and taken back by scripts: each is named rightly, and a healthy site never.

A fault is a folder in ``faults/`` with ``apply``, ``revert`` and ``expected.toml``; whoever adds one needs no
code. The one who looks (a process in the client's namespace, without any right) does not know the fault.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.network import Lab, why_not

HERE = Path(__file__).parent
FAULTS = sorted(path for path in (HERE / "faults").iterdir() if path.is_dir())
# Whoever looks is nobody: no root, no capabilities.
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """Give the network, built once for all faults."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    # Not among pytest's own folders: nobody but their owner may look into those.
    with tempfile.TemporaryDirectory(prefix="fxlab-") as folder:
        Path(folder).chmod(0o755)
        built = Lab(Path(folder))
        try:
            built.build()
            yield built
        finally:
            built.tear_down()


def looked(lab: Lab) -> dict[str, Any]:
    """Give the document of a run in the client's namespace."""
    (lab.folder / "site.toml").write_bytes((HERE / "site.toml").read_bytes())
    words = (*NOBODY, sys.executable, "-m", "firstfix", "preflight", str(lab.folder / "site.toml"), "--json")
    answer = lab.inside("client", *words)
    assert answer.returncode in {0, 3, 4, 5}, answer.stderr
    document: dict[str, Any] = json.loads(answer.stdout)
    return document


# Two faults of different servers at once: both are roots, and neither hides the other.
PAIRS = [
    ("name-gone", "certificate-expired"),
    ("resolver-fails", "time-silent"),
    ("clock-wrong", "certificate-expired"),
    ("clock-wrong", "certificate-of-another"),
    ("time-unsynchronised", "inspected"),
    ("resolver-invents", "certificate-alone"),
]


@pytest.mark.parametrize("names", PAIRS, ids=[" and ".join(names) for names in PAIRS])
def test_both_of_two_faults_are_named(lab: Lab, names: tuple[str, str]) -> None:
    faults = [HERE / "faults" / name for name in names]
    expected = {tomllib.loads((fault / "expected.toml").read_text("utf-8"))["code"] for fault in faults}
    for fault in faults:
        lab.carry_out(fault / "apply")
    try:
        found = found_in(looked(lab))
    finally:
        for fault in reversed(faults):
            lab.carry_out(fault / "revert")
        lab.forget()
    assert sorted(found) == sorted(expected)


def found_in(document: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in document["diagnosis"]["findings"]]


def test_a_healthy_site_has_no_finding(lab: Lab) -> None:
    for _time in range(5):
        document = looked(lab)
        assert found_in(document) == [], document["diagnosis"]["findings"]
        assert {verdict["status"] for verdict in document["diagnosis"]["verdicts"]} == {"pass"}


@pytest.mark.parametrize("fault", FAULTS, ids=[path.name for path in FAULTS])
def test_a_fault_is_named_and_is_gone_when_taken_back(lab: Lab, fault: Path) -> None:
    expected = tomllib.loads((fault / "expected.toml").read_text(encoding="utf-8"))
    lab.carry_out(fault / "apply")
    try:
        findings = looked(lab)["diagnosis"]["findings"]
    finally:
        lab.carry_out(fault / "revert")
        lab.forget()
    assert [finding["code"] for finding in findings] == [expected["code"]], findings
    assert findings[0]["check"] in expected["shown_by"]
    assert findings[0]["request"]["text"]
    assert found_in(looked(lab)) == []
