"""The tables of the evidence; one file for each kind of thing."""

from firstfix.apps.evidence.models.blobs import SHA256_HEX_LENGTH, Derivation, FileBlob
from firstfix.apps.evidence.models.evidence import (
    EVIDENCE_KINDS,
    EVIDENCE_PURPOSES,
    EvidenceItem,
    EvidenceLink,
    EvidenceRole,
    RedactionState,
)

__all__ = [
    "EVIDENCE_KINDS",
    "EVIDENCE_PURPOSES",
    "SHA256_HEX_LENGTH",
    "Derivation",
    "EvidenceItem",
    "EvidenceLink",
    "EvidenceRole",
    "FileBlob",
    "RedactionState",
]
