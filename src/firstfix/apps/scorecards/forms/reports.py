"""What the page of reports draws: which months, quarters, customers and boards one may choose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.directory.queries import visible_organizations, work_scope
from firstfix.apps.scorecards.forms.words import period_words
from firstfix.apps.scorecards.queries.boards import boards_of, customers_of
from firstfix.apps.scorecards.queries.definitions import BOARDS
from firstfix.apps.scorecards.queries.periods import Period, last_months, last_quarters
from firstfix.apps.scorecards.queries.state import state_of_figures
from firstfix.kernel.identity import Actor

__all__ = ["reports_page"]

_MONTHS_OFFERED: Final = 12
_QUARTERS_OFFERED: Final = 6


def reports_page(actor: Actor, now: datetime, problem: str = "") -> dict[str, Any]:
    """Give what the actor may choose for a report; ``problem`` is why the last choice gave none."""
    months = _options(last_months(now, _MONTHS_OFFERED), now)
    quarters = _options(last_quarters(now, _QUARTERS_OFFERED), now)
    is_ours = sees_internal(actor)
    return {
        "problem": problem,
        "is_ours": is_ours,
        "periods": [*months, *quarters],
        "last_month": months[1][0],
        "quarters": quarters,
        "last_quarter": quarters[1][0],
        "boards": [(name, _(BOARDS[name][0])) for name in boards_of(actor)],
        "customers": [(str(one.pk), one.name) for one in customers_of(actor)],
        "own_customers": [] if is_ours else _own_customers(actor),
        "state": state_of_figures(),
    }


def _options(periods: Iterable[Period], now: datetime) -> list[tuple[str, str]]:
    return [(one.code, _words(one, now)) for one in periods]


def _words(period: Period, now: datetime) -> str:
    words = period_words(period.code)
    return words if period.is_over(now) else _("%(period)s, so far") % {"period": words}


def _own_customers(actor: Actor) -> list[tuple[str, str]]:
    """Give the organisations of a customer's person who belongs to several; one is chosen already."""
    own = visible_organizations(actor).filter(pk__in=work_scope(actor).organization_ids or ())
    known = [(str(one.pk), one.name) for one in own.order_by("name", "pk")]
    return known if len(known) > 1 else []
