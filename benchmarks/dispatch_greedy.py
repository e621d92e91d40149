"""The dispatcher to beat: by due time, the nearest skilled technician in time, else who is done first."""

from __future__ import annotations

from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order, cost_of_row, rest_of_row

__all__ = ["greedy_orders"]


def greedy_orders(ground: Ground) -> list[Order]:
    """Give the order of each row when visits are given out one by one and only ever appended."""
    orders: list[Order] = [()] * len(ground.rows)
    for stop in sorted(range(ground.count), key=lambda each: (ground.due[each], ground.shuts[each], each)):
        choices = [
            choice for row in ground.open_to[stop] if (choice := _appended(ground, row, orders[row], stop))
        ]
        if not choices:
            continue
        in_time = [choice for choice in choices if choice[1] <= ground.due[stop]]
        _way, _start, _done, row = min(in_time) if in_time else min(choices, key=lambda choice: choice[2])
        orders[row] = (*orders[row], stop)
    return orders


def _appended(ground: Ground, row: int, order: Order, stop: int) -> tuple[int, int, int, int] | None:
    """Give the way there, the start, the end and the row; None where the row cannot do it."""
    longer = (*order, stop)
    if cost_of_row(ground, row, longer) >= INFEASIBLE:
        return None
    last = ground.place[order[-1]] if order else ground.shifts[row].start_place
    home = ground.shifts[row].end_place
    back, _prices = rest_of_row(
        ground, row, longer, 0, ground.row_starts[row], ground.shifts[row].start_place
    )
    done = back - ground.travel[ground.place[stop]][home]
    return ground.travel[last][ground.place[stop]], done - ground.minutes[row][stop], done, row
