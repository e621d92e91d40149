"""The ledger as an event log: the chain of each case, told in the words of the scorecard's engine.

Every command that concerns a case is linked into that case's chain, also where it was given on a visit, a
hypothesis or an escalation. So the chain alone says what happened when; what a case was like at that time
(its priority, its team) is read from the rows that say since when. Imported history passed no gate of ours
and is no part of the log (domain.md, "Import of history").
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from firstfix.apps.cases.models import Assessment, Case, HandOver, HandOverResult, TargetClock
from firstfix.apps.directory.models import Agreement, Team, TeamKind
from firstfix.apps.escalations.models import ReturnReason
from firstfix.apps.scorecards.queries.receivers_hours import Receivers, receivers_of
from firstfix.apps.scorecards.queries.service_hours import calendar_name
from firstfix.apps.visits.models import AvoidableCause
from firstfix.engines.scorecard import Event, LogMapping
from firstfix.engines.service_clock import ClockState, TargetKind
from firstfix.kernel.ledger.models import LedgerLink

__all__ = ["ATTRIBUTES", "KINDS", "MAPPING", "CaseChain", "chains_of"]

ATTRIBUTES: Final = (
    "due_at", "sla_met", "priority", "group", "category", "job_type", "asset", "customer", "merged_into",
    "rolled_visit_count", "avoidable_trip", "restore_calendar", "response_calendar", "engineer_calendar",
    "team_calendar",
)  # fmt: skip
"""What each event carries, in this order; all but the last six are words of the engine's mapping."""

MAPPING: Final = LogMapping(
    name="ledger",
    case="case",
    at="at",
    kind="kind",
    actor="actor",
    attributes={name: name for name in ATTRIBUTES},
    priorities=("P1", "P2", "P3", "P4"),
)

# A case that nobody has taken up yet is new, triaged or not; restored and verified work is still work.
_PHASES: Final = {
    "new": "new",
    "triaged": "new",
    "in_progress": "active",
    "restored": "active",
    "verifying": "active",
    "reopened": "active",
    "resolved": "resolved",
    "closed": "closed",
    "merged": "cancelled",
    "cancelled": "cancelled",
}
_WAITED_FOR: Final = {"customer", "vendor", "part", "approval", "engineering"}
# What commands on other things tell of their case. Words that the engine does not know move no case; the
# measures of field work read them (field_measures.py).
_ACTS: Final = {
    "post_message": "responded",
    "send_draft": "responded",
    "add_evidence": "evidence_added",
    "pass_check": "check_ticked",
    "fail_check": "check_ticked",
    "accept_visit": "acknowledged",
    "reassign_visit": "assigned",
    "start_travel": "visit_rolled",
    "check_in": "arrived",
    "sign_visit": "signed",
    "sign_visit_conditionally": "signed",
    "support_hypothesis": "diagnosed",
    "confirm_hypothesis": "diagnosed",
    "apply_workaround": "diagnosed",
    "submit_escalation": "escalated",
    "acknowledge_escalation": "escalation_acknowledged",
    "accept_escalation": "escalation_accepted",
    "return_escalation": "escalation_returned",
    "act_on_escalation": "escalation_acted",
    "answer_escalation": "escalation_acted",
}
KINDS: Final = frozenset(
    {*_PHASES.values(), *_ACTS.values(), *(f"waiting_{party}" for party in _WAITED_FOR), "waiting_other"}
    | {"assigned", "noted", "merged", "withdrawn", "diagnosis_refuted", "customer_wrote"}
)
"""All kinds of event that the ledger can tell, whether or not they happened yet."""
_SAME_MESSAGE: Final = timedelta(minutes=1)
_HANDED_ON: Final = {ReturnReason.WRONG_TEAM.value}
_LATE: Final = {state.value for state in ClockState if "breached" in state.value}


@dataclass(frozen=True, slots=True)
class CaseChain:
    """One case with its events in time order; ``at`` of an event is in whole seconds since 1970 (UTC).

    ``version`` is the length of the chain, which is the case's version at that time.
    """

    case: Case
    version: int
    events: list[Event]


@dataclass(slots=True)
class _Row:
    """One command of a case's chain: when it counts, by whom, on what, and what it said in codes."""

    at: datetime
    actor: str
    command: str
    noun: str
    subject: str
    state: str
    given: Mapping[str, Any]


