"""Sentences about a plan: a code, a marked English template, and what stands in its places.

The engine knows minutes of the horizon and ids, and no dates and names. Both stand in the places of a
sentence under types of their own, so that whoever shows it puts the date for the minute and the name for the
id:
``translated(said.sentence).format(**said.filled(clock=..., called=...))``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from firstfix.engines.verdict import Scalar, mark

__all__ = ["At", "Lasting", "Named", "Place", "Said", "day_and_hour", "hours_and_minutes", "worth_in_minutes"]


class At(int):
    """A minute of the horizon in a sentence."""


class Lasting(int):
    """A length of time in a sentence, in minutes."""


class Named(str):
    """The id of a technician, a visit, a customer or a depot in a sentence."""

    __slots__ = ()


Place = Scalar | At | Lasting | Named | tuple[str, ...]


def day_and_hour(minute: int) -> str:
    """Give a minute of the horizon as ``10:15``, from the second day on as ``day 2, 10:15``."""
    day, rest = divmod(minute, 24 * 60)
    hour = f"{rest // 60:02}:{rest % 60:02}"
    return f"day {day + 1}, {hour}" if day else hour


def hours_and_minutes(minutes: int, gettext: Callable[[str], str] = str) -> str:
    """Give a length of time as ``45 min``, ``2 h``, ``2 h 10 min``, in the signs that ``gettext`` gives."""
    hours, rest = divmod(minutes, 60)
    parts = [gettext(mark("{n} h")).format(n=hours)] if hours else []
    return " ".join([*parts, gettext(mark("{n} min")).format(n=rest)] if rest or not hours else parts)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: ``code`` names what it says, ``sentence`` is the template, ``params`` fill it."""

    code: str
    sentence: str
    params: Mapping[str, Place] = field(default_factory=dict)

    def text(self, *, clock: Callable[[int], str] = day_and_hour, called: Callable[[str], str] = str) -> str:
        """Give the sentence in English, minutes as ``clock`` tells them and ids as they are ``called``."""
        return self.sentence.format(**self.filled(clock=clock, called=called))

    def filled(
        self,
        *,
        clock: Callable[[int], str] = day_and_hour,
        called: Callable[[str], str] = str,
        lasting: Callable[[int], str] = hours_and_minutes,
    ) -> dict[str, Scalar]:
        """Give what stands in the places, for a translated sentence; lengths of time as ``lasting`` says."""
        shown = {name: _shown(place, clock, called) for name, place in self.params.items()}
        lengths = {
            name: lasting(int(place)) for name, place in self.params.items() if isinstance(place, Lasting)
        }
        return shown | lengths


def worth_in_minutes(points: int, travel: int) -> int:
    """Give points as the minutes of driving that they are worth, rounded; points where driving is free."""
    return round(points / travel) if travel else points


def _shown(place: Place, clock: Callable[[int], str], called: Callable[[str], str]) -> Scalar:
    if isinstance(place, tuple):
        return ", ".join(called(each) if isinstance(each, Named) else each for each in place)
    if isinstance(place, At):
        return clock(int(place))
    return called(str(place)) if isinstance(place, Named) else place
