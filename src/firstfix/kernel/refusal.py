"""A refusal is a value: what is not possible, why, and the way out (style.md rule 4).

It is stored and compared as code and parameters; the English template is translated at the edge.
Edges map :attr:`Refusal.reason` to a status once, in ``server/errors.py``:

=============  ======  ====================================================
reason         status  meaning
=============  ======  ====================================================
not_allowed    403     the actor has no right to this command here
not_visible    404     there is no such subject in what the actor may see
conflict       409     stale, or the same command id with another payload
refused        422     a rule refuses: a lifecycle, a gate, an input
=============  ======  ====================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from firstfix.engines.verdict import Missing, Scalar, mark

__all__ = ["Reason", "Refusal", "Refused", "not_visible"]


class Reason(StrEnum):
    """Why a command was refused, in the four kinds that edges tell apart."""

    NOT_ALLOWED = "not_allowed"
    NOT_VISIBLE = "not_visible"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal: a stable code, an English template with its parameters, and the way out.

    ``remedy`` names the command that helps, ``remedy_given`` what of its input is known already;
    ``missing`` lists what a gate did not find with who can give each, ``fields`` maps input fields to
    what is wrong with them.
    """

    code: str
    template: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    reason: Reason = Reason.REFUSED
    remedy: str | None = None
    missing: tuple[Missing, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    remedy_given: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Give the refusal in English with its places filled."""
        return self.template.format(**self.params)


class Refused(Exception):
    """Carry a refusal out of the depth of a command body; the wrapper turns it back into a value."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def not_visible(noun: str) -> Refusal:
    """Give the one answer for what does not exist and for what the actor may not see."""
    return Refusal(
        "not_visible",
        mark("There is no such {noun}, or you may not see it. Check the address, or ask its owner."),
        {"noun": noun.replace("_", " ")},
        Reason.NOT_VISIBLE,
    )
