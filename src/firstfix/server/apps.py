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
        from firstfix.connectors import mail  # lazy: for the same reason
        from firstfix.kernel.jobs import running  # lazy: for the same reason
        from firstfix.server import gates  # lazy: for the same reason

        wiring.connect()
        # Adapters lie above the wiring; what one has to do later is a job that only the server knows.
        running.handle("file_kept_mail", mail.file_kept_mail)
        checks.register(gates.check_gates)
