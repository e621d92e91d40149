"""A home of their own for the tests, made before Django reads its settings (see pyproject.toml)."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

__all__ = ["make_home"]


def make_home() -> None:
    """Point FIRSTFIX_HOME at a fresh folder that goes away at the end; worker processes share it."""
    home = tempfile.mkdtemp(prefix="firstfix-tests-")
    os.environ["FIRSTFIX_HOME"] = home
    atexit.register(shutil.rmtree, home, ignore_errors=True)


# Worker processes inherit the home, and whoever set one keeps it.
if "FIRSTFIX_HOME" not in os.environ:
    make_home()
