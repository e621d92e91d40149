"""Load Django late, only for verbs that need the server's data."""

from __future__ import annotations

import os

import django

__all__ = ["load_server"]


def load_server() -> None:
    """Make the models, the commands and the wiring usable in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")
    django.setup()
