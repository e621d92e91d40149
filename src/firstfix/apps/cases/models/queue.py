"""Which cases are open, told in the form that the queue's indexes and its questions share."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import and_
from uuid import UUID

from django.db.models import Q

from firstfix.engines.lifecycle import MACHINES

__all__ = ["CASE_LIFE", "IS_OPEN", "QUEUE_PAGE_SIZE", "QueuePlace"]

CASE_LIFE = MACHINES["case"]

# One negation a state, not one list: the database then knows that the partial indexes of open cases
# fit the question (a list with bound values is not recognised; notes on SQLite's partial indexes).
IS_OPEN = reduce(and_, (~Q(state=ending) for ending in sorted(CASE_LIFE.endings)))
"""Holds for a case that still asks something of somebody; also the condition of the queue's indexes."""

QUEUE_PAGE_SIZE = 50
"""Rows of one queue page: the page that the benchmarks measure."""

QueuePlace = tuple[datetime, UUID]
"""Where a queue page ended: the last row's ``updated_at`` and ``id``."""
