"""Which noun is which table, and what of it an actor may see: filled by ``wiring.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.refusal import Refused, not_visible
from firstfix.kernel.statements import Question, Slot

__all__ = ["Subject", "all_subjects", "register_subject", "see", "subject_of"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun that commands speak of: its table, its visibility rule and its lifecycle's name."""

    noun: str
    model: type[Model]
    visible: Callable[[Actor], QuerySet[Any]]
    machine: str | None = None


_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Make ``subject`` known; the same noun twice must be the same table."""
    known = _subjects.setdefault(subject.noun, subject)
    if known.model is not subject.model:
        raise ValueError(f"The noun {subject.noun!r} already means {known.model.__name__}.")


def subject_of(noun: str) -> Subject:
    """Give what is known of ``noun``; raises KeyError for a noun that nobody registered."""
    return _subjects[noun]


def all_subjects() -> tuple[Subject, ...]:
    """Give every registered noun, sorted."""
    return tuple(_subjects[noun] for noun in sorted(_subjects))


def see(actor: Actor, noun: str, subject_id: UUID) -> Any:
    """Give the row if ``actor`` may see it; raises Refused (not visible) otherwise."""
    found = _question(noun, actor).first(id=subject_id)
    if found is None:
        raise Refused(not_visible(noun))
    return found


# What an actor may see follows from the actor alone (roles, scope, person), and an actor whose rights
# changed is another value, so a composed question never outlives the rights that it was composed for.
@lru_cache(maxsize=1024)
def _question(noun: str, actor: Actor) -> Question[Any]:
    subject = _subjects[noun]
    key = Slot("id", subject.model._meta.pk)
    return Question(lambda: subject.visible(actor).filter(pk=key)[:1])
