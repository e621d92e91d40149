"""Answers that come from another address or port than was asked: programs drop them."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.explaining import AS_NAMELESS, AS_SILENT
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["SENDERS"]

SENDERS: Final = (
    Code(
        "DNS.OTHER_SENDER", Domain.NETWORK, Layer.NAME, Symptom.SILENCE,
        mark(
            "Questions to the resolver {resolver} are answered from {sender} port {sender_port}; programs "
            "drop such an answer."
        ),
        Who.DNS, "answer_from_address",
        mark(
            "Please let {resolver} answer from the address and port that was asked, not from {sender} "
            "port {sender_port}: its addresses, or the address translation on the way to {source}."
        ),
        AS_NAMELESS,
    ),
    Code(
        "UDP.OTHER_SENDER", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "Packets to {endpoint} UDP port {port} are answered from {sender} port {sender_port}; programs "
            "drop such an answer."
        ),
        Who.SERVER, "answer_from_address",
        mark(
            "Please let {endpoint} answer on UDP port {port} from the address that was asked, not from "
            "{sender} port {sender_port}: a server with several addresses (multihome), or the address "
            "translation on the way to {source}."
        ),
        AS_SILENT,
    ),
)  # fmt: skip
