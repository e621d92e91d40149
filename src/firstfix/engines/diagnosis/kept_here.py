"""What this computer itself keeps from going out or coming in, as its counters and first hop show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.diagnosis.facts import Facts, facts_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.scene import DATAGRAM_STAGES

__all__ = ["NOTHING_KEPT", "is_kept", "kept_addresses"]

NOTHING_KEPT: Final = {"kept_out": 0.0, "kept_in": 0.0}
"""The counters of a computer that dropped nothing in a run: then its own rules stand in nobody's way."""

# Others' packets come and go in the same moment; two in three of ours are no accident.
_MOST: Final = 2 / 3


def is_kept(facts: Facts) -> bool:
    """Tell whether a connection, or the answers to it, were dropped by this computer itself.

    Going out: it dropped something, and the first hop, which tells of packets over UDP, never heard of this
    one, or it was refused before it could go anywhere. Coming in: about as many packets more were kept from
    programs as connections were tried.
    """
    here = facts_at(facts, "here")
    tries, kept = number_at(here, "tries"), number_at(here, "answers_kept")
    if tries and kept is not None and kept >= tries * _MOST:
        return True
    if not number_at(here, "kept_out"):
        return False
    tcp, udp = text_at(here, "first_hop.tcp"), text_at(here, "first_hop.udp")
    return tcp in {"refused", "denied"} or (tcp == "silent" and udp == "expired")


def kept_addresses(facts: Facts) -> Iterator[tuple[str, str]]:
    """Give every address that this computer keeps a check from, and the path of the fact that says so."""
    if is_kept(facts):
        yield text_at(facts, "connect.address"), "here"
    for stage in ("connect", *DATAGRAM_STAGES):
        if text_at(facts, f"{stage}.outcome") == "denied":
            yield text_at(facts, f"{stage}.address"), f"{stage}.errno"
    for answer in (*objects_at(facts, "dns.answers"), facts_at(facts, "resolve")):
        if text_at(answer, "outcome") == "denied":
            yield text_at(answer, "resolver"), "dns.answers"
