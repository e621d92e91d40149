"""The `covers` mark: an unknown id fails its test, and bin/covered believes passing tests only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

CLAIMS = """
import pytest

@pytest.mark.covers("S0-K01", "S0-K02")
def test_that_a_passing_test_counts(): assert True

@pytest.mark.covers("S0-K02")
def test_that_a_failing_test_takes_it_back(): assert False

@pytest.mark.covers("S9-X99")
def test_that_nobody_invents_ids(): assert True
"""

SKIPPING = """
import pytest

@pytest.mark.data
def test_that_skips_without_a_good_reason(): pytest.skip("not today")
"""


def run_pytest(folder: Path, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a test file outside the tree under the conftest of the tree."""
    path = folder / "test_claims.py"
    path.write_text(text, encoding="utf-8")
    options = ["-c", "pyproject.toml", "-p", "tests.conftest", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", *options, str(path)]
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = outer | {"FIRSTFIX_COVERED": str(folder / "covered")} | variables
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def covered(folder: Path) -> list[str]:
    command = [sys.executable, "bin/covered", str(folder)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()


@pytest.fixture(scope="module")
def claimed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("claims")
    answer = run_pytest(folder, CLAIMS)
    assert answer.returncode == 1
    return folder / "covered", answer.stdout


def test_an_unknown_requirement_fails_the_run(claimed: tuple[Path, str]) -> None:
    _, output = claimed
    assert "covers(S9-X99): no such id in docs/reference/requirements.csv." in output
    assert "1 failed, 1 passed, 1 error" in output


def test_only_requirements_without_a_failing_test_count(claimed: tuple[Path, str]) -> None:
    folder, _ = claimed
    lines = covered(folder)
    assert lines[-1] == "must 1/233, should 0/70"
    still_open = {line.split()[0] for line in lines if line.startswith("  ")}
    assert "S0-K01" not in still_open
    assert "S0-K02" in still_open


def test_a_requirement_is_open_while_one_of_several_runs_fails(tmp_path: Path) -> None:
    for run, outcome in (("sqlite", "passed"), ("postgresql", "failed")):
        rows = {"tests/test_a.py::test_one": {"outcome": outcome, "covers": ["S0-K01"]}}
        (tmp_path / f"{run}.json").write_text(json.dumps(rows), encoding="utf-8")
    assert covered(tmp_path)[-1] == "must 0/233, should 0/70"


def test_a_data_test_that_skips_beside_its_corpora_fails(tmp_path: Path) -> None:
    answer = run_pytest(tmp_path, SKIPPING, FIRSTFIX_DATA=str(tmp_path))
    assert answer.returncode == 1
    assert "A data test skipped although" in answer.stdout


def test_a_data_test_without_corpora_is_skipped(tmp_path: Path) -> None:
    answer = run_pytest(tmp_path, SKIPPING, FIRSTFIX_DATA=str(tmp_path / "nowhere"))
    assert answer.returncode == 0
    assert "1 skipped" in answer.stdout
