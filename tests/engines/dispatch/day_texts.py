"""Days as files for the tests: a small one that is right, and ways to spoil it."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

HOME = {"latitude": 48.0, "longitude": 7.85, "name": "Depot"}
SITE = {"latitude": 48.1, "longitude": 7.9}

DAY: dict[str, Any] = {
    "format": "firstfix-day-1",
    "time_zone": "Europe/Berlin",
    "places": {"depot": HOME},
    "calendars": {"office": {"week": {"mon-fri": "08:00-17:00"}, "holidays": ["2026-11-24"]}},
    "technicians": [
        {
            "id": "kim",
            "name": "Kim Berger",
            "home": "depot",
            "skills": ["fibre", {"name": "power", "level": 2}],
            "meal": {"earliest": "11:30", "latest": "13:30"},
            "shifts": [
                {"starts_at": "2026-11-23T07:00", "ends_at": "2026-11-23T16:00"},
                {"starts_at": "2026-11-24T07:00", "ends_at": "2026-11-24T16:00"},
            ],
        },
        {
            "id": "dana",
            "home": SITE,
            "overtime_minutes": 60,
            "shifts": [{"starts_at": "2026-11-23T08:00", "ends_at": "2026-11-23T17:00"}],
        },
    ],
    "visits": [
        {
            "id": "V1",
            "name": "Fibre cut",
            "place": SITE,
            "minutes": 60,
            "skills": ["fibre"],
            "priority": 1,
            "due_at": "2026-11-23T10:00",
            "calendar": "office",
        },
        {
            "id": "V2",
            "place": "depot",
            "minutes": 30,
            "windows": [{"opens_at": "2026-11-23T13:00", "closes_at": "2026-11-23T15:00"}],
        },
    ],
}


def changed(path: Sequence[str | int], value: object) -> dict[str, Any]:
    """Give the day with another value at this path, a new field or last element where there was none."""
    day = copy.deepcopy(DAY)
    here: Any = day
    for step in path[:-1]:
        here = here[step]
    last = path[-1]
    if isinstance(here, list) and last == len(here):
        here.append(value)
    else:
        here[last] = value
    return day


def without(path: Sequence[str | int]) -> dict[str, Any]:
    """Give the day without what is at this path."""
    day = copy.deepcopy(DAY)
    here: Any = day
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    return day


def text(day: object) -> str:
    """Give the day as a file has it; NaN stands in it as NaN."""
    return json.dumps(day)
