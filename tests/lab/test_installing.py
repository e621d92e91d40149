"""What the lab installs starts neither now nor with the machine; what was there before stays as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.lab import installing
from tests.lab.installing import PACKAGES, install_missing
from tests.lab.plan import PROGRAMS


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Give the commands that were run, each with whether starting services was forbidden meanwhile."""
    policy, done = tmp_path / "policy-rc.d", list[tuple[str, bool]]()

    def run(words: list[str], **_options: Any) -> subprocess.CompletedProcess[bytes]:
        is_forbidden = policy.exists() and "exit 101" in policy.read_text(encoding="utf-8")
        done.append((" ".join(words), is_forbidden))
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(installing, "_POLICY", policy)
    monkeypatch.setattr("tests.lab.installing.subprocess.run", run)
    monkeypatch.setattr("tests.lab.installing.shutil.which", lambda name: f"/usr/bin/{name}")
    return done


def test_what_is_missing_is_installed_and_does_not_start(
    ran: list[tuple[str, bool]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "installed", lambda: frozenset({*PACKAGES} - {"snmpd", "tinyproxy"}))
    install_missing(lambda _said: None)
    words = [each for each, _is_forbidden in ran]
    assert words[1].endswith("--no-install-recommends snmpd tinyproxy-bin")
    assert words[2] == "systemctl disable snmpd"
    assert all(is_forbidden for _words, is_forbidden in ran)
    assert not (tmp_path / "policy-rc.d").exists()


def test_where_nothing_is_missing_nothing_is_run(
    ran: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "installed", lambda: frozenset(PACKAGES))
    install_missing(lambda _said: None)
    assert ran == []


def test_every_server_of_the_lab_has_a_package() -> None:
    wanted = {name for needed in PROGRAMS.values() for name in needed} - {"macvlan"}
    assert wanted <= {*PACKAGES}
