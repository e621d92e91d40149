"""The list of checks counts honestly: nothing that ran no test is green, nothing that failed is hidden."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.tree import ROOT

RESULTS = """<testsuites><testsuite>
<testcase classname="tests.engines.test_a" name="one"/>
<testcase classname="tests.engines.test_a" name="two"><failure>no</failure></testcase>
<testcase classname="tests.edges.web.test_b" name="three"><skipped/></testcase>
<testcase classname="tests.edges.web.test_b" name="four"><error>no</error></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Give the module that counts, which lies outside of the package, with results in a folder of its own."""
    spec = importlib.util.spec_from_file_location("ci_outcome", ROOT / ".ci" / "outcome.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def writing(text: str, code: int) -> tuple[str, ...]:
    """Give a command that stands for pytest: it writes results where it is told, and ends with a code."""
    program = (
        "import os, pathlib, sys; path = os.environ['PYTEST_ADDOPTS'].split('=', 1)[1]; "
        f"text = {text!r}; text and pathlib.Path(path).write_text(text); sys.exit({code})"
    )
    return (sys.executable, "-c", program)


def test_tests_are_counted_by_folder(outcome: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "results.xml"
    path.write_text(RESULTS, encoding="utf-8")
    counts = outcome.counted(path)
    assert dict(counts["engines"]) == {"passed": 1, "failed": 1}
    assert dict(counts["edges"]) == {"skipped": 1, "failed": 1}


def test_a_run_that_fails_counts_its_failures(outcome: ModuleType) -> None:
    result = outcome.from_tests("selftest", *writing(RESULTS, 1))
    assert (result.passed, result.failed, result.skipped, result.word) == (1, 2, 1, "FAILED")


def test_a_run_without_any_test_is_not_green(outcome: ModuleType) -> None:
    result = outcome.from_tests("selftest", *writing("", 0))
    assert result.word == "FAILED"


def test_a_folder_that_ran_no_test_is_not_green(outcome: ModuleType) -> None:
    passed = RESULTS.replace("<failure>no</failure>", "").replace("<error>no</error>", "")
    assert outcome.from_tests("selftest", *writing(passed, 0), folders=("engines",)).failed == 0
    assert outcome.from_tests("selftest", *writing(passed, 0), folders=("engines", "docs")).failed == 1


def test_a_run_that_breaks_after_its_tests_is_not_green(outcome: ModuleType) -> None:
    passed = RESULTS.replace("<failure>no</failure>", "").replace("<error>no</error>", "")
    result = outcome.from_tests("selftest", *writing(passed, 3))
    assert result.failed == 1
    assert result.notes == ["pytest ended with 3 after 3 passed tests"]
