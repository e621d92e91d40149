"""How a table of database rules is tried: each with a row that is allowed and one that is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

__all__ = ["Rules", "check_rule", "names_itself", "untried"]

Make = Callable[..., Any]
Fields = Callable[[], dict[str, Any]]
Rules = dict[str, tuple[Make, Fields, Fields]]


def check_rule(rule: str, make: Make, allowed: Fields, refused: Fields) -> None:
    """Make the allowed row, and see the other one refused by the constraint named ``rule``."""
    make(**allowed())
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make(**refused())


def untried(rules: Rules, labels: Iterable[str]) -> set[str]:
    """Give the checks of these apps that no row tries; lists of known codes are tried elsewhere."""
    checks = {
        constraint.name
        for label in labels
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint) and not constraint.name.endswith("_known")
    }
    return checks - set(rules)


def names_itself(make: Make, name: str = "parent") -> Make:
    """Give a maker whose row refers to itself in ``name`` when it is asked to."""

    def made(*, itself: bool = False, **fields: Any) -> Any:
        row = make(**fields)
        if itself:
            type(row).objects.filter(pk=row.pk).update(**{name: row.pk})
        return row

    return made
