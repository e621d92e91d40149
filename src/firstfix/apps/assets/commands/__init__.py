"""What can be done with parts and stock; importing this package registers all of it."""

from firstfix.apps.assets.commands.request_part import request_part
from firstfix.apps.assets.commands.stock import move_stock
from firstfix.apps.assets.commands.supplying import (
    allocate_part,
    expect_part,
    load_part,
    pick_part,
    release_part,
    report_defective_part,
    report_lost_part,
    return_part,
    ship_part,
    unallocate_part,
)

__all__ = [
    "allocate_part",
    "expect_part",
    "load_part",
    "move_stock",
    "pick_part",
    "release_part",
    "report_defective_part",
    "report_lost_part",
    "request_part",
    "return_part",
    "ship_part",
    "unallocate_part",
]
