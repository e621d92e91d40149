"""When is a promise due, how much of it is used, who held it up, and why: judged from calendars and events.

**Calendars.** A :class:`Calendar` is open at an instant exactly when the wall clock of its zone shows
a time inside a window of that wall clock's date. Everything about daylight saving follows from this
one sentence:

* A window 08:00-17:00 is nine hours on a day of 23, 24 or 25 hours, unless the change falls inside it.
* A window over the spring gap loses the hour that did not exist; a window that would open at a time
  that does not exist (02:30) opens at the first instant after the gap.
* A window in the autumn fold counts both passes of the ambiguous hour, because the wall clock shows
  that time twice. A window that ends inside the fold closes, and opens again for the second pass.
* A local date that a zone skipped (Apia, 2011-12-30) has no open time.
* Windows end at 24:00 at most; a night shift is two windows that touch (:func:`week_from_text`
  writes them), and touching windows count as one. A holiday closes from local midnight to midnight,
  so it keeps the part of a night shift that falls on the day before.
* An exception is what a date has instead of its weekday's windows; it also wins over a holiday.

**Time.** All arithmetic is in whole seconds of UTC: fractions of a second are dropped on the way in,
and nothing is rounded afterwards. Supported times are 1970-01-01 up to 2200-01-01 UTC.

**Clocks.** :func:`read_clock` takes events in any order and judges them by their effective time, so an
event that arrives late gives the reading it would have given in time. Events at the same instant are
taken starts first, then by id, kind, party and reason. What each kind of event does is the
:class:`Target`'s to say:

* start: begins the clock once; a wait that is still open then holds the clock from its first second.
* pause: one wait, held by a party for a reason. Waits may overlap; the clock runs again when none
  that the contract allows is left. A wait for a reason outside ``allowed_pause_reasons`` never stops
  the clock, is listed apart, and the explanation says so.
* resume: ends the waits of the event's party (:data:`EVERYONE` ends all), or only the one with the
  event's reason; it changes nothing where there is none.
* stop: ends the clock and every wait. What happens after it counts only from a reopening on.
* reopen: a stopped clock goes on with what it had used. restart: a started clock begins again at
  zero, open waits stay open, and the round before is kept in the reading.

**Due.** A clock is due at the first instant at which its minutes are used. Stopping or pausing at that
very second is in time; running on after it is a breach, even where the office is closed by then: what
was due on Friday at 17:00 is late on Saturday.
"""

from firstfix.engines.service_clock.arithmetic import (
    add_service_minutes,
    is_open,
    next_open,
    open_intervals,
    service_minutes_between,
    service_seconds_between,
)
from firstfix.engines.service_clock.calendar import ALWAYS, Calendar
from firstfix.engines.service_clock.clock import read_clock
from firstfix.engines.service_clock.event import EVERYONE, ClockEvent
from firstfix.engines.service_clock.explanation import Sentence, duration_text, explain
from firstfix.engines.service_clock.openings import Openings
from firstfix.engines.service_clock.reading import ClockReading, ClockState, Note, NoteCode, Pause, Round
from firstfix.engines.service_clock.rejudging import Rejudgement, explain_rejudgement, rejudge
from firstfix.engines.service_clock.split import Share, split_by_party
from firstfix.engines.service_clock.target import Target, TargetKind
from firstfix.engines.service_clock.timeline import NeverOpens, Timeline, timeline_of
from firstfix.engines.service_clock.windows import Window, week_from_text

__all__ = [
    "ALWAYS",
    "EVERYONE",
    "Calendar",
    "ClockEvent",
    "ClockReading",
    "ClockState",
    "NeverOpens",
    "Note",
    "NoteCode",
    "Openings",
    "Pause",
    "Rejudgement",
    "Round",
    "Sentence",
    "Share",
    "Target",
    "TargetKind",
    "Timeline",
    "Window",
    "add_service_minutes",
    "duration_text",
    "explain",
    "explain_rejudgement",
    "is_open",
    "next_open",
    "open_intervals",
    "read_clock",
    "rejudge",
    "service_minutes_between",
    "service_seconds_between",
    "split_by_party",
    "timeline_of",
    "week_from_text",
]
