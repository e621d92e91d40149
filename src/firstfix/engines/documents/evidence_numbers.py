"""Numbers for evidence inside one document: E1, E2, ... in the order in which it was collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from firstfix.engines.documents.facts import EvidenceFact
from firstfix.engines.documents.texts import NOTHING, Identifier, Text


def number_evidence(evidence: Iterable[EvidenceFact]) -> dict[str, str]:
    """Give the number of each piece of evidence by its id; equal times are ordered by hash and id."""
    ordered = sorted(evidence, key=lambda piece: (piece.collected_at, piece.digest, piece.evidence_id))
    return {piece.evidence_id: f"E{place}" for place, piece in enumerate(ordered, start=1)}


def cite(numbers: Mapping[str, str], evidence_ids: Iterable[str]) -> Text:
    """Give the numbers of the named evidence; what this reader may not see is not named."""
    cited = sorted(
        (numbers[one] for one in evidence_ids if one in numbers), key=lambda number: int(number[1:])
    )
    return Identifier(", ".join(cited)) if cited else NOTHING
