"""A home of their own for the tests of each process, made before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["make_home"]


def make_home() -> None:
    """Point FIRSTFIX_HOME at a fresh folder that goes away at the end."""
    home = tempfile.mkdtemp(prefix="firstfix-tests-")
    os.environ["FIRSTFIX_HOME"] = home
    atexit.register(shutil.rmtree, home, ignore_errors=True)


# Whoever set a home keeps it.
if "FIRSTFIX_HOME" not in os.environ:
    make_home()
# Worker processes inherit it, and live in a room of their own: a file is kept under its hash, so what one of
# them removes could be what another one has just kept.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["FIRSTFIX_HOME"] = str(Path(os.environ["FIRSTFIX_HOME"], os.environ["PYTEST_XDIST_WORKER"]))
