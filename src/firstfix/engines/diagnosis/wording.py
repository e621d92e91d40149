"""What a finding says and asks for in a language, from its code and its values as they were kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from firstfix.engines.diagnosis.codes import CODES
from firstfix.engines.diagnosis.retelling import retold
from firstfix.engines.verdict import mark

__all__ = ["HOLDS", "SOUND", "ask_text", "domain_text", "finding_text", "told_again"]

# What is kept of a check that found nothing wrong.
HOLDS: Final = mark("A site check shows that it holds.")
SOUND: Final = mark("A site check found it sound: {checks}")


def finding_text(code: str, params: Mapping[str, Any], translated: Callable[[str], str] = str) -> str:
    """Give the sentence of a finding; the code itself where this version no longer knows it."""
    known = CODES.get(code)
    return code if known is None else _filled(known.sentence, params, translated)


def ask_text(code: str, params: Mapping[str, Any], translated: Callable[[str], str] = str) -> str:
    """Give what is asked for; the code itself where this version no longer knows it."""
    known = CODES.get(code)
    return code if known is None else _filled(known.ask, params, translated)


def domain_text(domain: str, translated: Callable[[str], str] = str) -> str:
    """Give what people call a fault domain; the word of programs where they use it too."""
    return translated(_DOMAIN_WORDS.get(domain, domain))


_DOMAIN_WORDS: Final[Mapping[str, str]] = {
    "os": mark("the computer's own system"),
    "customer-environment": mark("the customer's environment"),
}


def told_again(text: str, translated: Callable[[str], str]) -> str:
    """Give a sentence that was kept in English in a language; what a person wrote stays as it is."""
    return retold(text, _KEPT, translated) if text else text


_KEPT: Final = (HOLDS, SOUND, *(code.sentence for code in CODES.values()))


def _filled(template: str, params: Mapping[str, Any], translated: Callable[[str], str]) -> str:
    # ``what`` names a thing in words of the catalogue (rules.py); every other value is as it was observed.
    spoken = {**params, "what": translated(str(params["what"]))} if "what" in params else params
    return translated(template).format_map(_Values(spoken))


class _Values(dict[str, Any]):
    """The values of a finding; one that was not kept shows its name."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
