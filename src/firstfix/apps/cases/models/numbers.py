"""Case numbers, counted by the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

from firstfix.kernel.statements import insert

__all__ = ["CaseNumber", "numbered"]

_held: ContextVar[list[int] | None] = ContextVar("held_case_number", default=None)


@contextmanager
def numbered(number: int) -> Iterator[None]:
    """Let the next case of the block have ``number``, which was drawn before.

    The demo's history uses it, because that is played in another order than it happened.
    """
    token = _held.set([number])
    try:
        yield
    finally:
        _held.reset(token)


class CaseNumberManager(models.Manager["CaseNumber"]):
    """Where the next number comes from."""

    def draw(self) -> int:
        """Give the next case number; a number drawn by a case that was then refused is skipped."""
        held = _held.get()
        if held:
            return held.pop()
        number = self.model()
        insert([number])
        return number.pk


class CaseNumber(models.Model):
    """A number that was given out. The database counts, so two cases never share one."""

    id = models.BigAutoField(primary_key=True)

    objects = CaseNumberManager()
