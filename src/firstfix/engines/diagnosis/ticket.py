"""A request as a text for a ticket or a mail: what to do, from where to where, what proves it, who looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Ticket", "ticket_text"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a request says, each part in the language of who reads it; what is empty is left out.

    ``subject`` names place and fault in a line, ``route`` has pairs of a label and a value, ``proof_head``
    stands above ``proof``, ``looked`` says when and from where it was looked.
    """

    subject: str
    ask: str
    route: Sequence[tuple[str, str]]
    proof_head: str
    proof: Sequence[str]
    looked: str = ""
    due: str = ""


def ticket_text(ticket: Ticket) -> str:
    """Give the text: it needs nothing beside it, so that whoever gets the ticket can act on it alone."""
    parts = ("\n".join(part) for part in _parts(ticket))
    return "\n\n".join(filter(None, parts))


def _parts(ticket: Ticket) -> Iterator[list[str]]:
    yield [ticket.subject]
    yield [*filter(None, [ticket.ask, ticket.due])]
    yield [f"{label}: {value}" for label, value in ticket.route if value]
    if ticket.proof:
        yield [ticket.proof_head, *(f"- {line}" for line in ticket.proof)]
    yield [*filter(None, [ticket.looked])]
