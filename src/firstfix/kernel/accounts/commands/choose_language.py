"""Choose the language that the pages speak to oneself."""

from __future__ import annotations

from django.conf import settings

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Code
from firstfix.kernel.identity.models import User
from firstfix.kernel.refusal import Refusal

__all__ = ["choose_language"]


@command(on="user", edits=("language",), says=mark("{actor} chose the language {language}."))
def choose_language(work: Work, user: User, *, language: Code) -> Refusal | None:
    """Choose the language of one's own pages, from those that there is a catalogue for."""
    known = dict(settings.LANGUAGES)
    if language not in known:
        return Refusal(
            "unknown_language",
            mark("Field language: there is no {language} yet. Known: {known}."),
            {"language": language, "known": ", ".join(sorted(known))},
            fields={"language": mark("it is not known")},
        )
    user.language = language
    return None
