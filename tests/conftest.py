"""What every test gets: hypothesis profiles, the `covers` mark, the corpora of `data` tests."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.covering import Recorder, fail_on_unknown_ids, note_covered_ids
from tests.forgetting import forget

ROOT = Path(__file__).resolve().parent.parent

# Examples are few at the desk and many in CI. There is no deadline: a busy machine is not a bug.
settings.register_profile(
    "dev", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("ci", settings.get_profile("dev"), max_examples=300, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_configure(config: pytest.Config) -> None:
    """Record requirement results where all reports arrive: not in the worker processes."""
    # Pytest may load a conftest twice under two names; one recorder is enough.
    if hasattr(config, "workerinput") or config.pluginmanager.hasplugin("firstfix-covered"):
        return
    folder = os.environ.get("FIRSTFIX_COVERED", ROOT / "var" / "covered")
    config.pluginmanager.register(Recorder(Path(folder)), "firstfix-covered")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys, note requirement ids, and skip data tests where the corpora are absent."""
    for test in items:
        if "journeys" in test.path.parts:
            test.add_marker("journey")
        if test.get_closest_marker("data") and not corpora():
            test.add_marker(
                pytest.mark.skip(reason="The corpora are not here; FIRSTFIX_DATA names their folder.")
            )
        note_covered_ids(test)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a test that claims an unknown requirement."""
    fail_on_unknown_ids(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a data test fail where the corpora are there and it skipped all the same."""
    report = yield
    if report.skipped and item.get_closest_marker("data") and corpora():
        report.outcome = "failed"
        report.longrepr = f"A data test skipped although {corpora()} is there: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _world_of_its_own() -> None:
    """Let no test begin with what the process remembers of the one before."""
    forget()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Give the folder of the corpora, for tests marked `data`."""
    folder = corpora()
    if folder is None:
        pytest.skip("The corpora are not here; FIRSTFIX_DATA names their folder.")
    return folder


def corpora() -> Path | None:
    """Give the folder of the corpora (FIRSTFIX_DATA, else beside the checkout), or None without one."""
    folder = Path(os.environ.get("FIRSTFIX_DATA") or ROOT.parent / "shared" / "data")
    return folder if folder.is_dir() else None
