"""Who may do what with a case."""

from __future__ import annotations

from firstfix.apps.cases.models import ApprovalKind, Case
from firstfix.kernel.policy import Relation, Request, Rule

__all__ = ["DECIDERS_OF", "RELATIONS", "RULES"]

SUPPORT = ("support_specialist", "lead_specialist")
WORKERS = (*SUPPORT, "dispatcher", "engineer", "incident_commander", "manager")
CUSTOMERS = ("customer_contact", "customer_approver")

RECORDERS = (*WORKERS, "trainee")

_TEAM = ("lead_specialist", "incident_commander", "manager", "director")
_MANAGERS = ("manager", "director", "executive")
_COUNCIL = ("council_member",)

# Who decides each kind of approval (domain.md, "Rights"; register.csv, kind = right).
DECIDERS_OF: dict[ApprovalKind, tuple[str, ...]] = {
    ApprovalKind.SEVERITY_CHANGE: _TEAM,
    ApprovalKind.RISKY_WORKAROUND: _TEAM,
    ApprovalKind.SEQUENCE_DEVIATION: _TEAM,
    ApprovalKind.PARTIAL_CLOSURE: _TEAM,
    ApprovalKind.POLICY_EXCEPTION: _MANAGERS,
    ApprovalKind.CREDIT: _MANAGERS,
    ApprovalKind.LARGE_REPLACEMENT: _MANAGERS,
    ApprovalKind.CUSTOM_COVERAGE: _MANAGERS,
    ApprovalKind.CONTRACTOR: _MANAGERS,
    ApprovalKind.HIGH_RISK_CHANGE: _MANAGERS,
    ApprovalKind.EMERGENCY_CHANGE: _TEAM,
    ApprovalKind.PROCESS_CHANGE: _COUNCIL,
    ApprovalKind.WORKFLOW_CHANGE: _COUNCIL,
    ApprovalKind.REGULATED_ARTICLE: _COUNCIL,
    ApprovalKind.COMMITMENT_EXCEPTION: _MANAGERS,
    ApprovalKind.ACCESS_EXPANSION: _MANAGERS,
    ApprovalKind.INCIDENT_COMMUNICATION: _MANAGERS,
    ApprovalKind.DATA_POLICY: ("executive",),
}
DECIDERS = tuple(sorted({role for roles in DECIDERS_OF.values() for role in roles}))

