"""Proof for the ledger and for evidence: hashes, chains, a transparency log, signed notes, verification.

Start at ``docs/explanation/proof.md``. Everything here is a function of its arguments: keys, salts and
times come from the caller.
"""

from firstfix.engines.custody.canonical import canonical_bytes, sha256_hex
from firstfix.engines.custody.chain import (
    COMMITMENT_KEY,
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
from firstfix.engines.custody.export import Entry, export_lines, read_lines
from firstfix.engines.custody.export_format import Leaf, Row, Text
from firstfix.engines.custody.findings import Finding, ProofError
from firstfix.engines.custody.keys import SigningKey, VerifierKey, generate_key, load_key, load_verifier_key
from firstfix.engines.custody.manifest import ManifestFile, describe, read_manifest, seal, verify_manifest
from firstfix.engines.custody.signed_note import Note, parse_note, sign_note, verify_note
from firstfix.engines.custody.transparency_log import (
    Frontier,
    MerkleTree,
    verify_consistency,
    verify_inclusion,
)
from firstfix.engines.custody.verify import Counts, Verification, verify_export

__all__ = [
    "COMMITMENT_KEY",
    "GENESIS",
    "Checkpoint",
    "Counts",
    "Entry",
    "Finding",
    "Frontier",
    "Leaf",
    "Link",
    "ManifestFile",
    "MerkleTree",
    "Note",
    "ProofError",
    "Row",
    "SigningKey",
    "Text",
    "Verification",
    "VerifierKey",
    "canonical_bytes",
    "describe",
    "export_lines",
    "generate_key",
    "link_hash",
    "load_key",
    "load_verifier_key",
    "parse_checkpoint",
    "parse_note",
    "read_lines",
    "read_manifest",
    "redeem",
    "row_hash",
    "salted_hash",
    "seal",
    "sha256_hex",
    "sign_checkpoint",
    "sign_note",
    "verify_chain",
    "verify_checkpoint",
    "verify_consistency",
    "verify_export",
    "verify_inclusion",
    "verify_manifest",
    "verify_note",
]
