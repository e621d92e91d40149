"""What can be done with work orders, changes and visits; importing this package registers all of it."""

from firstfix.apps.visits.commands.abort_visit import abort_visit
from firstfix.apps.visits.commands.check_in import check_in
from firstfix.apps.visits.commands.complete_visit import complete_visit
from firstfix.apps.visits.commands.create_work_order import create_work_order
from firstfix.apps.visits.commands.propose_visit import propose_visit
from firstfix.apps.visits.commands.release_stop_work import release_stop_work
from firstfix.apps.visits.commands.set_abort_cause import set_abort_cause
from firstfix.apps.visits.commands.stop_work import stop_work
from firstfix.apps.visits.commands.transitions import (
    leave_site,
    pause_work,
    resume_work,
    start_travel,
    start_work,
)
from firstfix.apps.visits.commands.verify_visit import verify_visit
from firstfix.apps.visits.commands.work_orders import (
    block_work_order,
    cancel_work_order,
    close_work_order,
    complete_work_order,
    complete_work_order_partially,
    dispatch_work_order,
    fail_work_order,
    qualify_work_order,
    ready_work_order,
    resolve_work_order_remotely,
    return_work_order,
    review_work_order,
    schedule_work_order,
    unschedule_work_order,
)

__all__ = [
    "abort_visit",
    "block_work_order",
    "cancel_work_order",
    "check_in",
    "close_work_order",
    "complete_visit",
    "complete_work_order",
    "complete_work_order_partially",
    "create_work_order",
    "dispatch_work_order",
    "fail_work_order",
    "leave_site",
    "pause_work",
    "propose_visit",
    "qualify_work_order",
    "ready_work_order",
    "release_stop_work",
    "resolve_work_order_remotely",
    "resume_work",
    "return_work_order",
    "review_work_order",
    "schedule_work_order",
    "set_abort_cause",
    "start_travel",
    "start_work",
    "stop_work",
    "unschedule_work_order",
    "verify_visit",
]
