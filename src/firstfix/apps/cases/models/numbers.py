"""Case numbers, counted by the database."""

from __future__ import annotations

from django.db import models

from firstfix.kernel.statements import insert

__all__ = ["CaseNumber"]


class CaseNumberManager(models.Manager["CaseNumber"]):
    """Where the next number comes from."""

    def draw(self) -> int:
        """Give the next case number; a number drawn by a case that was then refused is skipped."""
        number = self.model()
        insert([number])
        return number.pk


class CaseNumber(models.Model):
    """A number that was given out. The database counts, so two cases never share one."""

    id = models.BigAutoField(primary_key=True)

    objects = CaseNumberManager()
