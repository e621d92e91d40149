"""The plain steps of a visit: the state comes from the lifecycle table, time and clocks follow."""

from __future__ import annotations

from firstfix.apps.cases.models import ClockEventKind
from firstfix.apps.visits.commands.visit_steps import (
    AROUND_VISIT,
    announce_visit,
    begin_time,
    check_out,
    tell_clocks,
)
from firstfix.apps.visits.models import TimeKind, Visit
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Words

__all__ = ["leave_site", "pause_work", "resume_work", "start_travel", "start_work"]


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} set out for the site."), is_public=True)
def start_travel(work: Work, visit: Visit) -> None:
    """Set out for the site; travel time runs from here."""
    begin_time(work, visit, TimeKind.TRAVEL)
    announce_visit(work, visit)


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} started to work on site."), is_public=True)
def start_work(work: Work, visit: Visit) -> None:
    """Start to work on site, once the safety notes were read."""
    begin_time(work, visit, TimeKind.WORK)
    tell_clocks(work, visit, ClockEventKind.WORK_STARTED)
    announce_visit(work, visit)


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} paused the work: {because}"), is_public=True)
def pause_work(work: Work, visit: Visit, *, because: Words) -> None:
    """Pause the work, with the reason; the time counts as waiting."""
    begin_time(work, visit, TimeKind.WAIT, because)
    announce_visit(work, visit)


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} went on with the work."), is_public=True)
def resume_work(work: Work, visit: Visit) -> None:
    """Go on with the work; a signature that was given before no longer counts."""
    begin_time(work, visit, TimeKind.WORK)
    announce_visit(work, visit)


@command(on="visit", touches=AROUND_VISIT, says=mark("{actor} left the site."), is_public=True)
def leave_site(work: Work, visit: Visit) -> None:
    """Leave the site, once its configuration matches what was approved."""
    check_out(work, visit)
    announce_visit(work, visit)
