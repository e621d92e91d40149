"""Where things stand: the page of each kind of subject, and the place where a remedy is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import NoReverseMatch

from firstfix.apps.cases.models import (
    ApprovalRequest,
    Case,
    Commitment,
    HandOver,
    Hypothesis,
    MessageDraft,
    Swarm,
)
from firstfix.apps.cases.queries import case_id_of
from firstfix.apps.diagnosis.models import Remediation
from firstfix.engines.verdict import Missing, Verdict
from firstfix.kernel.commands import all_subjects, find_command
from firstfix.kernel.refusal import Refusal
from firstfix.server.addresses import address_of
from firstfix.server.pages.words import command_label

__all__ = ["do_place", "place_of", "remedies_for"]

_PAGES: Mapping[str, str] = {
    "case": "case",
    "work_order": "work_order",
    "visit": "visit",
    "person": "person",
    "job": "job",
    "escalation": "escalation",
    "article": "article",
    "policy_version": "policy_version",
    "plan_proposal": "plan_proposal",
}
# Subjects that are read on the page of their case.
_ON_CASE: Mapping[str, Callable[[UUID], UUID | None]] = {
    "hypothesis": lambda pk: _case_of(Hypothesis, pk),
    "commitment": lambda pk: _case_of(Commitment, pk),
    "hand_over": lambda pk: _case_of(HandOver, pk),
    "message_draft": lambda pk: _case_of(MessageDraft, pk),
    "swarm": lambda pk: _case_of(Swarm, pk),
}


def place_of(noun: str, subject_id: UUID) -> str | None:
    """Give the address of the page that shows a subject, or None where none does."""
    if noun == "approval_request":
        return _place_of_question(subject_id)
    if noun == "remediation":
        order_id = Remediation.objects.filter(pk=subject_id).values_list("work_order_id", flat=True).first()
        return address_of("site_checks", order_id) if order_id else None
    if noun in _ON_CASE:
        case_id = _ON_CASE[noun](subject_id)
        return place_of("case", case_id) if case_id else None
    try:
        return address_of(_PAGES[noun], subject_id) if noun in _PAGES else None
    except NoReverseMatch:
        return None


def do_place(command: str, subject: Any = None, **given: Any) -> str | None:
    """Give the address of a command's own form, or None for a command that does not fit the subject."""
    found = find_command(command)
    if found is None:
        return None
    query = f"?{urlencode({name: str(value) for name, value in given.items() if value})}" if given else ""
    if found.spec.creates:
        return address_of("do_create", command) + query
    is_same_noun = getattr(getattr(subject, "_meta", None), "model_name", "") == found.spec.on.replace(
        "_", ""
    )
    return address_of("do", command, subject.pk) + query if is_same_noun else None


def remedies_for(said: Refusal | Verdict, subject: Any, next_place: str = "") -> dict[str, dict[str, str]]:
    """Give what this reader can do about what is missing: a remedy's name with its label and address."""
    wanted = {lack.remedy: {} for lack in said.missing if isinstance(lack, Missing) and lack.remedy}
    if isinstance(said, Refusal) and said.remedy:
        wanted[said.remedy] = dict(said.remedy_given)
    found = {remedy: _remedy(remedy, subject, wanted[remedy], next_place) for remedy in sorted(wanted)}
    return {remedy: way for remedy, way in found.items() if way is not None}


def _remedy(remedy: str, subject: Any, given: dict[str, Any], next_place: str) -> dict[str, str] | None:
    command = find_command(remedy)
    if command is None:
        return None
    names = command.spec.input_model.model_fields
    case_id = _case_id(subject, given)
    if case_id is not None and "case_id" in names:
        given["case_id"] = case_id
    elif subject is not None and "subject_type" in names and not given:
        given |= {"subject_type": _noun(subject), "subject_id": subject.pk}
    if subject is not None and "work_order_id" in names:
        given["work_order_id"] = subject.pk
    is_on_case = command.spec.on == "case" and case_id is not None and not isinstance(subject, Case)
    target = getattr(subject, "case", subject) if is_on_case else subject
    place = do_place(remedy, target, **given, next=next_place)
    return None if place is None else {"label": command_label(command.spec), "href": place}


def _noun(subject: Any) -> str:
    """Give the noun of a row."""
    return next((one.noun for one in all_subjects() if isinstance(subject, one.model)), "")


def _case_id(subject: Any, given: Mapping[str, Any]) -> Any:
    """Give the case of the subject, or the case itself that the remedy is to be about."""
    return case_id_of(subject) or (given.get("subject_id") if given.get("subject_type") == "case" else None)


def _place_of_question(approval_id: UUID) -> str | None:
    """Give the page of the case that was asked in, or of what the question is about where there is none."""
    asked = ApprovalRequest.objects.filter(pk=approval_id).first()
    if asked is None or asked.case_id is None:
        return None if asked is None else place_of(asked.subject_type, asked.subject_id)
    return place_of("case", asked.case_id)


def _case_of(model: Any, pk: UUID) -> UUID | None:
    found: UUID | None = model.objects.filter(pk=pk).values_list("case_id", flat=True).first()
    return found