RULES: tuple[Rule, ...] = (
    Rule("create_case", (*WORKERS, *CUSTOMERS, "trainee", "logistics", "system"), source="S1-D05"),
    Rule(
        "triage_case",
        (*SUPPORT, "dispatcher", "incident_commander", "manager"),
        human_only=True,
        source="S2-Z01",
        otherwise="propose_severity",
    ),
    Rule("start_case", WORKERS, source="S1-F03"),
    Rule("wait_case", WORKERS, source="S1-F25"),
    Rule("resume_case", (*WORKERS, "system"), source="S1-F25"),
    Rule("restore_case", WORKERS, source="S1-F03"),
    Rule("verify_case", (*WORKERS, "system"), source="S1-F03"),
    Rule("close_case", (*SUPPORT, "dispatcher", "manager", *CUSTOMERS, "system"), source="S1-D05"),
    Rule("reopen_case", (*WORKERS, *CUSTOMERS, "system"), source="S1-K05"),
    Rule("merge_case", (*SUPPORT, "dispatcher", "manager"), source="S1-K05"),
    Rule("cancel_case", (*SUPPORT, "dispatcher", "manager"), source="S1-F21"),
    *(Rule(name, RECORDERS, source="S1-R01") for name in ("answer_basic", "record_remote_attempt")),
    *(
        Rule(name, RECORDERS, human_only=True, source="S1-A06")
        for name in (
            "propose_hypothesis",
            "support_hypothesis",
            "refute_hypothesis",
            "confirm_hypothesis",
            "correct_hypothesis",
        )
    ),
    Rule("add_note", (*RECORDERS, "logistics", "engineering_receiver"), source="S1-D05"),
    Rule("post_message", WORKERS, human_only=True, source="S1-Z03"),
    Rule("receive_message", ("system", *CUSTOMERS, "external_party"), source="S1-D05"),
    Rule("propose_severity", (*RECORDERS, "system"), source="S2-R05"),
    Rule("recommend_severity", RECORDERS, source="S2-R05"),
    Rule(
        "change_severity",
        (*SUPPORT, "dispatcher", "incident_commander", "manager"),
        human_only=True,
        source="S1-R06",
        otherwise="request_approval",
    ),
    Rule("state_impact", (*WORKERS, *CUSTOMERS), source="S2-F09"),
    Rule("prepare_closure", RECORDERS, source="S1-D05"),
    Rule("link_knowledge", RECORDERS, source="S2-X08"),
    Rule("resolve_case", WORKERS, source="S1-D05"),
    Rule("record_acceptance", (*RECORDERS, *CUSTOMERS, "external_party"), source="S1-D13"),
    # A monitoring system speaks with a token of one of these people, scoped to this one command.
    Rule("record_alert", ("system", *SUPPORT, "manager", "administrator"), source="S1-T10"),
    Rule("quarantine_message", ("system",), source="S1-D05"),
    *(Rule(name, WORKERS, human_only=True) for name in ("accept_quarantined", "discard_quarantined")),
    Rule("take_case", WORKERS, when="it_is_their_teams_case", source="S0-P01"),
    Rule("take_case", ("manager", "incident_commander"), source="S0-P01"),
    Rule("offer_hand_over", WORKERS, when="they_own_the_case_or_lead", source="S0-P01"),
    *(
        Rule(name, WORKERS, when="it_was_offered_to_them", source="S0-P01")
        for name in ("accept_hand_over", "return_hand_over")
    ),
    Rule("withdraw_hand_over", WORKERS, when="they_offered_it", source="S0-P01"),
    *(Rule(name, WORKERS, source="S1-F17") for name in ("make_commitment", "renegotiate_commitment")),
    *(Rule(name, WORKERS, source="S2-X10") for name in ("keep_commitment", "withdraw_commitment")),
    Rule("miss_commitment", ("system",), source="S2-X10"),
    Rule("note_breach", ("system",), source="S1-K04"),
    Rule("request_approval", (*RECORDERS, "logistics"), source="S1-R06"),
    Rule("withdraw_approval", (*RECORDERS, "logistics"), when="they_asked_for_it"),
    *(
        Rule(name, DECIDERS, when="this_kind_of_approval_is_theirs", human_only=True, source="S1-G02")
        for name in ("grant_approval", "reject_approval", "revoke_approval")
    ),
    Rule("expire_approval", ("system",), source="S1-R10"),
)


def _is_their_teams_case(request: Request) -> bool:
    return request.subject is not None and request.subject.team_id in request.actor.team_ids


def _owns_or_leads(request: Request) -> bool:
    # The case is looked up by the body, which refuses where it is not visible.
    case = Case.objects.filter(pk=request.given.get("case_id")).first()
    leads = request.actor.has_role("manager", "lead_specialist", "dispatcher", "incident_commander")
    return leads or case is None or case.owner_id == request.actor.person_id


def _is_offered_to_them(request: Request) -> bool:
    return request.subject is not None and request.subject.to_person_id == request.actor.person_id


def _offered_it(request: Request) -> bool:
    return request.subject is not None and request.subject.from_person_id == request.actor.person_id


def _asked_for_it(request: Request) -> bool:
    return request.subject is not None and request.subject.requested_by_id == request.actor.person_id


def _kind_is_theirs(request: Request) -> bool:
    kind = getattr(request.subject, "kind", None)
    return kind is not None and request.actor.has_role(*DECIDERS_OF[ApprovalKind(kind)])


RELATIONS: dict[str, Relation] = {
    "it_is_their_teams_case": _is_their_teams_case,
    "they_own_the_case_or_lead": _owns_or_leads,
    "it_was_offered_to_them": _is_offered_to_them,
    "they_offered_it": _offered_it,
    "they_asked_for_it": _asked_for_it,
    "this_kind_of_approval_is_theirs": _kind_is_theirs,
}
