"""Hand the ledger out in the form that an outsider can check with nothing but the public key."""

from __future__ import annotations

from collections.abc import Iterator

from firstfix.engines.custody import Entry, Link, export_lines
from firstfix.engines.custody.export_format import Leaf, Row, Text
from firstfix.kernel.ledger.checkpoints import ledger_key, sign_new_checkpoint
from firstfix.kernel.ledger.models import Checkpoint, LedgerLink

__all__ = ["export_ledger"]

# Rows are read in pages by the log's own order, so that the largest ledger needs little memory.
PAGE_SIZE = 1_000


def export_ledger() -> Iterator[bytes]:
    """Give the lines of an export of the whole ledger, under a checkpoint signed just now."""
    sign_new_checkpoint()
    notes = Checkpoint.objects.order_by("size").values_list("note", flat=True)
    return export_lines(ledger_key().name, _entries(), notes.iterator())


def _entries() -> Iterator[Entry]:
    waiting: list[LedgerLink] = []
    for link in _links():
        if waiting and waiting[0].row_id != link.row_id:
            yield _entry(waiting)
            waiting = []
        waiting.append(link)
    if waiting:
        yield _entry(waiting)


def _links() -> Iterator[LedgerLink]:
    last = -1
    while page := list(
        LedgerLink.objects.filter(leaf_index__gt=last)
        .select_related("row")
        .prefetch_related("row__texts")
        .order_by("leaf_index")[:PAGE_SIZE]
    ):
        yield from page
        last = page[-1].leaf_index or 0


def _entry(links: list[LedgerLink]) -> Entry:
    row = links[0].row
    return Entry(
        row=Row(row.body, row.hash),
        leaves=tuple(_leaf(link, row.hash) for link in links),
        texts=tuple(Text(text.digest, text.salt, text.text) for text in row.texts.all()),
    )


def _leaf(link: LedgerLink, row_hash: str) -> Leaf:
    return Leaf(
        link.leaf_index or 0,
        Link(
            subject_type=link.subject_type,
            subject_id=str(link.subject_id),
            version=link.version,
            previous_hash=link.previous_hash,
            row_hash=row_hash,
            hash=link.hash,
        ),
    )