@dataclass(slots=True)
class _Beside:
    """What was so since when: rows of a case in time order."""

    priorities: list[tuple[datetime, str]] = field(default_factory=list)
    groups: list[tuple[datetime, str]] = field(default_factory=list)
    clocks: list[TargetClock] = field(default_factory=list)
    receivers: Receivers = field(default_factory=Receivers)


def chains_of(case_ids: Sequence[UUID]) -> Iterator[CaseChain]:
    """Give the chains of those of these cases that came to us live, with a fixed number of questions."""
    cases = Case.objects.live().filter(pk__in=case_ids).order_by("number")
    rows, beside = _rows(case_ids), _beside(case_ids)
    # Whose queue a report goes to that names none (cases/commands/create_case.py).
    first_team = Team.objects.filter(kind=TeamKind.SUPPORT).order_by("code").first()
    for case in cases:
        if rows[case.pk]:
            teller = _Teller(case, beside[case.pk], str(first_team.pk) if first_team else "")
            yield CaseChain(case, len(rows[case.pk]), teller.told(rows[case.pk]))


def _rows(case_ids: Sequence[UUID]) -> Mapping[UUID, list[_Row]]:
    links = LedgerLink.objects.filter(subject_type="case", subject_id__in=case_ids)
    columns = ("subject_id", "row__at", "row__actor_id", "row__command", "row__body")
    rows: dict[UUID, list[_Row]] = defaultdict(list)
    for case_id, at, actor_id, command, body in links.order_by("version").values_list(*columns):
        told = json.loads(body)
        noun, subject = told["subject"]
        rows[case_id].append(
            _Row(at, str(actor_id), command, noun, subject, told.get("state", ""), told["given"])
        )
    return rows


def _beside(case_ids: Sequence[UUID]) -> Mapping[UUID, _Beside]:
    beside: dict[UUID, _Beside] = defaultdict(_Beside)
    for case_id, at, priority in Assessment.objects.filter(case__in=case_ids).values_list(
        "case_id", "assessed_at", "priority"
    ):
        beside[case_id].priorities.append((at, f"P{priority}"))
    accepted = HandOver.objects.filter(case__in=case_ids, answer__result=HandOverResult.ACCEPTED)
    for case_id, at, team_id in accepted.values_list("case_id", "answer__answered_at", "to_team_id"):
        beside[case_id].groups.append((at, str(team_id)))
    for clock in TargetClock.objects.filter(case__in=case_ids, agreement=Agreement.SLA):
        beside[clock.case_id].clocks.append(clock)
    for case_id, receivers in receivers_of(case_ids).items():
        beside[case_id].receivers = receivers
    for one in beside.values():
        one.priorities.sort()
        one.groups.sort()
    return beside


