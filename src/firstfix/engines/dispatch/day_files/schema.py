"""The forms of files as JSON Schema (draft 2020-12), for editors and for programs that write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from firstfix.engines.dispatch.day_files.answer_forms import RepairForm, SlotsForm
from firstfix.engines.dispatch.day_files.event_forms import EventsForm
from firstfix.engines.dispatch.day_files.form_types import Form
from firstfix.engines.dispatch.day_files.forms import DayForm
from firstfix.engines.dispatch.day_files.plan_forms import PlanForm

__all__ = ["FORMS", "schemas"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


FORMS: Final[Mapping[str, tuple[type[Form], str]]] = {
    "plan-input": (DayForm, "A day to plan"),
    "plan-output": (PlanForm, "A plan"),
    "plan-events": (EventsForm, "What happened since a plan was published"),
    "plan-slots": (SlotsForm, "Slots for one visit"),
    "plan-repair": (RepairForm, "A repaired plan"),
}
"""The form and the title of each file, by the name of its schema in the reference."""


def schemas() -> Mapping[str, Mapping[str, Any]]:
    """Give each form's schema by the name of its page in the reference."""
    return {name: _schema(form, title) for name, (form, title) in FORMS.items()}


def _schema(form: Any, title: str) -> dict[str, Any]:
    described: dict[str, Any] = _untitled(TypeAdapter(form).json_schema())
    return {"$schema": _DIALECT, **described, "title": title}


def _untitled(part: Any) -> Any:
    """Give a schema without the titles that repeat the names of its fields."""
    if isinstance(part, list):
        return [_untitled(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _untitled(value)
        for name, value in part.items()
        if not (name == "title" and isinstance(value, str))
    }
