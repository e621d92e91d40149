"""What this capability answers to gates, by the names of the needs in the state tables."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.models import AUTHOR_OF, ApprovalRequest
from firstfix.engines.readiness.judgement_gates import judge_named_person, judge_other_person
from firstfix.engines.verdict import Verdict
from firstfix.kernel.commands import subject_of
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
    """Give whether somebody else asked for it: an approval, a change; nobody can tell without a person.

    Where words are to be approved, their author counts as well as who asks for them.
    """
    person_id = question.actor.person_id
    requested_by_id = getattr(question.subject, "requested_by_id", None)
    if person_id is None or requested_by_id is None:
        return None
    return judge_other_person(
        is_own=requested_by_id == person_id, is_author=_author_id(question.subject) == person_id
    )


def _author_id(subject: object) -> UUID | None:
    """Give whose words an approval is about; None where it is about something else than words."""
    if not isinstance(subject, ApprovalRequest) or subject.subject_type not in AUTHOR_OF:
        return None
    words = subject_of(subject.subject_type).model._default_manager.filter(pk=subject.subject_id)
    return words.values_list(AUTHOR_OF[subject.subject_type], flat=True).first()


PROVIDERS: dict[str, Provider] = {"named_person": named_person, "other_person": other_person}
