"""The Merkle tree of RFC 9162 against the RFC's own recursive definitions and published vectors."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.custody.transparency_log import (
    EMPTY_ROOT,
    Frontier,
    MerkleTree,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and their roots that Certificate Transparency implementations test with.
VECTOR_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


# The oracle: section 2.1 of the RFC written down as it stands, over lists of entries.
def mth(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = largest_power_below(len(entries))
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = largest_power_below(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m: int, entries: list[bytes], *, is_whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if is_whole else [mth(entries)]
    k = largest_power_below(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], is_whole=is_whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], is_whole=False), mth(entries[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def entries_of(size: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(size)]


def tree_of(entries: list[bytes]) -> MerkleTree:
    tree = MerkleTree()
    for entry in entries:
        tree.append(entry)
    return tree


def frontier_of(entries: list[bytes]) -> Frontier:
    frontier = Frontier()
    for entry in entries:
        frontier.append(entry)
    return frontier


BIG = entries_of(70)
BIG_TREE = tree_of(BIG)
sizes = st.integers(1, len(BIG))


def test_the_published_roots_are_reached() -> None:
    frontier, tree = Frontier(), MerkleTree()
    assert frontier.root() == tree.root() == EMPTY_ROOT
    for leaf, root in zip(VECTOR_LEAVES, VECTOR_ROOTS, strict=True):
        assert frontier.append(leaf) == tree.append(leaf)
        assert frontier.root().hex() == tree.root().hex() == root


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_frontier_and_tree_have_the_root_of_the_definition(entries: list[bytes]) -> None:
    assert frontier_of(entries).root() == tree_of(entries).root() == mth(entries)


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_stored_frontier_goes_on_where_it_stopped(first: int, more: int) -> None:
    entries = entries_of(first + more)
    frontier = Frontier.from_json(frontier_of(entries[:first]).to_json())
    assert [frontier.append(entry) for entry in entries[first:]] == list(range(first, first + more))
    assert frontier.root() == mth(entries)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"size": -1, "nodes": []},
        {"size": True, "nodes": ["00" * 32]},
        {"size": 3, "nodes": ["00" * 32]},
        {"size": 1, "nodes": ["xy" * 32]},
        {"size": 1, "nodes": [7]},
        {"size": 1, "nodes": "0"},
    ],
)
def test_a_stored_frontier_that_cannot_be_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="The stored tree"):
        Frontier.from_json(stored)


@given(st.data(), sizes)
def test_inclusion_proofs_are_those_of_the_definition_and_verify(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = BIG_TREE.inclusion_proof(index, size)
    assert list(proof) == path(index, BIG[:size])
    assert verify_inclusion(leaf_hash(BIG[index]), index, size, proof, mth(BIG[:size]))


@given(st.data(), sizes)
def test_consistency_proofs_are_those_of_the_definition_and_verify(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    proof = BIG_TREE.consistency_proof(old, new)
    assert list(proof) == subproof(old, BIG[:new], is_whole=True)
    assert verify_consistency(old, new, proof, mth(BIG[:old]), mth(BIG[:new]))


def spoiled(data: st.DataObject, proof: tuple[bytes, ...]) -> list[bytes]:
    """Give the proof with one hash changed, removed, added or swapped."""
    at = data.draw(st.integers(0, max(len(proof) - 1, 0)))
    kinds = ["add"] + (["change", "remove"] if proof else [])
    kind = data.draw(st.sampled_from(kinds))
    hashes = list(proof)
    if kind == "add":
        hashes.insert(at, data.draw(st.binary(min_size=32, max_size=32)))
    elif kind == "remove":
        del hashes[at]
    else:
        hashes[at] = sha256(hashes[at]).digest()
    return hashes


@given(st.data(), sizes)
def test_a_spoiled_inclusion_proof_fails(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = spoiled(data, BIG_TREE.inclusion_proof(index, size))
    assert not verify_inclusion(leaf_hash(BIG[index]), index, size, proof, mth(BIG[:size]))


@given(st.data(), sizes)
def test_an_inclusion_proof_holds_for_its_own_index_and_entry_only(data: st.DataObject, size: int) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size))
    proof, root = BIG_TREE.inclusion_proof(index, size), mth(BIG[:size])
    assert verify_inclusion(leaf_hash(BIG[index]), other, size, proof, root) == (index == other)
    if index != other and 0 <= other < size:
        assert not verify_inclusion(leaf_hash(BIG[other]), index, size, proof, root)


@given(st.data(), sizes)
def test_a_spoiled_consistency_proof_fails(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    proof = spoiled(data, BIG_TREE.consistency_proof(old, new))
    assert not verify_consistency(old, new, proof, mth(BIG[:old]), mth(BIG[:new]))


@given(st.data(), st.integers(2, 70))
def test_a_rewritten_beginning_is_inconsistent(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    at = data.draw(st.integers(0, old - 1))
    rewritten = [*BIG[:at], b"other", *BIG[at + 1 : new]]
    proof = tree_of(rewritten).consistency_proof(old, new)
    assert not verify_consistency(old, new, proof, mth(BIG[:old]), mth(rewritten))


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_consistency_needs_an_older_log_that_is_not_empty(old: int, new: int) -> None:
    assert not verify_consistency(old, new, [], EMPTY_ROOT, mth(BIG[:5]))
    with pytest.raises(ValueError, match="no proof from"):
        BIG_TREE.consistency_proof(old, new)


def test_asking_for_what_the_tree_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="no entry 5"):
        BIG_TREE.inclusion_proof(5, 5)
    with pytest.raises(ValueError, match="70 entries, not 71"):
        BIG_TREE.root(71)


def test_proofs_stay_short() -> None:
    longest = max(len(BIG_TREE.inclusion_proof(index, 70)) for index in range(70))
    assert longest == 7  # ceil(log2(70)), RFC 9162, section 2.1.3
