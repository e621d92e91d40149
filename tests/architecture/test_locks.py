"""The locks are one set: hashed throughout, the development lock holds the run lock, nothing is unpinned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def test_the_development_lock_holds_the_run_lock() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_lock_contradicts_another(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert [entry for entry in packages if "==" not in entry or "--hash=sha256:" not in entry] == []
    known = pins("requirements-dev.lock")
    assert {one: version for one, version in pins(name).items() if known.get(one, version) != version} == {}


def test_no_lock_names_an_index() -> None:
    assert [name for name in LOCKS if "://" in (ROOT / name).read_text(encoding="utf-8")] == []


def pins(name: str) -> dict[str, str]:
    """Give the version of each package that a lock pins."""
    text = Path(ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))