class _Teller:
    """Tells the chain of one case; what a case was before anything said so is what was said first."""

    def __init__(self, case: Case, beside: _Beside, first_team: str) -> None:
        self._case = case
        self._first_team = first_team
        self._beside = beside
        self._category = ""
        self._assigned: set[str] = set()
        self._supported: set[str] = set()
        self._rolled: set[str] = set()
        self._avoidable = ""
        self._opened_at = case.opened_at

    def told(self, rows: list[_Row]) -> list[Event]:
        """Give the events of the rows, in time order: a late command from a device stands where it counts."""
        self._category = next((code for row in rows if (code := row.given.get("fault_code"))), "")
        group = str(rows[0].given.get("team_id") or self._first_group())
        self._beside.groups.insert(0, (rows[0].at, group))
        self._opened_at = rows[0].at
        told: list[tuple[_Row, str, tuple[str, ...]]] = []
        for row in sorted(rows, key=lambda one: one.at):
            kinds = self._kinds(row)
            known = tuple(self._attributes(row))
            told += ((row, kind, known) for kind in kinds)
        told[-1] = (*told[-1][:2], self._at_the_end(told[-1][2]))
        name = str(self._case.pk)
        return [Event(name, int(row.at.timestamp()), row.actor, kind, known) for row, kind, known in told]

    def _first_group(self) -> str:
        return self._first_team if self._beside.groups else str(self._case.team_id)

    def _kinds(self, row: _Row) -> tuple[str, ...]:
        # A case into which another one was merged has that row in its chain as well.
        if row.state and row.noun == "case" and row.subject == str(self._case.pk):
            return self._phases(row)
        if row.command == "return_escalation" and set(row.given.get("reasons", ())) != _HANDED_ON:
            # Sending it back with what is missing helps; handing it on does not (S2-K02).
            return "escalation_returned", "escalation_acted"
        return ("new",) if row.command == "create_case" else (self._act(row),)

    def _phases(self, row: _Row) -> tuple[str, ...]:
        if row.state == "waiting":
            party = str(row.given.get("party", ""))
            return (f"waiting_{party if party in _WAITED_FOR else 'other'}",)
        phase = _PHASES[row.state]
        # When it was given up is an act besides: as a phase alone it would look like an answer.
        given_up = {"merged": "merged", "cancelled": "withdrawn"}.get(row.state)
        return (given_up, phase) if given_up else (phase,)

    def _act(self, row: _Row) -> str:
        subject, command = row.subject, row.command
        if command in ("start_travel", "check_in"):
            self._rolled.add(subject)
        self._note_cause(str(row.given.get("avoidable_cause") or ""))
        if command == "assign_visit":
            # The assignment of a second trip gives no first one back.
            is_first = not self._assigned or subject in self._assigned
            self._assigned.add(subject)
            return "assigned" if is_first else "noted"
        if command == "receive_message":
            # A mail that opens a case stands in its chain as a message too.
            return "customer_wrote" if row.at - self._opened_at > _SAME_MESSAGE else "noted"
        if command in ("accept_visit", "reassign_visit") and subject not in self._assigned:
            return "noted"
        if command in ("support_hypothesis", "confirm_hypothesis"):
            self._supported.add(subject)
        if command in ("refute_hypothesis", "correct_hypothesis"):
            return "diagnosis_refuted" if subject in self._supported else "noted"
        return _ACTS.get(command, "noted")

    def _note_cause(self, cause: str) -> None:
        """Keep whether any trip of the case could have been avoided, as far as somebody said so."""
        if cause:
            is_avoidable = self._avoidable == "yes" or cause != AvoidableCause.NONE
            self._avoidable = "yes" if is_avoidable else "no"

    def _attributes(self, row: _Row) -> list[str]:
        case = self._case
        self._category = str(row.given.get("fault_code") or self._category)
        return [
            self._due_at(),
            "",
            _since(self._beside.priorities, row.at),
            _since(self._beside.groups, row.at),
            self._category,
            case.kind,
            str(case.asset_id or ""),
            str(case.organization_id),
            "",
            str(len(self._rolled)),
            self._avoidable,
            *("",) * 4,
        ]

    def _at_the_end(self, last: Sequence[str]) -> tuple[str, ...]:
        """Give the attributes of the last event: only at the end it is known whether promises were kept."""
        clocks = {clock.kind: clock for clock in self._beside.clocks}
        restore = clocks.get(TargetKind.RESOLVE.value) or clocks.get(TargetKind.RESTORE.value)
        known = {
            "sla_met": self._is_met(),
            "merged_into": str(self._case.merged_into_id or ""),
            "restore_calendar": calendar_name(restore),
            "response_calendar": calendar_name(clocks.get(TargetKind.RESPOND.value)),
            "engineer_calendar": self._beside.receivers.engineer,
            "team_calendar": self._beside.receivers.team,
        }
        return tuple(known.get(name, value) for name, value in zip(ATTRIBUTES, last, strict=True))

    def _due_at(self) -> str:
        """Give when the case was promised to be resolved, else to be restored.

        While an allowed wait holds the clock, the case is due at no time.
        """
        running = (clock for clock in self._beside.clocks if clock.state != ClockState.PAUSED.value)
        due = {clock.kind: clock.due_at for clock in running if clock.due_at}
        at = due.get(TargetKind.RESOLVE.value) or due.get(TargetKind.RESTORE.value)
        return at.isoformat(" ", "seconds") if at else ""

    def _is_met(self) -> str:
        """Give whether every promise of the contract was kept; a promise that never began says nothing."""
        states = {clock.state for clock in self._beside.clocks} - {ClockState.NOT_STARTED.value}
        if not states.isdisjoint(_LATE):
            return "missed"
        return "met" if states == {ClockState.MET.value} else ""


def _since(known: Sequence[tuple[datetime, str]], at: datetime) -> str:
    """Give what held at ``at``: the last that was said by then, else the first that was said at all."""
    said = [value for since, value in known if since <= at]
    return said[-1] if said else (known[0][1] if known else "")
