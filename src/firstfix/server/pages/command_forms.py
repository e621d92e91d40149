"""One form for any command: made from the command's declaration, filled, refused and sent again.

Templates get :func:`form_maker` as ``form`` (a context processor): ``form("add_note", case)`` gives what
``components/command_form.html`` draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from firstfix.apps.cases.models import criteria_in_force
from firstfix.engines.lifecycle import MACHINES
from firstfix.engines.verdict import Verdict
from firstfix.kernel import clock, policy
from firstfix.kernel.commands import Spec, find_command, subject_of
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal
from firstfix.server.addresses import address_of
from firstfix.server.gates import gate_before
from firstfix.server.pages.choices import Choices
from firstfix.server.pages.fields import Field, fields_of
from firstfix.server.pages.places import remedies_for
from firstfix.server.pages.words import command_label
from firstfix.server.security import actor_of, csrf_token_of

__all__ = [
    "SECRET_FIELDS",
    "CommandForm",
    "Wanted",
    "form_maker",
    "has_row",
    "is_for_pages",
    "make_form",
    "may_now",
    "way_maker",
]

SECRET_FIELDS = frozenset({"token_hash", "password", "sealed_seed", "recovery", "used_step", "keep", "only"})
"""Fields that only a page of its own may fill; commands that have one are not offered here."""

# Fields that other systems fill: their names for things, headers of mail, hashes of files.
MACHINE_FIELDS = frozenset({
    "fingerprint", "external_system", "source_code", "author_id", "author_address", "body_html", "message_id",
    "in_reply_to", "references", "written_at", "blob_sha256", "subject_type", "subject_id",
})  # fmt: skip
# What the subject knows already, by field of the command: nothing is typed twice.
_AS_PLANNED = {"start_at": "planned_start_at", "end_at": "planned_end_at"}
_KNOWN: Mapping[str, Mapping[str, str]] = {"assign_visit": _AS_PLANNED, "reassign_visit": _AS_PLANNED}
# Commands that only machines give; their rules say so too, this keeps them out of lists.
# Remediations are closed and opened again by the run that shows it, when it is taken in.
_MACHINE_COMMANDS = frozenset(
    {"record_alert", "quarantine_message", "change_reference", "close_remediation", "reopen_remediation"}
)


@dataclass(frozen=True)
class CommandForm:
    """A command as a form: where it goes, what it asks, and what was refused."""

    command: str
    label: str
    summary: str
    action: str
    fields: tuple[Field, ...]
    hidden: Mapping[str, str]
    command_id: UUID
    seen_version: int | None
    next: str
    csrf_token: str
    draft: str
    questions: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()
    refused: Refusal | None = None
    why_not: Refusal | None = None
    within: Mapping[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    remedies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_possible: bool = True

    @property
    def is_refused(self) -> bool:
        """Tell whether a gate would refuse it now."""
        return self.verdict is not None and not self.verdict.passes

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing is asked, so that a button is enough."""
        return not self.fields


