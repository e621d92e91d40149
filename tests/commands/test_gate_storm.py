"""A storm through every path: whatever is tried, nothing is called done without the evidence that it needs.

``FIRSTFIX_STORM`` sets how many sequences are drawn in all; they are dealt out over the paths. With
``FIRSTFIX_STORM_TOLD=1`` (and ``-s``) each path tells what came of its sequences. A storm that has not yet
ended any work, or never been refused to, goes on for a while; if it still has not, the test fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from firstfix.apps.cases.models import Case
from firstfix.connectors import alertmanager
from firstfix.connectors import mail as mail_intake
from firstfix.engines.verdict import Verdict
from firstfix.kernel import clock, facts
from tests.storm.blowing import PATHS, Plan, storm
from tests.storm.ground import lay_ground
from tests.storm.paths import Move
from tests.storm.tally import Tally

pytestmark = pytest.mark.django_db

SEQUENCES = int(os.environ.get("FIRSTFIX_STORM", "30"))
EACH = -(-SEQUENCES // len(PATHS))
# In a third of the sequences the case is resolved, or the storm would prove nothing; a few may miss that.
RESOLVED_SHARE, FEW = 3, 30
# A short storm opens some gates, one a time; a long one opens all of them.
IS_LONG = SEQUENCES >= 200
# A gate that stands open is noticed long before.
AT_MOST = 400
EVERYTHING = Plan()


def sends(*commands: str) -> Callable[[Move], bool]:
    """Tell of a move whether it is one of these commands."""
    return lambda move: move.command in commands


def shows(role: str) -> Callable[[Move], bool]:
    """Tell of a move whether it is a look at the configuration in this role."""
    return lambda move: move.fields.get("role") == role


@pytest.mark.covers("S1-D05", "S1-X03")
@pytest.mark.parametrize("path", PATHS)
def test_no_order_of_work_by_this_path_ends_anything_unproved(path: str) -> None:
    tally = blown(path, EACH)
    assert tally.violations == {}
    # This path called work done, and was refused to: the storm blew.
    assert tally.has_blown, tally.words()
    assert tally.sequence_count < FEW or tally.resolved_sequence_count * RESOLVED_SHARE > tally.sequence_count


@pytest.mark.parametrize("path", PATHS)
def test_the_oracle_notices_on_this_path_that_all_gates_stand_open(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = {name: lambda _question, name=name: Verdict(name) for name in facts._providers}
    monkeypatch.setattr(facts, "_providers", opened)
    assert_noticed(path, "resolve_case", "complete_work_order", plan=Plan(leaves_out=sends("add_evidence")))


# Which gate stands open, on which kind of work, which move nobody makes, and what the oracle then says.
OPENED_AT_ONCE = 6
OPENED: tuple[tuple[str, str, Callable[[Move], bool], str], ...] = (
    ("closure_of_case", "remote", sends("record_acceptance"), "resolve_case: customer's answer"),
    ("closure_of_work_order", "request", sends("state_parts"), "complete_work_order: parts statement"),
    ("readiness", "request", sends("confirm_access"), "dispatch_work_order: access"),
    ("part_use", "incident", sends("propose_hypothesis"), "consume_part: hypothesis"),
    ("evidence_after_fix", "incident", sends("add_evidence"), "sign_visit: evidence"),
    ("time_and_parts", "request", sends("state_parts"), "complete_visit: parts statement"),
    ("change_matches", "upgrade", shows("after"), "leave_site: look before or after"),
    ("readiness", "incident", sends("answer_basic"), "dispatch_work_order: basics"),
    ("readiness", "installation", sends("record_site_survey"), "dispatch_work_order: site survey"),
    ("readiness", "upgrade", sends("plan_firmware_path"), "dispatch_work_order: firmware path"),
    ("rollback_plan", "upgrade", sends("answer_basic"), "approve_change: an approval of the high risk"),
    ("change_may_start", "upgrade", sends("record_pre_check"), "execute_change: its pre-checks"),
    ("typed_evidence", "maintenance", sends("skip_check"), "pass_check: a passing look"),
    ("may_be_waived", "maintenance", sends("pass_check"), "waive_check: a line"),
    ("safety_acknowledged", "maintenance", sends("acknowledge_safety"), "start_work: safety notes"),
    ("work_order_dispatched", "request", sends("dispatch_work_order"), "check_in: a dispatched order"),
)


@pytest.mark.parametrize(("gate", "kind", "nobody", "found"), OPENED if IS_LONG else OPENED[:OPENED_AT_ONCE])
def test_the_oracle_notices_that_this_one_gate_stands_open(
    gate: str, kind: str, nobody: Callable[[Move], bool], found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(facts._providers, gate, lambda _question: Verdict(gate))
    assert_noticed("command", found, plan=Plan((kind,), nobody))


@pytest.mark.parametrize(
    ("path", "intake", "name"), [("mail", mail_intake, "_add"), ("alert", alertmanager, "_record")]
)
def test_the_oracle_notices_an_intake_that_ends_the_case_by_itself(
    path: str, intake: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, name, ending(getattr(intake, name)))
    assert_noticed(path, "case: is closed, the ledger leads to")


def ending(taking: Callable[..., Any]) -> Callable[..., Any]:
    """Give an intake that does what it did, and then ends the case behind everybody's back."""

    def taken(intake: Any, *rest: Any) -> Any:
        answer = taking(intake, *rest)
        case = next(one for one in rest if isinstance(one, Case))
        Case.objects.filter(pk=case.pk).update(state="closed", waiting_on="")
        return answer

    return taken


def assert_noticed(path: str, *starts: str, plan: Plan = EVERYTHING) -> None:
    """Fail unless the storm finds a violation that starts so."""

    def is_noticed(tally: Tally) -> bool:
        return any(found.startswith(starts) for found in tally.violations)

    assert is_noticed(blown(path, AT_MOST, replace(plan, is_enough=is_noticed)))


def blown(path: str, count: int, plan: Plan = EVERYTHING) -> Tally:
    """Give what came of so many sequences by this path on a new ground."""
    start = clock.now()
    with clock.frozen_at(start):
        ground = lay_ground()
    tally = storm(ground, path, count, start, plan)
    if os.environ.get("FIRSTFIX_STORM_TOLD"):
        print(f"\n{tally.words()}", flush=True)  # noqa: T201 - asked for
    return tally
