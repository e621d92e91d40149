"""The page's language: the server's catalogues, read without the server."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import firstfix
from firstfix.cli.planning.day_input import BadInput
from firstfix.engines.dispatch.day_files import ReadDay
from firstfix.engines.dispatch.planning import Said
from firstfix.engines.verdict import mark

__all__ = ["Language", "language_of"]

_LOCALE = Path(firstfix.__file__).parent / "server" / "locale"
_WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))


@dataclass(frozen=True, slots=True)
class Language:
    """How a language says things: translations, days and lengths of time."""

    code: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def day(self, day: date) -> str:
        """Give a day: ``Mon 2026-11-23``."""
        return f"{self.gettext(_WEEKDAYS[day.weekday()])} {day.isoformat()}"

    def minutes(self, minutes: int) -> str:
        """Give a length of time: ``45 min``, ``2 h 05``."""
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02}" if hours else f"{rest} min"

    def said(self, day: ReadDay, said: Said) -> str:
        """Give a sentence with the file's names and times."""
        filled = said.filled(clock=lambda minute: self.moment(day, minute), called=day.called)
        return self.gettext(said.sentence).format(**filled)

    def moment(self, day: ReadDay, minute: int) -> str:
        """Give a minute with its weekday."""
        weekday = self.gettext(_WEEKDAYS[day.horizon.day(minute).weekday()])
        return f"{weekday} {day.horizon.clock(minute)}"


def language_of(code: str) -> Language:
    """Give a language by its code. Raises BadInput where there is no catalogue for it."""
    if code == "en":
        plain = gettext.NullTranslations()
        return Language(code, plain.gettext, plain.ngettext)
    catalogue = _LOCALE / code / "LC_MESSAGES" / "django.mo"
    known = sorted(["en", *(path.name for path in _LOCALE.iterdir() if path.is_dir())])
    if code not in known or not catalogue.is_file():
        raise BadInput(f"--language {code!r}: there is none of this code. Known: {', '.join(known)}.")
    with catalogue.open("rb") as stream:
        found = gettext.GNUTranslations(stream)
    return Language(code, found.gettext, found.ngettext)
