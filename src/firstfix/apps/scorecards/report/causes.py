"""The causes of a period in words: failure modes, surroundings, lacks of readiness (S1-D15)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from firstfix.apps.cases.models import EnvironmentCause
from firstfix.apps.scorecards.queries.causes import (
    ABORTED,
    AVOIDABLE,
    OVERRIDDEN,
    REMEDIED,
    Cause,
    causes_of,
)
from firstfix.apps.scorecards.report.asking import ReportAsked
from firstfix.apps.visits.models import AbortCause, AvoidableCause, ReadinessCode
from firstfix.engines.scorecard.trends import Outcome
from firstfix.kernel.identity import Actor

__all__ = ["cause_words"]

# More than these are a list, no trend.
_SHOWN: Final = 10


def cause_words(actor: Actor, asked: ReportAsked, now: datetime) -> dict[str, Any] | None:
    """Give three tables of causes, or None where nothing is recorded; lacks of readiness are for us alone."""
    told = causes_of(actor, asked.before, asked.now, now)
    is_ours = asked.audience == "internal"
    tables = [
        _table(_("Failure modes, by fault code"), told.faults, lambda cause: cause.code),
        _table(_("What around the equipment caused it"), told.surroundings, _surrounding),
        _table(_("What was not ready"), told.lacks if is_ours else (), _lack),
    ]
    tables = [table for table in tables if table["rows"]]
    if not tables:
        return None
    share = {"told": told.told_count, "count": told.case_count}
    note = _("Whether something around the equipment caused it is said of %(told)s of %(count)s cases.")
    return {"tables": tables, "note": note % share}


def _table(title: str, causes: Sequence[Cause], name: Callable[[Cause], str]) -> dict[str, Any]:
    return {
        "title": title,
        "head": [_("Cause"), _("This period"), _("Period before"), _("Beside the period before")],
        "rows": [
            [
                {"words": told, "rest": ""}
                for told in (name(one), str(one.later_count), str(one.earlier_count), _moved(one))
            ]
            for one in causes[:_SHOWN]
        ],
    }


def _moved(cause: Cause) -> str:
    return {
        Outcome.ROSE: _("more than by chance"),
        Outcome.FELL: _("fewer than by chance"),
        Outcome.CHANCE: _("within chance"),
        Outcome.TOO_FEW: _("too few to say"),
    }[cause.outcome]


def _surrounding(cause: Cause) -> str:
    known = dict(EnvironmentCause.choices)
    return str(known.get(cause.code, cause.code))


def _lack(cause: Cause) -> str:
    known = {
        ABORTED: dict(AbortCause.choices),
        AVOIDABLE: dict(AvoidableCause.choices),
        OVERRIDDEN: dict(ReadinessCode.choices),
    }
    what = str(known.get(cause.source, {}).get(cause.code, cause.code.replace("_", " ")))
    words = {
        ABORTED: _("Visit aborted: %(what)s"),
        AVOIDABLE: _("Visit that could have been avoided: %(what)s"),
        OVERRIDDEN: _("Sent although it was missing: %(what)s"),
        REMEDIED: _("Prerequisite that the customer has to remedy"),
    }[cause.source]
    return words % {"what": what}
