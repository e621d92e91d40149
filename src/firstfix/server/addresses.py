"""Where a page is, by the name of its route; looked up once for each route and not for each row.

Django works an address out anew each time it is asked, which costs more than drawing the link. Addresses
differ by nothing but a key, so the route is asked once with a stand-in, and the key is put in its place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

__all__ = ["address_of"]

_SOMETHING = UUID(int=0)


def address_of(name: str, *args: Any) -> str:
    """Give the address of the route ``name`` with ``args``; raises NoReverseMatch where there is none."""
    keys = [arg for arg in args if type(arg) is UUID]
    words = tuple(_SOMETHING if type(arg) is UUID else arg for arg in args)
    # A route has few words (commands, nouns) but any number of what else may stand in an address.
    is_known = len(keys) < 2 and all(type(word) is UUID or str(word).isidentifier() for word in words)
    if not is_known:
        return reverse(name, args=args)
    start, end = _around(get_script_prefix(), get_urlconf(), name, words)
    return f"{start}{keys[0]}{end}" if keys else start


@lru_cache(maxsize=2048)
def _around(_prefix: str, _routes: str | None, name: str, args: tuple[Any, ...]) -> tuple[str, str]:
    """Give what stands before and after the key; the prefix and the table of routes belong to the answer."""
    start, _key, end = reverse(name, args=args).partition(str(_SOMETHING))
    return start, end
