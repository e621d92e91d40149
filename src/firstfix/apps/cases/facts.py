"""What this capability answers to gates, by the names of the needs in the state tables."""

from __future__ import annotations

from firstfix.engines.readiness.judgement_gates import judge_named_person, judge_other_person
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Provider, Question
from firstfix.kernel.identity import ActorKind

__all__ = ["PROVIDERS"]


def named_person(question: Question) -> Verdict:
    """Give whether a person judges, and not a machine or a program in a person's name."""
    actor = question.actor
    return judge_named_person(
        is_person=actor.kind is ActorKind.PERSON and actor.person_id is not None, name=actor.name
    )


def other_person(question: Question) -> Verdict | None:
    """Give whether somebody else asked for it: an approval, a change; nobody can tell without a person."""
    requested_by_id = getattr(question.subject, "requested_by_id", None)
    if question.actor.person_id is None or requested_by_id is None:
        return None
    return judge_other_person(is_own=requested_by_id == question.actor.person_id)


PROVIDERS: dict[str, Provider] = {"named_person": named_person, "other_person": other_person}
