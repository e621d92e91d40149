"""What can be done with work orders, changes and visits; importing this package registers all of it."""

from firstfix.apps.visits.commands.create_work_order import create_work_order
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
    "block_work_order",
    "cancel_work_order",
    "close_work_order",
    "complete_work_order",
    "complete_work_order_partially",
    "create_work_order",
    "dispatch_work_order",
    "fail_work_order",
    "qualify_work_order",
    "ready_work_order",
    "resolve_work_order_remotely",
    "return_work_order",
    "review_work_order",
    "schedule_work_order",
    "unschedule_work_order",
]
