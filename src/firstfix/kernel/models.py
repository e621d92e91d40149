"""All tables of the kernel in one place, because Django looks for them here."""

from firstfix.kernel.identity.access import AccountLink, ApiToken, ExternalLink, RecoveryCode, SecondFactor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import Session
from firstfix.kernel.identity.throttling import Throttle
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.ledger.models import Checkpoint, LedgerLink, LedgerRow, LedgerText, Receipt
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.outgoing.models import EgressLog

__all__ = [
    "AccountLink",
    "ApiToken",
    "Checkpoint",
    "EgressLog",
    "ExternalLink",
    "Job",
    "LedgerLink",
    "LedgerRow",
    "LedgerText",
    "OutboxEvent",
    "Receipt",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "Throttle",
    "User",
]
