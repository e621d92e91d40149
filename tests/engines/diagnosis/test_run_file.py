"""A kept run that was changed by hand or cut off is read, or one sentence says where it cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from firstfix.engines.diagnosis.run_file import RunFileError, read_run, write_run
from tests.engines.diagnosis.observed import SITE, healthy, run_of

CONTENT = write_run(SITE, run_of(healthy()))
GONE = object()

# Where something else stands, and what is said about it.
CHANGED: list[tuple[str, Any, str]] = [
    ("spec", GONE, "the run: 'spec' is missing."),
    ("spec", ["x"], "spec.checks: there is no check in it."),
    ("spec.checks", [], "spec.checks: there is no check in it."),
    ("spec.checks", 5, "spec.checks: there is no check in it."),
    ("spec.checks.0", "x", "spec.checks[0]: a value is of another type"),
    ("spec.checks.0.id", GONE, "spec.checks[0]: 'id' is missing."),
    ("spec.checks.0.id", "\x1b[31m", "spec.checks[0]: '\\x1b[31m' is no name of a check."),
    ("spec.checks.1.id", "link", "spec.checks: the id 'link' is taken by another check."),
    ("spec.checks.0.kind", "tpc", "spec.checks[0]: this version knows no check of the kind 'tpc'"),
    ("spec.checks.0.kind", ["link"], "spec.checks[0]: this version knows no check"),
    ("spec.checks.0.needs", ["nil"], "spec.checks: link needs 'nil', which no check is."),
    ("spec.checks.0.needs", ["link"], "spec.checks: checks need each other in a circle: link -> link."),
    ("spec.checks.0.needs", 3, "spec.checks[0]: a value is of another type"),
    ("spec.checks.0.severity", "bad", "spec.checks[0]: 'bad' is not a valid Status."),
    ("spec.checks.0.parameters", {"min_mbit": "x"}, "spec.checks[0]: link, min_mbit: must be a whole number"),
    ("spec.checks.0.parameters", {"colour": 1}, "spec.checks[0]: link, colour: there is no such field."),
    ("spec.checks.0.timeout_seconds", "soon", "spec.checks[0]: could not convert"),
    ("spec.checks.0.request", "x", "spec.checks[0]: a value is of another type"),
    ("vantage", None, "vantage: it must be an object."),
    ("vantage", GONE, "the run: 'vantage' is missing."),
    ("vantage.addresses", 10**30, "the run: $.vantage.addresses is an integer beyond 2^53"),
    ("vantage.source", float("nan"), "the run: $.vantage.source is nan"),
    ("vantage.source", "\ud800", "the run: $.vantage.source holds half of a surrogate pair"),
    ("started_at", "2026-13-45", "the run: "),
    ("started_at", "0001-01-01T00:00:00+14:00", "the run: "),
    ("started_at", 5, "the run: a value is of another type"),
    ("observations.0", 7, "observations[0]: a value is of another type"),
    ("observations.0.check", GONE, "observations[0]: 'check' is missing."),
    ("observations.0.facts", "x", "observations[0]: "),
    ("observations.0.raw", [{"name": "x"}], "observations[0]: 'form' is missing."),
    ("form", "firstfix-preflight-run/9", "it says 'firstfix-preflight-run/9' about its form"),
]


def changed(path: str, value: Any) -> bytes:
    document = json.loads(CONTENT)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    here = document
    for step in steps:
        here = here[step]
    if value is GONE:
        del here[last]
    else:
        here[last] = value
    return json.dumps(document).encode("utf-8")


@pytest.mark.parametrize(
    ("path", "value", "said"), CHANGED, ids=[f"{p} {n}" for n, (p, _v, _s) in enumerate(CHANGED)]
)
def test_what_cannot_be_read_is_told_with_its_place(path: str, value: Any, said: str) -> None:
    with pytest.raises(RunFileError) as caught:
        read_run(changed(path, value))
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("length", range(0, len(CONTENT) - 1, len(CONTENT) // 12))
def test_a_run_that_is_cut_off_is_no_run(length: int) -> None:
    with pytest.raises(RunFileError, match="it is no JSON"):
        read_run(CONTENT[:length])
