"""What a plan was computed from, in plain values, and what of it changed since, in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.queries.planning.reading import READY, Reading
from firstfix.apps.dispatching.queries.planning.shifts import hours_of
from firstfix.apps.dispatching.queries.planning.wishes import Wish
from firstfix.engines.verdict import Missing, mark

__all__ = ["changed_since", "inputs_of"]

# What is compared of a visit, and the words for a change of it; the first that differs is told.
_OF_VISIT = {
    "state": mark("{visit} is {now} now, and was {then} when the plan was computed."),
    "stands": mark("{visit} was given to somebody else or to another time."),
    "order_state": mark("The order of {visit} is {now} now, and was {then} when the plan was computed."),
    "window": mark("{visit} has another window in which the work may happen."),
    "access": mark("The access to {visit} changed."),
    "minutes": mark("{visit} takes {now} minutes now, and took {then} when the plan was computed."),
    "priority": mark("{visit} has priority {now} now, and had {then} when the plan was computed."),
    "skills": mark("{visit} asks for other skills."),
    "parts": mark("The parts for {visit} are somewhere else or come at another time."),
    "due": mark("{visit} is promised for another time."),
    "site": mark("{visit} is at another site."),
}
_OF_ENGINEER = {
    "hours": mark("The working hours of {engineer} changed."),
    "away": mark("The absences of {engineer} changed."),
    "base": mark("{engineer} starts the day somewhere else."),
    "skills": mark("The skills and certificates of {engineer} changed."),
}


def inputs_of(reading: Reading, wishes: Collection[Wish]) -> dict[str, Any]:
    """Give what the plan of these trips is computed from, as plain JSON values."""
    return {
        "visits": {wish.key: _of_wish(reading, wish) for wish in wishes},
        "engineers": {str(person.pk): _of_person(reading, person) for person in reading.people},
        "held": {str(person.pk): _held(reading, person) for person in reading.people},
    }


def changed_since(
    then: Mapping[str, Any], now: Mapping[str, Any], *, keys: Collection[str], engineers: Mapping[str, str]
) -> tuple[Missing, ...]:
    """Give what changed of the trips ``keys`` and of the ``engineers`` (name by id) that a plan touches."""
    return (
        *(found for key in keys for found in _visit_changed(then["visits"], now["visits"], key)),
        *(found for pk in engineers for found in _engineer_changed(then, now, pk, engineers[pk])),
    )


def _of_wish(reading: Reading, wish: Wish) -> dict[str, Any]:
    order, promise = wish.order, reading.promises.clock_of.get(wish.order.case_id)
    access = reading.access_of.get(order.pk)
    parts = reading.parts_of[order.pk]
    before = wish.before
    return {
        "label": wish.label,
        "state": wish.visit.state if wish.visit else "",
        "stands": [str(before.engineer_id), _text(before.start_at), _text(before.end_at)] if before else [],
        # What became ready since is as welcome as what was.
        "order_state": "ready" if order.state in READY else order.state,
        "window": [_text(order.earliest_start_at), _text(order.latest_end_at)],
        "access": [_text(access.opens_at), _text(access.closes_at)] if access else [],
        "minutes": order.duration_minutes,
        "priority": order.priority,
        "skills": [[one.skill.code, one.minimum_level] for one in reading.skills_of[order.pk]],
        "parts": [[str(one.pk), one.state, str(one.location_id), _text(one.expected_at)] for one in parts],
        "due": _text(promise.due_at) if promise else "",
        "site": str(order.site_id),
    }


def _of_person(reading: Reading, person: Person) -> dict[str, Any]:
    hours = json.dumps(hours_of(reading, person).to_json(), sort_keys=True)
    holdings = reading.holdings_of[person.pk]
    return {
        "name": person.name,
        "hours": hashlib.sha256(hours.encode()).hexdigest()[:16],
        "away": [[_text(one.start_at), _text(one.end_at)] for one in reading.absences_of[person.pk]],
        "base": str(person.base_site_id),
        "skills": [[one.skill.code, one.level, str(one.valid_until)] for one in holdings],
    }


def _held(reading: Reading, person: Person) -> list[str]:
    rows = reading.held_by[person.pk]
    return sorted(str(row.pk) for row in rows if row.released_at is None)


def _visit_changed(then: Mapping[str, Any], now: Mapping[str, Any], key: str) -> Iterator[Missing]:
    before, after = then[key], now.get(key)
    if after is None:
        sentence = mark("{visit} is not to be planned any more: it is over, cancelled, or under way.")
        yield Missing(
            "plan_visit_gone", sentence, {"visit": before["label"]}, ("dispatcher",), "request_plan"
        )
        return
    name = next((name for name in _OF_VISIT if before[name] != after[name]), None)
    if name is not None:
        was, found = (str(one[name]).replace("_", " ") for one in (before, after))
        params = {"visit": before["label"], "then": was, "now": found}
        yield Missing("plan_visit_changed", _OF_VISIT[name], params, ("dispatcher",), "request_plan")


def _engineer_changed(
    then: Mapping[str, Any], now: Mapping[str, Any], engineer_id: str, name: str
) -> Iterator[Missing]:
    before, after = then["engineers"].get(engineer_id), now["engineers"].get(engineer_id)
    if before is None or after is None:
        sentence = mark("{engineer} does not go to visits any more.")
        yield Missing("plan_engineer_gone", sentence, {"engineer": name}, ("dispatcher",), "request_plan")
        return
    for field, sentence in _OF_ENGINEER.items():
        if before[field] != after[field]:
            yield Missing(
                "plan_engineer_changed", sentence, {"engineer": name}, ("dispatcher",), "request_plan"
            )
    if set(now["held"][engineer_id]) - set(then["held"].get(engineer_id, ())):
        sentence = mark("{engineer} was given a visit since.")
        yield Missing("plan_engineer_booked", sentence, {"engineer": name}, ("dispatcher",), "request_plan")


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
