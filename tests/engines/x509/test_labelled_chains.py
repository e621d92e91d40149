"""Chains that others have labelled: the verdict is theirs, and every refusal has its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.certificate_cases import Case, profile_of, question_of, read_cases

from firstfix.engines.x509 import ChainVerdict, judge_chain

# The bound (5, "Must reach", certificates).
LEAST_AGREEMENT = 0.999

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def verdicts(data_folder: Path) -> list[tuple[Case, ChainVerdict]]:
    cases = read_cases(data_folder / "certificates" / "limbo_dev.json.xz")
    return [(case, judge_chain(question_of(case, profile_of(case)))) for case in cases]


def test_verdicts_are_those_of_the_labels(verdicts: list[tuple[Case, ChainVerdict]]) -> None:
    wrong = [case.name for case, verdict in verdicts if verdict.is_accepted != case.is_accepted]
    assert 1 - len(wrong) / len(verdicts) >= LEAST_AGREEMENT, wrong


def test_cases_about_revocation_lists_are_all_right(verdicts: list[tuple[Case, ChainVerdict]]) -> None:
    about = [(case, verdict) for case, verdict in verdicts if case.raw["crls"]]
    assert about
    assert [case.name for case, verdict in about if verdict.is_accepted != case.is_accepted] == []


def test_every_refusal_names_a_rule_and_a_certificate(verdicts: list[tuple[Case, ChainVerdict]]) -> None:
    refused = [verdict for _case, verdict in verdicts if not verdict.is_accepted]
    assert all(verdict.defects for verdict in refused)
    firsts = [verdict.defects[0] for verdict in refused]
    assert all(first.fingerprint or first.rule.code == "unreadable" for first in firsts)
