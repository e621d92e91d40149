"""All tables of the kernel in one place, because Django looks for them here."""

from firstfix.kernel.identity.models import User
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.ledger.models import Checkpoint, LedgerLink, LedgerRow, LedgerText, Receipt
from firstfix.kernel.outbox.models import OutboxEvent

__all__ = ["Checkpoint", "Job", "LedgerLink", "LedgerRow", "LedgerText", "OutboxEvent", "Receipt", "User"]
