"""bin/setup on machines that lack something: one sentence that says what to do, and no half-made .venv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="The scripts in bin/ are for a POSIX shell.")

OLD = '#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac\n'
WITHOUT_ENSUREPIP = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\nexec "{python}" "$@"\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a checkout that holds what bin/setup reads, and nothing else."""
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "setup", tmp_path / "bin")
    for path in (ROOT / "pyproject.toml", *ROOT.glob("requirements*.lock")):
        shutil.copy(path, tmp_path)
    return tmp_path


def setup(checkout: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | variables
    command = ["/bin/sh", str(checkout / "bin" / "setup"), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def program(folder: Path, text: str) -> str:
    path = folder / "python-for-test"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_an_old_python_is_refused_with_what_to_install(checkout: Path) -> None:
    answer = setup(checkout, PYTHON=program(checkout, OLD))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "needs Python 3.11 or newer; here: Python 3.9.2." in answer.stderr
    assert "apt install python3 python3-venv" in answer.stderr
    assert not (checkout / ".venv").exists()


def test_no_python_at_all_is_refused_likewise(checkout: Path) -> None:
    answer = setup(checkout, PYTHON=str(checkout / "nowhere"))
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer; here: none." in answer.stderr


def test_a_python_without_ensurepip_is_told_its_package(checkout: Path) -> None:
    answer = setup(checkout, PYTHON=program(checkout, WITHOUT_ENSUREPIP.format(python=sys.executable)))
    assert answer.returncode == 1
    assert "apt install python3-venv" in answer.stderr
    assert not (checkout / ".venv").exists()


def test_an_unknown_word_is_refused_with_the_known_ones(checkout: Path) -> None:
    answer = setup(checkout, "everything")
    assert answer.returncode == 1
    assert answer.stderr == 'bin/setup knows the words run and dev, not "everything".\n'


def test_an_environment_with_the_same_locks_is_left_as_it_is(checkout: Path) -> None:
    python = installed(checkout, "dev", "requirements-dev.lock")
    for profile in ("run", "dev"):
        answer = setup(checkout, profile)
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout == f"{python}\n"
        assert answer.stderr == ""


def test_a_changed_lock_is_installed_again(checkout: Path) -> None:
    installed(checkout, "run", "requirements.lock")
    with (checkout / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    answer = setup(checkout, "run", PATH="/nowhere:/usr/bin:/bin")
    assert "Installing what Firstfix needs (requirements.lock requirements-build.lock)." in answer.stderr


def installed(checkout: Path, profile: str, lock: str) -> Path:
    """Make an environment that looks freshly installed, with a Python that refuses to install anything."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f'#!/bin/sh\ncase "$1" in -m) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n', encoding="utf-8"
    )
    python.chmod(0o755)
    names = ("pyproject.toml", lock, "requirements-build.lock")
    stamp = "".join((checkout / name).read_text(encoding="utf-8") for name in names)
    (checkout / ".venv" / f"installed-{profile}").write_text(stamp, encoding="utf-8")
    return python
