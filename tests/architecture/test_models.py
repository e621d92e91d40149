"""What import contracts cannot see: relations named by strings, and the names of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

# Low to high (architecture.md); the kernel is below all of them.
LAYERS = [
    "kernel",
    "directory",
    "assets",
    "cases",
    "evidence",
    "visits",
    "diagnosis",
    "dispatching",
    "escalations",
    "knowledge",
    "scorecards",
]
# "is_ready", "needs_escort", "allows_photos": the name reads as a sentence about the row.
SENTENCE = re.compile(r"(is|was|has|had|may|can|must|[a-z]+s)_[a-z_]+")
# Columns that Django's own base classes bring along.
INHERITED = {"last_login", "is_superuser", "expire_date"}
# Beside `_at`: a bare `at` on a fact, and the ends of windows and validities.
MOMENT = re.compile(r"at|.*_(at|until|from|before|after|since)|starts|ends")


def test_relations_never_point_to_a_higher_app() -> None:
    upward = [
        f"{field.model.__name__}.{field.name} -> {target}"
        for field, target in relations()
        if LAYERS.index(target) > LAYERS.index(field.model._meta.app_label)
    ]
    assert upward == []


def test_times_end_in_at() -> None:
    times = [field for field in columns() if isinstance(field, models.DateTimeField)]
    assert [f"{one.model.__name__}.{one.name}" for one in times if not MOMENT.fullmatch(one.name)] == []


def test_booleans_read_as_sentences() -> None:
    flags = [field for field in columns() if isinstance(field, models.BooleanField)]
    assert [f"{one.model.__name__}.{one.name}" for one in flags if not SENTENCE.fullmatch(one.name)] == []


def test_durations_carry_their_unit() -> None:
    durations = [field for field in columns() if re.search(r"duration|timeout|interval|delay", field.name)]
    units = re.compile(r".*_(ms|seconds|minutes|hours|days|months)")
    assert [f"{one.model.__name__}.{one.name}" for one in durations if not units.fullmatch(one.name)] == []


def test_no_location_of_a_person_is_stored() -> None:
    """A stream of positions has no place in the schema; a site has coordinates, a person has none."""
    tracks = re.compile(r"latitude|longitude|gps|geo(location|point)?|heading|speed")
    people = [one for one in columns() if one.model.__name__ not in {"Site", "StockLocation"}]
    assert [f"{one.model.__name__}.{one.name}" for one in people if tracks.fullmatch(one.name)] == []


def columns() -> Iterator[models.Field[Any, Any]]:
    """Give the columns of our own models."""
    for model in apps.get_models():
        if model.__module__.startswith("firstfix."):
            yield from (field for field in model._meta.local_fields if field.name not in INHERITED)


def relations() -> Iterator[tuple[models.Field[Any, Any], str]]:
    """Give the relations between our own models, with the app that each points to."""
    for model in apps.get_models():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            target = field.related_model
            if isinstance(target, type) and {model._meta.app_label, target._meta.app_label} <= set(LAYERS):
                yield field, target._meta.app_label
