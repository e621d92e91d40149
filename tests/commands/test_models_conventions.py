"""Rules that hold for every table of the capabilities, read from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from firstfix.engines.lifecycle import MACHINES

APPS = (
    "directory", "assets", "cases", "evidence", "visits", "diagnosis", "dispatching", "escalations",
    "knowledge", "scorecards",
)  # fmt: skip

# State columns and the machine that they live by; all others are choices.
LIVES = {
    "ApprovalRequest": "approval_request",
    "Article": "article",
    "Case": "case",
    "Change": "change",
    "ChecklistResult": "checklist_result",
    "Commitment": "commitment",
    "Escalation": "escalation",
    "Hypothesis": "hypothesis",
    "MessageDraft": "message_draft",
    "PlanProposal": "plan_proposal",
    "PolicyVersion": "policy_version",
    "Remediation": "remediation",
    "Reservation": "reservation",
    "Swarm": "swarm",
    "Visit": "visit",
    "WorkOrder": "work_order",
}


def tables() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def columns() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    for table in tables():
        yield from ((table, field) for field in table._meta.local_fields)


def guarded_names(table: type[models.Model]) -> set[str]:
    checks = [one for one in table._meta.constraints if isinstance(one, models.CheckConstraint)]
    return {name for check in checks for name in names_in(check.condition)}


def names_in(condition: Any) -> Iterator[str]:
    if isinstance(condition, Q):
        for child in condition.children:
            if isinstance(child, tuple):
                yield child[0].split("__")[0]
            else:
                yield from names_in(child)
    elif isinstance(condition, F):
        yield condition.name
    elif hasattr(condition, "get_source_expressions"):
        for expression in condition.get_source_expressions():
            yield from names_in(expression)


def test_every_column_with_choices_is_guarded_by_the_database() -> None:
    open_columns = [
        f"{table.__name__}.{field.name}"
        for table, field in columns()
        if field.choices and field.name not in guarded_names(table)
    ]
    assert open_columns == []


def test_every_life_is_the_one_of_its_table() -> None:
    found = {}
    for table in tables():
        for field in table._meta.local_fields:
            if field.name == "state" and table.__name__ in LIVES:
                found[table.__name__] = ([code for code, _label in field.choices or ()], field.get_default())
    machines = {name: MACHINES[machine] for name, machine in LIVES.items()}
    assert found == {name: (list(one.states), one.initial) for name, one in machines.items()}


def test_every_subject_with_a_life_has_a_version() -> None:
    alive = [table for table in tables() if table.__name__ in LIVES]
    assert [table.__name__ for table in alive if not has_column(table, "version")] == []


def test_rows_are_never_deleted_with_another() -> None:
    cascading = [
        f"{table.__name__}.{field.name}"
        for table, field in columns()
        if field.remote_field is not None and field.remote_field.on_delete is not models.PROTECT
    ]
    assert cascading == []


def test_no_index_repeats_the_beginning_of_another() -> None:
    repeated = [
        f"{table.__name__}.{field.name}"
        for table, field in columns()
        if isinstance(field, models.ForeignKey) and field.db_index and not field.unique
        if field.name in first_columns(table)
    ]
    assert repeated == []


def test_every_table_has_an_id_made_by_us() -> None:
    # A drawn number counts itself, and an edition of a calendar is named by its hash.
    exceptions = {"CaseNumber", "ArticleNumber", "CalendarEdition"}
    # Sums are computed anew at any time: nobody refers to them, and a row of figures is its case's.
    exceptions |= {"ScoredCase", "ScoreCell", "ScoreKeeping"}
    foreign = [
        table.__name__
        for table in tables()
        if not isinstance(table._meta.pk, models.UUIDField) and table.__name__ not in exceptions
    ]
    assert foreign == []


def test_no_column_can_hold_where_a_person_is() -> None:
    """No location stream exists in the schema: only sites have coordinates, and arrival is a time."""
    words = ("latitude", "longitude", "position_", "gps", "track", "altitude")
    places = {
        f"{table.__name__}.{field.name}" for table, field in columns() if any(w in field.name for w in words)
    }
    assert places == {"Site.latitude", "Site.longitude"}


def first_columns(table: type[models.Model]) -> set[str]:
    firsts = set()
    for constraint in table._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and not constraint.condition:
            firsts.add(constraint.fields[0])
    for index in table._meta.indexes:
        if index.condition is None:
            firsts.add(index.fields[0] if index.fields else next(iter(names_in(index.expressions[0]))))
    return firsts


def has_column(table: type[models.Model], name: str) -> bool:
    return name in {field.name for field in table._meta.local_fields}
