"""State tables as rows, and the one checker that says whether a command may pass.

The tables themselves are in :mod:`firstfix.engines.lifecycle.tables`, one a file.
"""

from firstfix.engines.lifecycle.judgement import Refused, judge_transition
from firstfix.engines.lifecycle.machine import BEGINNING, BrokenTable, Machine, Transition, from_each
from firstfix.engines.lifecycle.tables import MACHINES
from firstfix.engines.lifecycle.words import COMMAND_WORDS, NEED_WORDS, STATE_WORDS, SUBJECT_WORDS

__all__ = [
    "BEGINNING",
    "COMMAND_WORDS",
    "MACHINES",
    "NEED_WORDS",
    "STATE_WORDS",
    "SUBJECT_WORDS",
    "BrokenTable",
    "Machine",
    "Refused",
    "Transition",
    "from_each",
    "judge_transition",
]
