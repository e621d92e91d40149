"""The tables of the evidence; one file for each kind of thing."""

from firstfix.apps.evidence.models.blobs import (
    SHA256_HEX_LENGTH,
    BlobDerivation,
    BlobUpload,
    Derivation,
    FileBlob,
    RedactionState,
)
from firstfix.apps.evidence.models.evidence import (
    EVIDENCE_KINDS,
    EVIDENCE_PURPOSES,
    EvidenceItem,
    EvidenceLink,
    EvidenceRole,
)
from firstfix.apps.evidence.models.linking import (
    Linkable,
    linkable_nouns,
    linkable_of,
    register_linkable,
)
from firstfix.apps.evidence.models.retention import Erasure, LegalHold

__all__ = [
    "EVIDENCE_KINDS",
    "EVIDENCE_PURPOSES",
    "SHA256_HEX_LENGTH",
    "BlobDerivation",
    "BlobUpload",
    "Derivation",
    "Erasure",
    "EvidenceItem",
    "EvidenceLink",
    "EvidenceRole",
    "FileBlob",
    "LegalHold",
    "Linkable",
    "RedactionState",
    "linkable_nouns",
    "linkable_of",
    "register_linkable",
]
