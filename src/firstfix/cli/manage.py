"""``firstfix manage``: Django's own management commands, for developers and operators."""

from __future__ import annotations

import os
from collections.abc import Sequence

from django.core.management import execute_from_command_line

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run one of Django's management commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")
    execute_from_command_line(["firstfix manage", *arguments])
    return 0
