"""The server as a Django app: it connects the capabilities once all of them are loaded."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks


class ServerConfig(AppConfig):
    """Last in the list of apps, so that every capability is there when the wiring is read."""

    name = "firstfix.server"
    label = "server"

    def ready(self) -> None:
        """Connect nouns, rights, facts, reactions and jobs."""
        from firstfix import wiring  # lazy: models may only be imported once all apps are loaded
        from firstfix.server import adapters, gates  # lazy: for the same reason

        wiring.connect()
        adapters.connect()
        checks.register(gates.check_gates)