@dataclass(frozen=True)
class Wanted:
    """What a page wants of a form besides its command and subject.

    ``given`` are values that are fixed and not shown, ``typed`` values that are shown and may be
    changed, ``asking`` and ``without`` choose fields, ``within`` narrows what can be chosen; ``gate``
    asks what stands before the command.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    within: Mapping[str, Any] = field(default_factory=dict)
    asking: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    label: str = ""
    next: str = ""
    refused: Refusal | None = None
    command_id: UUID | None = None
    seen_version: int | None = None
    gate: bool = False


def form_maker(request: HttpRequest) -> Callable[..., CommandForm]:
    """Give the function that templates call ``form``: command, subject, then what they want of it."""

    def form(command: str, subject: Any = None, **wanted: Any) -> CommandForm:
        return make_form(request, command, subject, Wanted(**wanted))

    return form


def way_maker(request: HttpRequest) -> Callable[..., CommandForm | None]:
    """Give the function that templates call ``way_to``: a remedy, then the subjects it may be about."""

    def way_to(remedy: str | None, *subjects: Any) -> CommandForm | None:
        found = find_command(remedy) if remedy else None
        if found is None or not is_for_pages(found.spec):
            return None
        spec: Spec = found.spec
        near = [subject for subject in subjects if subject is not None]
        near += [case for subject in near if (case := getattr(subject, "case", None)) is not None]
        given = {
            f"{noun_of(one)}_id": one.pk
            for one in near
            if f"{noun_of(one)}_id" in spec.input_model.model_fields
        }
        given |= {
            name: getattr(near[0], name, None)
            for name in ("site_id",)
            if name in spec.input_model.model_fields
        }
        given |= _made_for(spec, near)
        target = None if spec.creates else next((one for one in near if noun_of(one) == spec.on), None)
        if target is None and not spec.creates:
            return None
        form = make_form(request, spec.name, target, Wanted(given=given))
        return None if form.why_not or not form.is_possible else form

    return way_to


def _made_for(spec: Spec, near: list[Any]) -> dict[str, Any]:
    """Give what a part is for, where the command asks it: the nearest subject that can want one."""
    wanting = next((one for one in near if noun_of(one) in ("work_order", "case")), None)
    if wanting is None or "for_type" not in spec.input_model.model_fields:
        return {}
    return {"for_type": noun_of(wanting), "for_id": wanting.pk}


def noun_of(subject: Any) -> str:
    """Give the noun of a row: its class name as words."""
    return _noun_of(type(subject))


@cache
def _noun_of(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def make_form(request: HttpRequest, command: str, subject: Any, wanted: Wanted) -> CommandForm:
    """Give the form of a command; raises LookupError for a command that pages do not offer."""
    found = find_command(command)
    if found is None or not is_for_pages(found.spec):
        raise LookupError(command)
    spec: Spec = found.spec
    actor = actor_of(request)
    assert actor is not None
    subject_id = getattr(subject, "pk", None)
    within = _within(subject) | (dict(wanted.within) or _ids(actor, wanted.given))
    verdict = gate_before(spec, subject, actor, clock.now()) if wanted.gate and subject is not None else None
    here = wanted.next or request.get_full_path()
    return CommandForm(
        command=spec.name,
        label=wanted.label or command_label(spec),
        summary=gettext(spec.summary),
        action=_action(spec, subject_id),
        fields=tuple(_fields(spec, _choices(spec, actor, within, subject), wanted, subject)),
        hidden={name: str(value) for name, value in wanted.given.items() if value not in (None, "")},
        command_id=wanted.command_id or new_id(),
        seen_version=wanted.seen_version or getattr(subject, "version", None),
        next=here,
        csrf_token=csrf_token_of(request),
        draft=f"{spec.name}-{subject_id or wanted.given.get('case_id', 'new')}",
        questions=_questions() if "answers" in spec.input_model.model_fields else (),
        refused=wanted.refused,
        why_not=_why_not(spec, actor, subject, wanted),
        within={name: str(value) for name, value in within.items() if value},
        verdict=verdict,
        remedies=remedies_for(verdict, subject, here) if verdict is not None else {},
        is_possible=subject is None or spec.creates or has_row(spec, subject),
    )


def is_for_pages(spec: Spec) -> bool:
    """Tell whether pages offer the command through the one generic form."""
    fields = set(spec.input_model.model_fields)
    return spec.name not in _MACHINE_COMMANDS and not fields & SECRET_FIELDS


def may_now(spec: Spec, actor: Actor, subject: Any) -> bool:
    """Tell whether the actor may give the command and the subject's state has a row for it."""
    return (spec.creates or has_row(spec, subject)) and policy.may(spec.name, actor, subject) is True


def has_row(spec: Spec, subject: Any) -> bool:
    """Tell whether the command may be given in the subject's state: no life, or a row for it."""
    machine_name = subject_of(spec.on).machine
    if machine_name is None or not hasattr(subject, "state"):
        return True
    machine = MACHINES[machine_name]
    return spec.name not in machine.commands or machine.find(subject.state, spec.name) is not None


def _action(spec: Spec, subject_id: UUID | None) -> str:
    if spec.creates:
        return address_of("do_create", spec.name)
    return address_of("do", spec.name, subject_id)


def _fields(spec: Spec, choices: Choices, wanted: Wanted, subject: Any) -> list[Field]:
    known = set(spec.input_model.model_fields)
    hidden = (MACHINE_FIELDS | set(wanted.given) | set(wanted.without)) & known
    if wanted.asking:
        hidden |= known - set(wanted.asking)
    hidden -= set(wanted.asking) - set(wanted.given)
    errors = {} if wanted.refused is None else dict(wanted.refused.fields)
    return fields_of(
        spec.input_model,
        choices,
        values=_known(spec, subject) | dict(wanted.typed),
        errors=errors,
        hidden=frozenset(hidden),
        command=spec.name,
    )


def _known(spec: Spec, subject: Any) -> dict[str, Any]:
    found = {name: getattr(subject, source, None) for name, source in _KNOWN.get(spec.name, {}).items()}
    return {name: value for name, value in found.items() if value is not None}


def _choices(spec: Spec, actor: Actor, within: Mapping[str, Any], subject: Any) -> Choices:
    """Give the options of the form; only roles are given to people who hold none yet."""
    return Choices(actor, within, subject, of_anybody=spec.name == "grant_role")


def _why_not(spec: Spec, actor: Actor, subject: Any, wanted: Wanted) -> Refusal | None:
    answer = policy.may(spec.name, actor, None if spec.creates else subject, wanted.given)
    return None if answer is True else answer


def _within(subject: Any) -> dict[str, Any]:
    found = {name: getattr(subject, name, None) for name in ("organization_id", "case_id")}
    if subject is not None and subject.__class__.__name__ == "Case":
        found["case_id"] = subject.pk
    return found


def _ids(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the customer and the case that fixed values speak of."""
    found = {name: value for name, value in given.items() if name in ("organization_id", "case_id") and value}
    if set(found) == {"case_id"}:
        case = subject_of("case").visible(actor).filter(pk=found["case_id"]).only("organization_id").first()
        found |= {"organization_id": case.organization_id} if case is not None else {}
    return found


def _questions() -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    return tuple(
        (
            question.code,
            gettext(question.sentence),
            tuple((code, gettext(words)) for code, words in question.answers.items()),
        )
        for question in criteria_in_force().questions
    )
