"""No swapping of parts until it works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstfix.engines.readiness import CaseKind, PartUseFacts, judge_part_use
from tests.engines.readiness.samples import codes

JUSTIFIED = PartUseFacts(
    CaseKind.INCIDENT,
    "PSU 920W",
    hypothesis="PSU 2 burnt out",
    hypothesis_state="supported",
    failing_check="12 V rail reads 0.3 V",
)


def test_a_hypothesis_and_a_failing_check_justify_a_part():
    assert judge_part_use(JUSTIFIED).passes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hypothesis": ""}, "hypothesis"),
        ({"hypothesis": "ok"}, "hypothesis"),
        ({"hypothesis_state": "refuted"}, "hypothesis_refuted"),
        ({"hypothesis_state": "corrected"}, "hypothesis_refuted"),
        ({"is_hypothesis_a_persons": False}, "hypothesis_unreviewed"),
        ({"failing_check": ""}, "failing_check"),
    ],
)
def test_break_and_fix_without_either_uses_no_part(changes, code):
    verdict = judge_part_use(replace(JUSTIFIED, **changes))
    assert codes(verdict) == [code]
    assert verdict.override is None
    assert verdict.binding == verdict.missing
    assert verdict.missing[0].who
    assert verdict.missing[0].remedy
    assert "{" not in verdict.missing[0].text()


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        (CaseKind.REQUEST, "is_on_request"),
        (CaseKind.INSTALLATION, "is_on_bill_of_materials"),
        (CaseKind.UPGRADE, "is_on_change"),
        (CaseKind.MAINTENANCE, "is_on_template"),
    ],
)
def test_planned_work_uses_planned_parts_only(kind, source):
    assert judge_part_use(PartUseFacts(kind, "PSU", **{source: True})).passes
    sources = {"is_on_request", "is_on_bill_of_materials", "is_on_change", "is_on_template"} - {source}
    refused = judge_part_use(PartUseFacts(kind, "PSU", **dict.fromkeys(sources, True)))
    assert not refused.passes
    assert "PSU" in refused.missing[0].text()


def test_a_finding_of_the_inspection_needs_its_failing_check():
    found = PartUseFacts(CaseKind.MAINTENANCE, "Fan", inspection_finding="Bearing grinds")
    assert codes(judge_part_use(found)) == ["failing_check"]
    assert judge_part_use(replace(found, failing_check="Vibration 9 mm/s")).passes
