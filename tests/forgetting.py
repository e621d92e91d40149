"""What a process remembers beyond one test is forgotten before the next: no test begins with another's world.

A port is soon another server's, a database is empty again, a frozen clock goes back: what was remembered of
them is of no use then, and which test ran before on the same worker is chance.
"""

from __future__ import annotations

import sys
from typing import Final

from django.utils import timezone, translation

__all__ = ["forget"]

# Memories whose key says less than what they hold: an address, a row's id, "lately".
_MEMORIES: Final = (
    ("firstfix.connectors.travel.choosing", "_rest"),
    ("firstfix.connectors.travel.osrm_in_process", "_engine"),
    ("firstfix.apps.dispatching.queries.travelling", "_learnt"),
    ("firstfix.apps.dispatching.commands.computing", "_begun"),
    ("firstfix.apps.cases.commands.promising", "_kept_editions"),
    ("firstfix.apps.scorecards.queries.service_hours", "_timeline"),
)


def forget() -> None:
    """Let go of what this process remembers of the tests before; whatever is not loaded remembers nothing."""
    for module, name in _MEMORIES:
        if module in sys.modules:
            memory = getattr(sys.modules[module], name)
            memory.cache_clear() if hasattr(memory, "cache_clear") else memory.clear()
    # Requests choose a language and a zone for their thread, which is that of the tests here.
    translation.deactivate()
    timezone.deactivate()
