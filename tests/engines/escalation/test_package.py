"""A package is complete when its receiver need not ask back, and no earlier."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.escalation import PackageFacts, judge_package
from firstfix.engines.readiness import Basic

WHOLE = PackageFacts(
    is_technical=True, asks_basics=True, has_impact=True, open_basics=(), tried_count=1, evidence_count=1
)
GAPS = {
    "impact": {"has_impact": False},
    "basics": {"open_basics": (Basic.DNS,)},
    "tried": {"tried_count": 0},
    "evidence": {"evidence_count": 0},
}


def codes(known: PackageFacts) -> list[str]:
    return [lack.code for lack in judge_package(known).missing]


def test_a_whole_package_passes() -> None:
    verdict = judge_package(WHOLE)
    assert verdict.passes
    assert [held.code for held in verdict.holds] == ["impact", "basics", "tried", "evidence"]


@pytest.mark.parametrize(("code", "gap"), GAPS.items())
def test_each_gap_alone_is_missing_with_who_can_give_it_and_how(code: str, gap: dict) -> None:
    (lack,) = judge_package(replace(WHOLE, **gap)).missing
    assert lack.code == code
    assert lack.who
    assert lack.remedy
    assert not lack.waivable
    assert "{" not in lack.text()


@pytest.mark.parametrize("open_", [(), ("impact",), ("basics", "evidence"), tuple(GAPS)])
def test_all_gaps_are_named_at_once(open_: tuple[str, ...]) -> None:
    known = WHOLE
    for code in open_:
        known = replace(known, **GAPS[code])
    assert codes(known) == list(open_)


def test_the_open_basics_are_named() -> None:
    (lack,) = judge_package(replace(WHOLE, open_basics=(Basic.DNS, Basic.CERTIFICATE_EXPIRY))).missing
    assert "DNS, certificate expiry" in lack.text()


@given(
    st.builds(
        PackageFacts,
        is_technical=st.booleans(),
        asks_basics=st.booleans(),
        has_impact=st.booleans(),
        open_basics=st.lists(st.sampled_from(Basic), unique=True).map(tuple),
        tried_count=st.integers(0, 3),
        evidence_count=st.integers(0, 3),
    )
)
def test_a_package_passes_exactly_when_nothing_that_its_kind_asks_for_lacks(known: PackageFacts) -> None:
    technical = known.tried_count > 0 and known.evidence_count > 0
    basics = not known.open_basics or not known.asks_basics
    is_whole = known.has_impact and (not known.is_technical or (technical and basics))
    assert judge_package(known).passes is is_whole


def test_what_a_manager_or_security_is_asked_rests_on_the_impact_alone() -> None:
    bare = replace(WHOLE, open_basics=tuple(Basic), tried_count=0, evidence_count=0)
    for is_technical, has_impact in product((True, False), repeat=2):
        known = replace(bare, is_technical=is_technical, has_impact=has_impact)
        assert judge_package(known).passes is (has_impact and not is_technical)
