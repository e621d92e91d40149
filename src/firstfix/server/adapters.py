"""The jobs that adapters to other systems carry out: they lie above the wiring, so it cannot name them."""

from __future__ import annotations

from firstfix.connectors.mail import file_kept_mail
from firstfix.kernel.jobs import running

__all__ = ["connect"]


def connect() -> None:
    """Register the handlers; running it twice changes nothing."""
    running.handle("file_kept_mail", file_kept_mail)
