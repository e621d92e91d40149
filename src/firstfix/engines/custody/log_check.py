"""Check the log of an export: every entry in its place, every checkpoint signed and for this very history."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator

from firstfix.engines.custody.checkpoint import Checkpoint, verify_checkpoint
from firstfix.engines.custody.export_format import Leaf
from firstfix.engines.custody.findings import Finding, ProofError
from firstfix.engines.custody.keys import VerifierKey
from firstfix.engines.custody.transparency_log import Frontier
from firstfix.engines.verdict import Scalar

__all__ = ["LogCheck"]


class LogCheck:
    """Grows the tree entry by entry and compares its root wherever a checkpoint vouches for one."""

    def __init__(self, verifier_keys: Iterable[VerifierKey]) -> None:
        self.newest: Checkpoint | None = None  # the newest one that holds
        self._keys = tuple(verifier_keys)
        self._origin: str | None = None
        self._frontier = Frontier()
        self._next_index = 0
        self._is_in_step = True  # until an entry is missing or a root differs: then later roots say nothing
        self._signed_size: int | None = None
        self._kept: list[Checkpoint] = []

    def keep(self, notes: Iterable[str]) -> Iterator[Finding]:
        """Line up the checkpoints that were put aside earlier."""
        for note in notes:
            checkpoint = yield from self._trusted(note)
            if checkpoint:
                self._kept.append(checkpoint)
        self._kept.sort(key=lambda checkpoint: checkpoint.size, reverse=True)

    def begin(self, origin: str) -> Iterator[Finding]:
        """Judge the name of the log."""
        self._origin = origin
        if origin not in {key.name for key in self._keys}:
            yield Finding("origin_unknown", {"name": origin})
        yield from self._compare_with_kept()

    def grow(self, leaf: Leaf) -> Iterator[Finding]:
        """Add an entry, unless it is a copy; entries that were left out are told once."""
        if leaf.leaf_index < self._next_index:
            yield Finding("leaf_repeated", {"index": leaf.leaf_index, "expected": self._next_index})
            return
        if leaf.leaf_index > self._next_index:
            yield Finding("leaf_missing", {"index": leaf.leaf_index, "expected": self._next_index})
            self._is_in_step = False
        self._next_index = leaf.leaf_index + 1
        self._frontier.append(bytes.fromhex(leaf.link.hash))
        yield from self._compare_with_kept()

    def checkpoint(self, note: str) -> Iterator[Finding]:
        """Judge a checkpoint that stands behind the entries added so far."""
        checkpoint = yield from self._trusted(note)
        if checkpoint is None:
            return
        self._signed_size = max(self._signed_size or 0, checkpoint.size)
        fault = self._fault(checkpoint)
        if fault:
            yield Finding(fault, self._places(checkpoint))
            self._is_in_step = self._is_in_step and fault != "checkpoint_inconsistent"
        elif self._is_in_step:
            self.newest = checkpoint

    def finish(self) -> Iterator[Finding]:
        """Judge the end: nothing may be unsigned, nothing that was vouched for may be missing."""
        for kept in reversed(self._kept):
            yield Finding("kept_ahead", {"size": kept.size, "found": self._next_index})
        if self._signed_size is None:
            yield Finding("checkpoint_missing")
        elif self._signed_size < self._next_index:
            yield Finding("tail_unsigned", {"count": self._next_index - self._signed_size})

    def _trusted(self, note: str) -> Generator[Finding, None, Checkpoint | None]:
        try:
            return verify_checkpoint(note, self._keys)
        except ProofError as refusal:
            yield refusal.finding
            return None

    def _fault(self, checkpoint: Checkpoint) -> str | None:
        if checkpoint.origin != self._origin:
            return "checkpoint_foreign"
        if checkpoint.size != self._next_index:
            return "checkpoint_ahead" if checkpoint.size > self._next_index else "checkpoint_behind"
        is_wrong = self._is_in_step and checkpoint.root != self._frontier.root()
        return "checkpoint_inconsistent" if is_wrong else None

    def _places(self, checkpoint: Checkpoint) -> dict[str, Scalar]:
        since = self.newest.size if self.newest else 0
        return {"name": checkpoint.origin, "size": checkpoint.size, "found": self._next_index, "since": since}

    def _compare_with_kept(self) -> Iterator[Finding]:
        while self._kept and self._kept[-1].size <= self._next_index:
            kept = self._kept.pop()
            if kept.origin != self._origin:
                yield Finding("checkpoint_foreign", {"name": kept.origin})
            elif self._is_in_step and kept.root != self._frontier.root():
                yield Finding("kept_inconsistent", {"size": kept.size})
