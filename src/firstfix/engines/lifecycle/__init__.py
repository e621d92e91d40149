"""State tables as rows, and the one checker that says whether a command may pass.

The tables themselves are in :mod:`firstfix.engines.lifecycle.tables`, one a file.
"""

from firstfix.engines.lifecycle.machine import BEGINNING, BrokenTable, Machine, Transition, from_each
from firstfix.engines.lifecycle.tables import MACHINES

__all__ = ["BEGINNING", "MACHINES", "BrokenTable", "Machine", "Transition", "from_each"]
