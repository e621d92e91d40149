"""A sentence that was kept filled and in English, told again in another language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

__all__ = ["retold"]

_PLACE = re.compile(r"\{(\w+)\}")


def retold(text: str, templates: Sequence[str], translated: Callable[[str], str]) -> str:
    """Give a text in another language where it is one of the templates, filled; else as it is."""
    # What has fewer places, or more words of its own, says more exactly what a text is.
    for template in sorted(templates, key=lambda each: (each.count("{"), -len(each))):
        found = _pattern(template).fullmatch(text)
        if found is not None:
            return translated(template).format(**_spoken(found.groupdict(), translated))
    return text


def _spoken(values: dict[str, str], translated: Callable[[str], str]) -> dict[str, str]:
    # ``what`` names a thing in words of the catalogue (rules); every other value is as it was observed.
    return {name: translated(value) if name == "what" else value for name, value in values.items()}


# More than there are sentences of findings.
@lru_cache(maxsize=1024)
def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)
    # The pieces between places stand at even numbers, the names of places at odd ones.
    pieces = (f"(?P<{each}>.+?)" if n % 2 else re.escape(each) for n, each in enumerate(parts))
    return re.compile("".join(pieces), re.DOTALL)
