"""A log that cannot be rewritten unnoticed: the Merkle tree of RFC 9162, section 2.1.

``Frontier`` folds leaves into a root in constant memory (one hash for each bit of the size).
``MerkleTree`` keeps every hash (64 bytes a leaf) and so can prove that an entry is in the log, and that
an older log is the beginning of a newer one. The two ``verify_*`` functions need no tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from firstfix.engines.custody.chain import is_hash

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "MerkleTree",
    "leaf_hash",
    "node_hash",
    "verify_consistency",
    "verify_inclusion",
]

EMPTY_ROOT = sha256(b"").digest()  # RFC 9162, section 2.1.1: the hash of an empty list


def leaf_hash(entry: bytes) -> bytes:
    """Give the hash of a leaf; the 0x00 in front keeps leaves apart from nodes (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of an inner node over its two children (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: the roots of its full subtrees, largest first."""

    size: int = 0
    _nodes: list[bytes] = field(default_factory=list)

    def append(self, entry: bytes) -> int:
        """Add one entry (a link's 32 raw hash bytes, in our logs) and give its index, counted from 0."""
        index = self.size
        node = leaf_hash(entry)
        while index & 1:
            node = node_hash(self._nodes.pop(), node)
            index >>= 1
        self._nodes.append(node)
        self.size += 1
        return self.size - 1

    def root(self) -> bytes:
        """Give the root hash (32 bytes) of all entries so far."""
        if not self._nodes:
            return EMPTY_ROOT
        root = self._nodes[-1]
        for node in reversed(self._nodes[:-1]):
            root = node_hash(node, root)
        return root

    def to_json(self) -> dict[str, int | list[str]]:
        """Give the state as plain JSON, to be stored and continued with :meth:`from_json`."""
        return {"size": self.size, "nodes": [node.hex() for node in self._nodes]}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Frontier:
        """Give the frontier that :meth:`to_json` stored; raises ``ValueError`` if it cannot be one."""
        size, nodes = stored.get("size"), stored.get("nodes")
        if type(size) is not int or size < 0:
            raise ValueError("The stored tree has no size of 0 or more; rebuild it from the ledger.")
        if not isinstance(nodes, list) or not all(map(is_hash, nodes)) or len(nodes) != size.bit_count():
            raise ValueError(f"The stored tree of size {size} needs {size.bit_count()} hashes; rebuild it.")
        return cls(size, [bytes.fromhex(node) for node in nodes])


class MerkleTree:
    """A tree that answers with proofs; needs 64 bytes of memory a leaf."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]  # level n: roots of the full subtrees of 2^n leaves

    @property
    def size(self) -> int:
        """Give the number of entries."""
        return len(self._levels[0]) // 32

    def append(self, entry: bytes) -> int:
        """Add one entry and give its index, counted from 0."""
        index, node = self.size, leaf_hash(entry)
        for level in range(index.bit_length() + 1):
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node
            if not index >> level & 1:
                break
            node = node_hash(self._node(level, (index >> level) - 1), node)
        return index

    def root(self, size: int | None = None) -> bytes:
        """Give the root hash of the first ``size`` entries (all if ``None``)."""
        size = self._known(self.size if size is None else size)
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int) -> tuple[bytes, ...]:
        """Give the hashes that lead from entry ``index`` to the root at ``size`` (RFC 9162, 2.1.3.1)."""
        if not 0 <= index < self._known(size):
            raise ValueError(f"A log of {size} entries has no entry {index}.")
        proof, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start = middle
        return tuple(reversed(proof))

    def consistency_proof(self, old: int, new: int) -> tuple[bytes, ...]:
        """Give the hashes that show ``old`` entries to begin ``new`` entries (RFC 9162, 2.1.4.1)."""
        if not 0 < old <= self._known(new):
            raise ValueError(f"There is no proof from {old} to {new} entries; give 0 < old <= new.")
        proof, start, end = [], 0, new
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start = middle
        return tuple(reversed([*proof, self._hash(start, end)] if start else proof))

    def _known(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError(f"The log has {self.size} entries, not {size}.")
        return size

    def _hash(self, start: int, end: int) -> bytes:
        width = end - start
        if not width & (width - 1):  # a full subtree: RFC splits only ever start at multiples of its width
            level = width.bit_length() - 1
            return self._node(level, start >> level)
        middle = start + _split(width)
        return node_hash(self._hash(start, middle), self._hash(middle, end))

    def _node(self, level: int, position: int) -> bytes:
        return bytes(self._levels[level][32 * position : 32 * position + 32])


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether ``proof`` leads from the hash ``leaf`` at ``index`` to ``root`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            at, last = _up_to_left_turn(at, last)
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Tell whether ``proof`` shows ``old`` entries to begin the ``new`` ones (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    rebuilt = _rebuild(old - 1, new - 1, path)
    return rebuilt is not None and rebuilt == (old_root, new_root)


def _rebuild(at: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if not last:
            return None
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            at, last = _up_to_left_turn(at, last)
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return None if last else (old, new)


def _up_to_left_turn(at: int, last: int) -> tuple[int, int]:
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _split(width: int) -> int:
    return 1 << (width - 1).bit_length() - 1
