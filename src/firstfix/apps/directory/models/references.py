"""Which tables are reference data, and who keeps each: registered by ``wiring.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model

__all__ = ["Reference", "reference_fields", "reference_of", "references", "register_reference"]

# Who and when are the wrapper's business; nobody types them.
_NEVER_TYPED = frozenset({"id", "version", "user", "created_at", "updated_at"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A noun of reference data: its table and the roles that keep it."""

    noun: str
    model: type[Model]
    roles: tuple[str, ...]


_references: dict[str, Reference] = {}


def register_reference(reference: Reference) -> None:
    """Make a noun of reference data known."""
    _references[reference.noun] = reference


def reference_of(noun: str) -> Reference | None:
    """Give the reference noun, or None where there is none of this name."""
    return _references.get(noun)


def references() -> tuple[Reference, ...]:
    """Give every noun of reference data, sorted."""
    return tuple(_references[noun] for noun in sorted(_references))


def reference_fields(reference: Reference) -> Mapping[str, Field[Any, Any]]:
    """Give the fields that a person may fill in, by the name under which they are given."""
    return {
        field.attname: field
        for field in reference.model._meta.concrete_fields
        if field.name not in _NEVER_TYPED
    }
