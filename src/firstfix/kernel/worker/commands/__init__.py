"""The commands on background work; importing this registers them."""

from firstfix.kernel.worker.commands.give_up_job import give_up_job
from firstfix.kernel.worker.commands.retry_job import retry_job
from firstfix.kernel.worker.commands.retry_outbox_event import retry_outbox_event

__all__ = ["give_up_job", "retry_job", "retry_outbox_event"]
