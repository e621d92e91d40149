"""Fold the chains into the transparency log and sign how long it is (RFC 9162, C2SP tlog-checkpoint).

Each link of each chain becomes one leaf, in the order in which the job meets it. A later checkpoint
can only extend an earlier one, so a removed subject, a cut tail or a rewritten row shows. Every note
is also written below ``checkpoints/`` in the home, from where it should be copied off the machine
(docs/how-to/back-up.md): a copy elsewhere is what makes a rewrite visible to others.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from firstfix.engines.custody import Frontier, SigningKey, generate_key, load_key, sign_checkpoint
from firstfix.kernel import clock
from firstfix.kernel.ledger.models import Checkpoint, LedgerLink
from firstfix.kernel.locks import mutex
from firstfix.kernel.statements import update

__all__ = ["ledger_key", "sign_new_checkpoint"]

KEY_FILE = "ledger.key"
# One transaction folds at most this many links, so that a checkpoint never holds the one SQLite
# writer for long; the job comes again while some are left.
LINKS_AT_ONCE = 2_000


def sign_new_checkpoint() -> Checkpoint | None:
    """Give the newest signed checkpoint over all links so far, or None where nothing was added."""
    newest = None
    while (made := _fold_some()) is not None:
        newest = made
    if newest is not None:
        _copy_out(newest)
    return newest


def ledger_key() -> SigningKey:
    """Give the key that signs checkpoints, making it on first use."""
    path = Path(settings.KEYS) / KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # The log's name is part of what is signed; two installations must never share it.
        name = f"firstfix-ledger-{secrets.token_hex(4)}"
        _write_once(path, generate_key(name, seed=secrets.token_bytes(32)).text())
    return load_key(path.read_text(encoding="ascii"))


def _fold_some() -> Checkpoint | None:
    with mutex("ledger-checkpoint"):
        links = list(_unfolded()[:LINKS_AT_ONCE])
        if not links:
            return None
        frontier = _last_frontier()
        for link in links:
            link.leaf_index = frontier.append(bytes.fromhex(link.hash))
            update(link, ["leaf_index"])
        return _signed(frontier)


def _unfolded() -> QuerySet[LedgerLink]:
    return (
        LedgerLink.objects.filter(leaf_index=None)
        .only("id", "row_id", "hash", "leaf_index")
        .order_by("row_id", "id")
    )


def _last_frontier() -> Frontier:
    newest = Checkpoint.objects.order_by("-size").first()
    return Frontier() if newest is None else Frontier.from_json(newest.frontier)


def _signed(frontier: Frontier) -> Checkpoint:
    key, at, root = ledger_key(), clock.now(), frontier.root()
    return Checkpoint.objects.create(
        size=frontier.size,
        root=root.hex(),
        note=sign_checkpoint(key, key.name, frontier.size, root, at),
        frontier=frontier.to_json(),
        at=at,
    )


def _copy_out(checkpoint: Checkpoint) -> None:
    folder = Path(settings.KEYS).parent / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{checkpoint.size:012d}.txt").write_text(checkpoint.note, encoding="utf-8", newline="\n")


def _write_once(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
