"""Who may do what with a case."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.models import ApprovalKind, ApprovalRequest, Case
from firstfix.kernel.identity import Actor
from firstfix.kernel.policy import Relation, Request, Rule

__all__ = ["ABOVE", "DECIDERS_OF", "RELATIONS", "RULES", "may_decide"]

SUPPORT = ("support_specialist", "lead_specialist")
WORKERS = (*SUPPORT, "dispatcher", "engineer", "incident_commander", "manager")
CUSTOMERS = ("customer_contact", "customer_approver")

RECORDERS = (*WORKERS, "trainee")

_TEAM = ("lead_specialist", "incident_commander", "manager", "director")
ABOVE = ("manager", "director", "executive")
"""Who may decide in place of the person that was asked by name, where the kind is theirs at all."""
_COUNCIL = ("council_member",)

# Who decides each kind of approval (domain.md, "Rights"; register.csv, kind = right).
DECIDERS_OF: dict[ApprovalKind, tuple[str, ...]] = {
    ApprovalKind.SEVERITY_CHANGE: _TEAM,
    ApprovalKind.RISKY_WORKAROUND: _TEAM,
    ApprovalKind.SEQUENCE_DEVIATION: _TEAM,
    ApprovalKind.PARTIAL_CLOSURE: _TEAM,
    ApprovalKind.POLICY_EXCEPTION: ABOVE,
    ApprovalKind.CREDIT: ABOVE,
    ApprovalKind.LARGE_REPLACEMENT: ABOVE,
    ApprovalKind.CUSTOM_COVERAGE: ABOVE,
    ApprovalKind.CONTRACTOR: ABOVE,
    ApprovalKind.HIGH_RISK_CHANGE: ABOVE,
    ApprovalKind.EMERGENCY_CHANGE: _TEAM,
    ApprovalKind.PROCESS_CHANGE: _COUNCIL,
    ApprovalKind.WORKFLOW_CHANGE: _COUNCIL,
    ApprovalKind.REGULATED_ARTICLE: _COUNCIL,
    ApprovalKind.COMMITMENT_EXCEPTION: ABOVE,
    ApprovalKind.ACCESS_EXPANSION: ABOVE,
    ApprovalKind.INCIDENT_COMMUNICATION: ABOVE,
    ApprovalKind.DATA_POLICY: ("executive",),
}
DECIDERS = tuple(sorted({role for roles in DECIDERS_OF.values() for role in roles}))

LEADERS = ("lead_specialist", "incident_commander", "manager")
COUNCIL_ASKERS = ("director", "council_member")


def _commanded(name: str) -> tuple[Rule, ...]:
    """Give the rules of a command that in Sev1 belongs to the incident commander alone (S2-R16)."""
    return (
        Rule(name, ("incident_commander",), human_only=True, source="S2-R16"),
        Rule(
            name,
            ("lead_specialist", "manager"),
            when="the_case_is_not_sev1",
            human_only=True,
            source="S2-R16",
        ),
    )


def _of_policies(source: str) -> tuple[Rule, ...]:
    """Give who writes versions of policies, and who puts in force what the council approved."""
    writers, enacters = (*LEADERS, *COUNCIL_ASKERS), ("manager", *COUNCIL_ASKERS)
    return (
        *(
            Rule(name, writers, human_only=True, source=source)
            for name in ("stage_policy", "revise_policy", "withdraw_policy")
        ),
        Rule("enact_policy", enacters, human_only=True, source=source, otherwise="request_approval"),
    )


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
    Rule("reopen_case", (*WORKERS, *CUSTOMERS, "external_party", "system"), source="S1-K05"),
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
    Rule("request_approval", COUNCIL_ASKERS, source="S2-R06"),
    Rule("withdraw_approval", (*RECORDERS, "logistics", *COUNCIL_ASKERS), when="they_asked_for_it"),
    *(
        Rule(name, DECIDERS, when="this_kind_of_approval_is_theirs", human_only=True, source="S1-G02")
        for name in ("grant_approval", "reject_approval", "revoke_approval")
    ),
    Rule("expire_approval", ("system",), source="S1-R10"),
    Rule("recommend_approach", RECORDERS, human_only=True, source="S1-R04"),
    Rule("apply_workaround", WORKERS, human_only=True, source="S1-R07", otherwise="request_approval"),
    Rule("discuss_credit", ABOVE, human_only=True, source="S1-R11"),
    *(
        Rule(name, LEADERS, human_only=True, source="S2-R02")
        for name in ("start_swarm", "request_engineering")
    ),
    Rule("join_swarm", (*RECORDERS, "engineering_receiver"), human_only=True, source="S2-F04"),
    *_commanded("end_swarm"),
    *_commanded("set_update_cadence"),
    Rule("take_command", ("incident_commander",), human_only=True, source="S2-R16"),
    # A machine may draft for such a person; what goes to a customer is sent by a person.
    *(Rule(name, RECORDERS, source="S2-R03") for name in ("draft_message", "revise_draft", "discard_draft")),
    Rule("send_draft", WORKERS, human_only=True, source="S2-R03", otherwise="draft_message"),
    *(rule for source in ("S2-R06", "S2-R07") for rule in _of_policies(source)),
    Rule("supersede_policy", ("system",), source="S2-R06"),
)


def may_decide(actor: Actor, kind: str, asked_of_id: UUID | None) -> bool:
    """Tell whether the actor decides this kind of approval when that person, or nobody, was asked by name.

    Who was asked by name decides, or a manager above, as far as the kind is theirs at all.
    """
    roles = DECIDERS_OF[ApprovalKind(kind)]
    is_free = asked_of_id is None or asked_of_id == actor.person_id
    return actor.has_role(*roles) and (is_free or actor.has_role(*(set(roles) & set(ABOVE))))


def _is_their_teams_case(request: Request) -> bool:
    return request.subject is not None and request.subject.team_id in request.actor.team_ids


def _owns_or_leads(request: Request) -> bool:
    case_id = request.given.get("case_id")
    if case_id is None or request.actor.has_role(
        "manager", "lead_specialist", "dispatcher", "incident_commander"
    ):
        return True
    # The case is looked up by the body too, which refuses where it is not visible.
    owner_id = Case.objects.filter(pk=case_id).values_list("owner", flat=True).first()
    return owner_id in (None, request.actor.person_id)


def _is_offered_to_them(request: Request) -> bool:
    return request.subject is not None and request.subject.to_person_id == request.actor.person_id


def _offered_it(request: Request) -> bool:
    return request.subject is not None and request.subject.from_person_id == request.actor.person_id


def _asked_for_it(request: Request) -> bool:
    return request.subject is not None and request.subject.requested_by_id == request.actor.person_id


def _is_not_sev1(request: Request) -> bool:
    subject = request.subject
    case = subject if isinstance(subject, Case) else getattr(subject, "case", None)
    return case is not None and case.severity != 1


def _kind_is_theirs(request: Request) -> bool:
    asked = request.subject
    return isinstance(asked, ApprovalRequest) and may_decide(request.actor, asked.kind, asked.asked_of_id)


RELATIONS: dict[str, Relation] = {
    "it_is_their_teams_case": _is_their_teams_case,
    "they_own_the_case_or_lead": _owns_or_leads,
    "it_was_offered_to_them": _is_offered_to_them,
    "they_offered_it": _offered_it,
    "they_asked_for_it": _asked_for_it,
    "this_kind_of_approval_is_theirs": _kind_is_theirs,
    "the_case_is_not_sev1": _is_not_sev1,
}
