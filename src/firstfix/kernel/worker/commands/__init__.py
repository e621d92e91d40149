"""The commands on background jobs; importing this registers them."""

from firstfix.kernel.worker.commands.give_up_job import give_up_job
from firstfix.kernel.worker.commands.retry_job import retry_job

__all__ = ["give_up_job", "retry_job"]
