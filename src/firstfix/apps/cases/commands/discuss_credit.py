"""Write down what was said of a credit or a penalty, for managers alone (S1-R11)."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.models import CreditDiscussion, CreditKind
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Line, Words

__all__ = ["CreditWords", "discuss_credit"]


class CreditWords(Input):
    """In which case, which way the money goes, how much as it was said, and the words around it.

    The amount is free text: the ledger keeps its salted hash only.
    """

    case_id: UUID
    kind: CreditKind
    amount: Line
    words: Words


# The case is not touched: its history, which everybody of ours reads, does not tell of money.
@command(on="credit_discussion", creates=True, says=mark("{actor} wrote down a word on credits."))
def discuss_credit(work: Work, given: CreditWords) -> CreditDiscussion:
    """Write down what was said of a credit or a penalty; managers alone read it."""
    return CreditDiscussion.objects.create(
        id=work.subject_id,
        version=1,
        case=work.see("case", given.case_id),
        kind=given.kind,
        amount=given.amount,
        words=given.words,
        written_by_id=work.actor.person_id,
        written_at=work.at,
    )
