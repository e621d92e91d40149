"""The one table that connects the capabilities: nouns, rights, facts, reactions, jobs.

Read this file to learn what follows from what. Everything here is data; the code stands in the
capability that it belongs to. A test checks that events cannot cause each other in a circle.
"""

from __future__ import annotations

__all__ = ["connect"]


def connect() -> None:
    """Register everything with the kernel; running it twice changes nothing."""
