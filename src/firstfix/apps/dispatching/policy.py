"""Who may do what with the plan."""

from __future__ import annotations

from firstfix.kernel.policy import Relation, Request, Rule

__all__ = ["PLANNERS", "RELATIONS", "RULES"]

PLANNERS = ("dispatcher", "manager", "incident_commander")

RULES: tuple[Rule, ...] = (
    *(
        Rule(name, PLANNERS, source="S1-F03")
        for name in ("assign_visit", "reassign_visit", "unassign_visit", "cancel_visit")
    ),
    *(
        Rule(name, PLANNERS, source="S1-F01")
        for name in ("request_plan", "request_repair", "stop_plan", "discard_plan")
    ),
    # A plan is put before people by a person who answers for it; a program may prepare it.
    Rule("publish_plan", PLANNERS, human_only=True, source="S1-F01"),
    *(Rule(name, ("system",), source="S1-F01") for name in ("keep_plan", "fail_plan")),
    # S1-R05: an engineer schedules alone within the dispatch limits: only oneself, within the promise.
    *(
        Rule(name, ("engineer", "lead_specialist"), when="they_take_it_themselves", source="S1-R05")
        for name in ("assign_visit", "reassign_visit")
    ),
    *(
        Rule(name, ("engineer", "trainee", "lead_specialist"), when="the_visit_is_theirs", source="S1-F03")
        for name in ("accept_visit", "decline_visit")
    ),
    Rule("note_absence", PLANNERS, source="S0-P17"),
    Rule("note_absence", ("engineer", "trainee", "lead_specialist"), when="they_speak_of_themselves"),
    Rule("free_engineer_time", ("system",), source="S1-F03"),
    Rule("plan_on_call", PLANNERS, source="S1-F15"),
)


def _takes_it_themselves(request: Request) -> bool:
    present = getattr(request.subject, "engineer_id", None)
    is_own = present is None or present == request.actor.person_id
    return is_own and request.given.get("engineer_id") == request.actor.person_id


def _is_theirs(request: Request) -> bool:
    return request.subject is not None and request.subject.engineer_id == request.actor.person_id


def _speaks_of_themselves(request: Request) -> bool:
    return request.given.get("person_id") == request.actor.person_id


RELATIONS: dict[str, Relation] = {
    "they_take_it_themselves": _takes_it_themselves,
    "the_visit_is_theirs": _is_theirs,
    "they_speak_of_themselves": _speaks_of_themselves,
}
