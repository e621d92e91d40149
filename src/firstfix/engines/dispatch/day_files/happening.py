"""From a file of events to what they mean for the job: new visits join the day first, the rest follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from firstfix.engines.dispatch.day_files.event_forms import (
    EVENTS_FORM,
    AwayForm,
    CancelledForm,
    EventForm,
    EventsForm,
    NewVisitForm,
    NoAccessForm,
    OverrunForm,
    PartDelayedForm,
)
from firstfix.engines.dispatch.day_files.forms import DayForm
from firstfix.engines.dispatch.day_files.mistakes import suggestion
from firstfix.engines.dispatch.day_files.moments import Horizon, moment_of
from firstfix.engines.dispatch.day_files.parsing import FormReader, Unreadable, told_problems
from firstfix.engines.dispatch.events import Away, Cancelled, Event, NoAccess, Overrun, PartDelayed

__all__ = ["events_of", "read_events", "with_news"]

EVENTS_READER = FormReader(
    TypeAdapter(EventsForm), EVENTS_FORM, "A file of events starts with { and says what happened.", {}
)


def read_events(text: str) -> EventsForm:
    """Give the events that a file's text holds. Raises Unreadable with every mistake as a sentence."""
    return EVENTS_READER.read(text)


def with_news(form: DayForm, news: EventsForm) -> DayForm:
    """Give the day's form with the new visits in it, and with the moment at which it all became known."""
    new = tuple(event.visit for event in news.events if isinstance(event, NewVisitForm))
    return replace(form, visits=(*form.visits, *new), now=news.now or form.now)


def events_of(form: DayForm, news: EventsForm, horizon: Horizon) -> tuple[Event, ...]:
    """Give the events for ``apply_events``, without new visits. Raises Unreadable for what is not known."""
    reader = _Reader(form, news, horizon)
    found = [reader.read(number, event) for number, event in enumerate(news.events)]
    if reader.problems:
        raise Unreadable(told_problems(reader.problems))
    return tuple(event for event in found if event is not None)


class _Reader:
    def __init__(self, form: DayForm, news: EventsForm, horizon: Horizon) -> None:
        self.horizon, self.problems = horizon, list[str]()
        new = [event.visit.id for event in news.events if isinstance(event, NewVisitForm)]
        self.known: Mapping[str, Sequence[str]] = {
            "visit": [*(visit.id for visit in form.visits), *new],
            "technician": [each.id for each in form.technicians],
        }
        now = news.now or form.now
        self.now = 0 if now is None else self.minute("now", now)

    def read(self, number: int, event: EventForm) -> Event | None:
        """Give one event; None for a new visit, which is in the day already."""
        here = f"events[{number}]"
        for kind, known in self.known.items():
            name = getattr(event, kind, None)
            if isinstance(name, str) and name not in known:
                self.problems.append(
                    f"{here}, {kind}: there is no {kind} {name!r}. {suggestion(name, known)}"
                )
        read = _KINDS.get(type(event))
        return None if read is None else read(_Minutes(self, here), event)

    def minute(self, here: str, text: str) -> int:
        """Give the minute of a moment, and add a sentence for what is none."""
        try:
            return self.horizon.minute(moment_of(text, self.horizon.zone))
        except ValueError as error:
            self.problems.append(f"{here}: {error}")
            return 0


@dataclass(frozen=True, slots=True)
class _Minutes:
    """The minutes of one event's moments."""

    reader: _Reader
    here: str

    def of(self, field: str, text: str | None) -> int | None:
        """Give the minute in a field, None where it is left out."""
        return None if text is None else self.reader.minute(f"{self.here}, {field}", text)


def _away(minutes: _Minutes, event: AwayForm) -> Event:
    starts = minutes.of("from_at", event.from_at)
    return Away(
        event.technician,
        minutes.reader.now if starts is None else starts,
        minutes.of("until_at", event.until_at),
    )


def _no_access(minutes: _Minutes, event: NoAccessForm) -> Event:
    return NoAccess(event.visit, minutes.of("until_at", event.until_at))


def _part_delayed(minutes: _Minutes, event: PartDelayedForm) -> Event:
    return PartDelayed(event.visit, minutes.of("until_at", event.until_at) or 0)


def _overrun(_minutes: _Minutes, event: OverrunForm) -> Event:
    return Overrun(event.visit, event.minutes)


def _cancelled(_minutes: _Minutes, event: CancelledForm) -> Event:
    return Cancelled(event.visit)


_KINDS: Mapping[type, Callable[[_Minutes, Any], Event]] = {
    AwayForm: _away,
    OverrunForm: _overrun,
    NoAccessForm: _no_access,
    PartDelayedForm: _part_delayed,
    CancelledForm: _cancelled,
}
