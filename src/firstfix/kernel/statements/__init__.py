"""Statements that are composed once and asked a thousand times.

Django composes the SQL of a question anew each time it is asked, which costs the processor five to ten
times what the database needs to answer it by key. What every command asks and writes is composed once
per process here, by Django itself, and filled with values when it is asked
(docs/decisions/0012-statements-composed-once.md). Rows come back as ordinary models.
"""

from firstfix.kernel.statements.asking import Among, Question, Slot
from firstfix.kernel.statements.writing import count_all_up, count_up, insert, update

__all__ = ["Among", "Question", "Slot", "count_all_up", "count_up", "insert", "update"]
