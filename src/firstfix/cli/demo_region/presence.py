"""Let the demo's engineers be on call at night, and one of them be away."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from firstfix.apps.dispatching.commands import note_absence, plan_on_call
from firstfix.cli.demo_region.making import give, is_given
from firstfix.cli.demo_region.people import actor, person_id, team_id
from firstfix.kernel import clock

__all__ = ["plan_presence"]

_BERLIN = ZoneInfo("Europe/Berlin")
# Who is called first in the nights from the first start on.
_NIGHTS = (("field-north", ("hugo", "tobias", "claire")), ("field-south", ("reto", "anke", "cem")))
_EVENING, _MORNING = time(17), time(8)
# So many days after the first start: before that the demo's own visits fill the days.
_TRAINING = ("nico", 3)


def plan_presence(until: datetime) -> None:
    """Plan the first nights on call and a day of training, once."""
    if is_given(plan_on_call, "field-north:0"):
        return
    first = until.astimezone(_BERLIN).date()
    dispatcher = actor("dana")
    with clock.frozen_at(until):
        for team, codes in _NIGHTS:
            for number, code in enumerate(codes):
                evening = datetime.combine(first + timedelta(days=number), _EVENING, _BERLIN)
                morning = datetime.combine(first + timedelta(days=number + 1), _MORNING, _BERLIN)
                who: dict[str, Any] = {"team_id": team_id(team), "person_id": person_id(code)}
                give(plan_on_call, dispatcher, f"{team}:{number}", start_at=evening, end_at=morning, **who)
        code, days = _TRAINING
        day = first + timedelta(days=days)
        whole = {
            "start_at": datetime.combine(day, _MORNING, _BERLIN),
            "end_at": datetime.combine(day, _EVENING, _BERLIN),
        }
        give(note_absence, dispatcher, code, person_id=person_id(code), kind="training", **whole)
