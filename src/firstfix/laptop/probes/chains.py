"""What the verifier says of a chain as it was served: which rules it breaks, whom it may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from firstfix.engines.x509 import Anchors, ChainVerdict, Profile, Question, judge_chain
from firstfix.engines.x509.telling import facts_of

__all__ = ["Told", "chain_facts"]


@dataclass(frozen=True, slots=True)
class Told:
    """What others said about the chain: the server by stapling (None where nobody looked), lists, responders.

    ``spare`` are certificates of issuers that the server did not send.
    """

    stapled: bytes | None = None
    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    spare: tuple[bytes, ...] = ()


def chain_facts(
    chain: Sequence[bytes],
    anchors: Anchors,
    *,
    server_name: str,
    told: Told | None = None,
    is_verified: bool = False,
) -> tuple[dict[str, Any], ChainVerdict]:
    """Give the facts of a verdict on a chain by this computer's clock, and the verdict itself.

    Faults of dates are among them; the judgement takes dates from the certificates and the time from a clock
    that it trusts. ``is_verified`` says that this computer found a way to one of these roots by itself.
    """
    said = told or Told()
    question = Question(
        served=chain,
        at=datetime.now(UTC),
        anchors=anchors,
        server=server_name.rstrip("."),
        profile=Profile.FIELD,
        spare=said.spare,
        lists=said.lists,
        answers=said.answers,
        stapled=said.stapled,
        is_verified=is_verified,
    )
    verdict = judge_chain(question)
    return facts_of(verdict), verdict
