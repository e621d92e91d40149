"""The form of a file of events: what happened since the plan was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from firstfix.engines.dispatch.day_files.form_types import Form, Minutes, Moment, Name, told
from firstfix.engines.dispatch.day_files.forms import VisitForm

__all__ = [
    "EVENTS_FORM",
    "AwayForm",
    "CancelledForm",
    "EventForm",
    "EventsForm",
    "NewVisitForm",
    "NoAccessForm",
    "OverrunForm",
    "PartDelayedForm",
]

EVENTS_FORM: Final = "firstfix-events-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayForm(Form):
    """A technician is sick or away."""

    kind: Annotated[Literal["technician_away"], told("What happened.")]
    technician: Annotated[Name, told("Who.")]
    from_at: Annotated[Moment | None, told("From when on; from the file's now where left out.")] = None
    until_at: Annotated[Moment | None, told("Until when; for all shifts where left out.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrunForm(Form):
    """A visit takes longer than planned."""

    kind: Annotated[Literal["overrun"], told("What happened.")]
    visit: Annotated[Name, told("Which visit.")]
    minutes: Annotated[Minutes, told("How many minutes more.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccessForm(Form):
    """Nobody lets the technician in."""

    kind: Annotated[Literal["no_access"], told("What happened.")]
    visit: Annotated[Name, told("Which visit.")]
    until_at: Annotated[Moment | None, told("Until when; not within this plan where left out.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVisitForm(Form):
    """Somebody needs help who was not in the plan."""

    kind: Annotated[Literal["new_visit"], told("What happened.")]
    visit: Annotated[VisitForm, told("The visit, as in a day's file.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDelayedForm(Form):
    """The part for a visit comes later."""

    kind: Annotated[Literal["part_delayed"], told("What happened.")]
    visit: Annotated[Name, told("Which visit.")]
    until_at: Annotated[Moment, told("When it is there.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledForm(Form):
    """A visit is not needed any more."""

    kind: Annotated[Literal["cancelled"], told("What happened.")]
    visit: Annotated[Name, told("Which visit.")]


EventForm = Annotated[
    AwayForm | OverrunForm | NoAccessForm | NewVisitForm | PartDelayedForm | CancelledForm,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsForm(Form):
    """What happened, in the order in which it became known."""

    format: Annotated[Literal["firstfix-events-1"], told("Which form this file has.")]
    events: Annotated[tuple[EventForm, ...], told("What happened.")]
    now: Annotated[Moment | None, told("When it became known; the day's now where left out.")] = None
