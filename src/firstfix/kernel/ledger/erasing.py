"""Erase the words behind a subject's rows: the rows, their hashes and their chains stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from firstfix.kernel.ledger.models import LedgerLink, LedgerText

__all__ = ["erase_texts"]


def erase_texts(noun: str, subject_id: UUID, *, commands: Iterable[str]) -> int:
    """Erase the words of the rows of ``commands`` in one subject's chain, and give how many texts that were.

    With a text goes its salt, so that its hash says nothing about it any more (docs/explanation/proof.md).
    """
    links = LedgerLink.objects.filter(
        subject_type=noun, subject_id=subject_id, row__command__in=list(commands)
    )
    return LedgerText.objects.filter(row__in=links.values("row")).delete()[0]
