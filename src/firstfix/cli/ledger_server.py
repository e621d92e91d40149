"""The part of ``firstfix ledger`` that needs the server's data."""

from __future__ import annotations

from firstfix.cli.loading import load_server

load_server()

from firstfix.kernel.ledger.checkpoints import ledger_key, sign_new_checkpoint  # noqa: E402 - needs the server
from firstfix.kernel.ledger.exporting import export_ledger  # noqa: E402 - needs the server

__all__ = ["export_ledger", "ledger_key", "sign_new_checkpoint"]
