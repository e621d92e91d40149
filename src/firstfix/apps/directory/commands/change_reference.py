"""Make or change a row of reference data: the one command for everything that is plain upkeep.

Sites, skills, calendars, contracts and parts have no life with gates; changing them still needs a
right, a validation and a place in the ledger (architecture.md, "A change is a command"). Which
nouns there are, with which fields and for which roles, is registered by ``wiring.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Field, ForeignKey, Model

from firstfix.apps.directory.events import ReferenceChanged
from firstfix.apps.directory.models.references import Reference, reference_fields, reference_of, references
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Code
from firstfix.kernel.refusal import Reason, Refusal, Refused
from firstfix.kernel.statements import Question, Slot, insert, update

__all__ = ["ReferenceChange", "change_reference"]


@dataclass(frozen=True, slots=True)
class _Change:
    """The change itself as the command's subject; the row that changed is linked beside it."""

    pk: UUID
    version: int = 1


class ReferenceChange(Input):
    """What to make or change: the noun, the row (left out for a new one) and its fields.

    A foreign key is given as ``<name>_id``. Fields that are left out stay as they are.
    """

    noun: Code
    reference_id: UUID | None = None
    fields: dict[str, Any]


@command(
    on="reference_change",
    creates=True,
    touches=(Touch(noun_given="noun", given="reference_id"),),
    says=mark("{actor} changed the {noun}: {fields}."),
)
def change_reference(work: Work, given: ReferenceChange) -> _Change:
    """Make or change a row of reference data, such as a site, a skill or a contract."""
    reference = _known(given.noun)
    row = _row(work, reference, given.reference_id)
    _fill(row, reference, given.fields)
    _keep(row)
    work.touch(given.noun, row.pk, edited=tuple(sorted(given.fields)))
    work.note(noun=given.noun, reference_id=str(row.pk), fields=" ".join(sorted(given.fields)))
    work.result["id"] = str(row.pk)
    work.emit(ReferenceChanged(given.noun, row.pk))
    return _Change(work.subject_id)


def _known(noun: str) -> Reference:
    reference = reference_of(noun)
    if reference is None:
        raise Refused(
            Refusal(
                "unknown_noun",
                mark("Field noun: there is no reference data named {noun}. Known: {known}."),
                {"noun": noun, "known": ", ".join(reference.noun for reference in references())},
                fields={"noun": "unknown"},
            )
        )
    return reference


def _row(work: Work, reference: Reference, reference_id: UUID | None) -> Any:
    if reference_id is None:
        return reference.model(pk=work.new_id(reference.noun))
    if _is_there(reference.model, reference_id):
        return work.see(reference.noun, reference_id)
    return reference.model(pk=reference_id)


def _is_there(model: type[Model], key: UUID) -> bool:
    return bool(_key_of(model).rows(id=key))


@cache
def _key_of(model: type[Model]) -> Question[Any]:
    return Question(lambda: model._default_manager.filter(pk=Slot("id", model._meta.pk)).values_list("pk"))


def _fill(row: Any, reference: Reference, values: Mapping[str, Any]) -> None:
    known = reference_fields(reference)
    for name, value in values.items():
        if name not in known:
            raise Refused(_bad_field(name, f"there is no such field; known: {', '.join(sorted(known))}"))
        setattr(row, name, value)
    if not _is_sound(row, [field for field in known.values() if isinstance(field, ForeignKey)]):
        _say_what_is_wrong(row)


def _is_sound(row: Any, parents: Sequence[ForeignKey[Any, Any]]) -> bool:
    """Tell whether every field holds what it may; one look-up a parent, and no other question."""
    try:
        row.clean_fields(exclude={field.name for field in parents})
        for field in parents:
            key = field.to_python(getattr(row, field.attname))
            # The plain field's check: the foreign key's own asks whether the parent is there.
            Field.validate(field, key, row)
            setattr(row, field.attname, key)
        row.clean()
    except ValidationError:
        return False
    keys = [(field.related_model, getattr(row, field.attname)) for field in parents]
    return all(key is None or _is_there(model, key) for model, key in keys)


def _keep(row: Any) -> None:
    """Write the row; the database itself judges what is unique and what its constraints ask for."""
    try:
        with transaction.atomic():
            if row._state.adding:  # noqa: SLF001 - how Django itself tells a new row
                insert([row])
            else:
                update(row)
    except IntegrityError:
        _say_what_is_wrong(row)
        raise


def _say_what_is_wrong(row: Any) -> None:
    """Refuse by naming every field that is wrong; this asks one question for each constraint."""
    try:
        row.full_clean(validate_unique=True, validate_constraints=True)
    except ValidationError as error:
        raise Refused(_invalid(error)) from error


def _invalid(error: ValidationError) -> Refusal:
    problems = error.message_dict if hasattr(error, "error_dict") else {"fields": error.messages}
    fields = {name: " ".join(messages) for name, messages in problems.items()}
    name, problem = next(iter(fields.items()))
    return Refusal(
        "invalid_input", mark("Field {field}: {problem}"), {"field": name, "problem": problem}, fields=fields
    )


def _bad_field(name: str, problem: str) -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field {field}: {problem}."),
        {"field": name, "problem": problem},
        Reason.REFUSED,
        fields={name: problem},
    )
