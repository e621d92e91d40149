"""Who may do what with escalations: who has the case submits, the receiving team accepts or returns."""

from __future__ import annotations

from uuid import UUID

from firstfix.kernel.policy import Relation, Request, Rule

__all__ = ["RELATIONS", "RULES"]

WORKERS = (
    "support_specialist", "lead_specialist", "dispatcher", "engineer", "incident_commander", "manager",
)  # fmt: skip
RECORDERS = (*WORKERS, "trainee", "logistics")
RECEIVERS = ("engineering_receiver", "lead_specialist", "incident_commander", "manager", "director")
_SENT_TO_THEM = "it_was_sent_to_their_team"

RULES: tuple[Rule, ...] = (
    Rule("create_escalation", RECORDERS, source="S1-F18"),
    Rule("write_escalation", RECORDERS, source="S1-F18"),
    Rule("complete_escalation", RECORDERS, source="S1-D07"),
    Rule("mark_escalation_incomplete", (*RECORDERS, "system"), source="S1-D07"),
    # When to escalate is a person's judgement; a machine may draft and complete the package.
    Rule("submit_escalation", WORKERS, human_only=True, source="S2-Z01", otherwise="complete_escalation"),
    # An acknowledgement that counts is a person's, never an automatic reply (S2-K02).
    *(
        Rule(name, RECEIVERS, when=_SENT_TO_THEM, human_only=True, source=source)
        for name, source in (
            ("acknowledge_escalation", "S2-K02"),
            ("accept_escalation", "S2-F21"),
            ("return_escalation", "S2-X07"),
            ("act_on_escalation", "S2-K02"),
            ("answer_escalation", "S1-F18"),
        )
    ),
    *(
        Rule(name, WORKERS, human_only=True, source="S1-F18")
        for name in ("confirm_escalation", "reopen_escalation", "close_escalation", "withdraw_escalation")
    ),
)


def _is_sent_to_them(request: Request) -> bool:
    """Tell whether the receiving team is one of the actor's; whose roles name no team has all of them."""
    team_id: UUID | None = getattr(request.subject, "to_team_id", None)
    return team_id is not None and (not request.actor.team_ids or team_id in request.actor.team_ids)


RELATIONS: dict[str, Relation] = {_SENT_TO_THEM: _is_sent_to_them}
