"""Proof for the ledger and for evidence: hashes, chains, a transparency log, signed notes, verification.

Start at ``docs/explanation/proof.md``. Everything here is a function of its arguments: keys, salts and
times come from the caller.
"""

from firstfix.engines.custody.canonical import canonical_bytes, sha256_hex
from firstfix.engines.custody.chain import (
    GENESIS,
    Link,
    link_hash,
    redeem,
    row_hash,
    salted_hash,
    verify_chain,
)
from firstfix.engines.custody.checkpoint import (
    Checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from firstfix.engines.custody.findings import Finding, ProofError
from firstfix.engines.custody.keys import SigningKey, VerifierKey, generate_key, load_key, load_verifier_key
from firstfix.engines.custody.signed_note import Note, parse_note, sign_note, verify_note
from firstfix.engines.custody.transparency_log import (
    Frontier,
    MerkleTree,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "GENESIS",
    "Checkpoint",
    "Finding",
    "Frontier",
    "Link",
    "MerkleTree",
    "Note",
    "ProofError",
    "SigningKey",
    "VerifierKey",
    "canonical_bytes",
    "generate_key",
    "link_hash",
    "load_key",
    "load_verifier_key",
    "parse_checkpoint",
    "parse_note",
    "redeem",
    "row_hash",
    "salted_hash",
    "sha256_hex",
    "sign_checkpoint",
    "sign_note",
    "verify_chain",
    "verify_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "verify_note",
]
