"""Some changes need what only their page asks for: the present password, the code."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Channel, Work
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["only_at_the_page"]


def only_at_the_page(work: Work) -> None:
    """Let the command pass where its own page gives it; raises Refused on every other edge.

    A stolen session must not be able to change how the account is opened (ASVS 5.0 7.5.1). The page
    asks for the password (and the code) before it gives the command; a general edge cannot.
    """
    if work.context.channel is not Channel.PAGE:
        raise Refused(
            Refusal(
                "only_at_the_page",
                mark("This needs your password again, so it is done on the page of your account."),
                reason=Reason.NOT_ALLOWED,
            )
        )
