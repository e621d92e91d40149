"""What a report is asked about: a month or a quarter, one customer or all, and for whose eyes it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from firstfix.apps.directory.models import Organization
from firstfix.apps.directory.queries import visible_organizations, work_scope
from firstfix.apps.scorecards.queries.boards import Asked, boards_of, customers_of
from firstfix.apps.scorecards.queries.periods import Period, last_months, period_of
from firstfix.engines.redaction import Audience
from firstfix.engines.verdict import mark
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["ReportAsked", "asked_report"]

# Sums are kept by month; a year of them is enough to tell a change from the usual up and down.
_DRAWN_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report: of which period, which board, of whose cases, and who is to read it.

    ``customer`` is None for all customers that the reader sees. A quarter of one customer is a review pack:
    it is made for that customer's eyes, whoever of us asks for it (S1-D16).
    """

    period: Period
    board: str
    customer: Organization | None
    audience: Audience

    @property
    def is_review(self) -> bool:
        """Tell whether it is the pack for a review with a customer."""
        return self.audience == "customer" and self.period.is_quarter

    def over(self, months: tuple[str, ...]) -> Asked:
        """Give what to ask the sums for these months."""
        return Asked(self.board, months, self.customer.pk if self.customer else None)

    @property
    def now(self) -> Asked:
        """Give what to ask the sums for the period."""
        return self.over(self.period.months)

    @property
    def before(self) -> Asked:
        """Give what to ask the sums for the period before it."""
        return self.over(self.period.before)

    @property
    def year(self) -> Asked:
        """Give what to ask the sums for the year up to the end of the period."""
        return self.over(self.period.back(_DRAWN_MONTHS))


def asked_report(actor: Actor, given: Mapping[str, str], now: datetime) -> ReportAsked:
    """Give the report that ``given`` asks for: ``period``, ``customer``, ``board``.

    Without a period it is the last month that is over; ``pack`` says ``review`` where a review pack is
    wanted and nothing else will do. Raises Refused with a sentence for a period that is none or has not
    begun, for a customer that the actor does not see, and where they see no case at all.
    """
    if not actor.covers("read") or not boards_of(actor):
        raise Refused(_no_figures())
    period = _period(given.get("period", ""), now)
    customer = _customer(actor, given.get("customer", ""))
    is_ours = work_scope(actor).sees_internal
    is_for_customer = not is_ours or (customer is not None and period.is_quarter)
    if given.get("pack") == "review" and not (is_for_customer and period.is_quarter):
        raise Refused(_no_review())
    boards = ("outcomes",) if is_for_customer else boards_of(actor)
    board = given.get("board", "")
    return ReportAsked(
        period,
        board if board in boards else boards[0],
        customer,
        "customer" if is_for_customer else "internal",
    )


def _period(code: str, now: datetime) -> Period:
    if not code:
        return last_months(now, 2)[1]
    period = period_of(code)
    if period is None:
        raise Refused(
            Refusal(
                "no_such_period",
                mark("{period} is no month and no quarter. Write a month as 2026-03, a quarter as 2026-Q1."),
                {"period": code[:40]},
            )
        )
    if period.months[0] > f"{now:%Y-%m}":
        raise Refused(
            Refusal(
                "period_not_begun",
                mark("{period} has not begun yet. Choose one that has."),
                {"period": code},
            )
        )
    return period


def _customer(actor: Actor, customer_id: str) -> Organization | None:
    """Give the chosen customer; a customer's person who has one organisation has chosen it already."""
    if not work_scope(actor).sees_internal:
        own = list(visible_organizations(actor).filter(pk__in=work_scope(actor).organization_ids or ())[:2])
        known = own if len(own) == 1 else [one for one in own if str(one.pk) == customer_id]
        return known[0] if known else None
    if not customer_id:
        return None
    found = next((one for one in customers_of(actor) if one.pk == _uuid(customer_id)), None)
    if found is None:
        raise Refused(
            Refusal(
                "no_such_customer",
                mark("You see no customer {customer}. Choose one of those that the report offers."),
                {"customer": customer_id[:40]},
                Reason.NOT_VISIBLE,
            )
        )
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _no_review() -> Refusal:
    return Refusal(
        "no_review",
        mark("A review is with one customer, over a quarter. Choose both."),
    )


def _no_figures() -> Refusal:
    return Refusal(
        "no_figures",
        mark("You see no cases, so there are no figures of them for you."),
        reason=Reason.NOT_ALLOWED,
    )
