"""What the page of the planning model says that no form and no dataclass says: rows only, tests hold them.

Names are written ``Class.field``. ``tests/docs/test_planning_model.py`` compares them with the forms, the
model, the checker and the sentences, so that none is missing and none is left over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = [
    "ANSWERS",
    "BECOMES",
    "BOOKKEEPING",
    "FROM_FILE",
    "PRICES",
    "PURPOSES",
    "RELAXATIONS",
    "RULES",
    "UNITS",
    "WAYS",
    "Rule",
]

UNITS: Final[Mapping[str, str]] = {
    "name": "a text of 1 to {maxLength} characters",
    "moment": "ISO 8601 to the minute, local in the file's `time_zone` or with an offset",
    "time of day": "hours and minutes on a local clock",
    "date": "a local day",
    "minutes": "whole minutes, {minimum} to {maximum:,}",
    "count": "a whole number, {minimum} to {maximum:,}",
    "points": "whole points of cost, {minimum} to {maximum:,}; ten are a minute of driving by default",
    "priority": "{minimum} (the most urgent) to {maximum}",
}
"""What the words for types mean; bounds come from the forms."""

FROM_FILE: Final[Mapping[str, tuple[str, str]]] = {
    "Skill.expires": ("SkillForm.expires_at", ""),
    "Meal.earliest": ("MealForm.earliest", "on the day of the shift, at night on the next"),
    "Meal.latest": ("MealForm.latest", "on the day of the shift, at night on the next"),
    "Shift.start": ("ShiftForm.starts_at", "what absences leave of it"),
    "Shift.end": ("ShiftForm.ends_at", "what absences leave of it"),
    "Shift.start_place": ("ShiftForm.start", "or the technician's home"),
    "Shift.end_place": ("ShiftForm.end", "or the technician's home"),
    "Shift.overtime": ("ShiftForm.overtime_minutes", "or the technician's"),
    "Shift.meal": ("ShiftForm.meal", "or the technician's; none where its hours lie outside the shift"),
    "Shift.resumes": ("TechnicianForm.absences", "one in the middle of a shift cuts it in two"),
    "Technician.refused": ("TechnicianForm.refused_customers", ""),
    "Technician.rest": ("TechnicianForm.rest_minutes", ""),
    "Technician.burden": ("TechnicianForm.unpopular_count", ""),
    "Promise.due": ("VisitForm.due_at", ""),
    "Pin.start": ("PinForm.starts_at", "a start before now means that the visit has begun"),
    "Pin.crew": ("PinForm.crew", "each with the shift in which the start lies"),
    "Appointment.start": ("PublishedForm.starts_at", ""),
    "Visit.windows": (
        "VisitForm.windows",
        "minutes of the horizon for the start: one over the whole visit closes earlier",
    ),
    "Visit.all_of": ("VisitForm.skills", ""),
    "Visit.promise": ("VisitForm.due_at", "with the calendar"),
    "Visit.preferred": ("VisitForm.preferred_technicians", ""),
    "Visit.pin": ("VisitForm.pinned", ""),
    "Visit.published": ("DayForm.published", "the one that names the visit"),
    "Job.travel": (
        "DayForm.travel",
        "minutes; what it does not know is estimated, or asked of a routing service",
    ),
    "Job.calendars": ("DayForm.calendars", "as service minutes that have passed at each minute"),
    "Job.policy": ("DayForm.policy", "the default policy with these prices"),
}
"""Where a field of the model comes from if not from that of the same name, and what happens on the way."""

BECOMES: Final[Mapping[str, str]] = {
    "PlaceForm.latitude": "rows of `Job.travel`",
    "PlaceForm.longitude": "rows of `Job.travel`",
    "PlaceForm.name": "shown only",
    "AbsenceForm.from_at": "less of `Technician.shifts`",
    "AbsenceForm.until_at": "less of `Technician.shifts`",
    "AbsenceForm.reason": "shown only",
    "TechnicianForm.name": "shown only",
    "TechnicianForm.home": "`Shift.start_place`, `Shift.end_place`",
    "TechnicianForm.overtime_minutes": "`Shift.overtime`",
    "TechnicianForm.meal": "`Shift.meal`",
    "WindowForm.opens_at": "`Visit.windows`",
    "WindowForm.closes_at": "`Visit.windows`",
    "WindowForm.covers": "`Visit.windows`",
    "VisitForm.name": "shown only",
    "CalendarForm.week": "`Job.calendars`",
    "CalendarForm.holidays": "`Job.calendars`",
    "CalendarForm.exceptions": "`Job.calendars`",
    "CalendarForm.time_zone": "`Job.calendars`",
    "TravelForm.places": "`Job.travel`",
    "TravelForm.minutes": "`Job.travel`",
    "PublishedForm.visit": "which `Visit.published`",
    "DayForm.format": "read, not planned",
    "DayForm.time_zone": "read, not planned",
    "DayForm.places": "`Job.travel`",
    "DayForm.skills": "names are checked against it",
}
"""What becomes of fields of the input file that no single field of the model holds."""

PURPOSES: Final[Mapping[str, str]] = {
    "travel": "The measure of everything else: a plan that drives less serves more.",
    "overtime": "Paid half again, and nobody's to give away for nothing.",
    "lateness": "A promise is kept by its priority, in the hours in which somebody would have waited.",
    "unserved": "Late is better than never; a P1 is left out only if nobody can.",
    "preference": "Whoever knows the place saves about a quarter of an hour.",
    "fairness": "The worst jobs must not pile up on one person (S0-P16).",
    "disruption": "A customer who was told has to be called; small shifts go unnoticed.",
    "parts": "The handling of an outing; its drive is travel.",
}
"""What each term of the objective is for."""

PRICES: Final[Mapping[str, tuple[str, str]]] = {
    "travel": ("travel", "points a minute"),
    "overtime": ("overtime", "points a minute"),
    "late": ("lateness", "points a service minute, by priority"),
    "unserved": ("unserved", "points a visit, by priority"),
    "not_preferred": ("preference", "points a visit"),
    "unpopular": ("fairness", "points for each that one had already"),
    "other_technician": ("disruption", "points a visit"),
    "moved_minute": ("disruption", "points a minute"),
    "unmoved_minutes": ("disruption", "minutes"),
    "pick_up": ("parts", "points an outing"),
}
"""Into which term each price of the policy goes, and its unit."""

Rule = tuple[str, tuple[str, ...], tuple[str, ...]]

RULES: Final[tuple[Rule, ...]] = (
    (
        "Every skill needed is held at its level and valid when the shift starts; of a crew, by one.",
        ("a skill is missing.",),
        ("missing_skill", "level_too_low", "expired"),
    ),
    (
        "Of each group of alternative skills one is held.",
        ("none of the alternative skills is there.",),
        ("none_of_skills",),
    ),
    (
        "A customer who is refused is not served by that technician.",
        ("the customer must not be served by this technician.",),
        ("customer_refused",),
    ),
    (
        "A visit starts within one of its windows.",
        ("starts at …, outside its windows.",),
        ("window", "other_window", "window_after_meal", "window_over"),
    ),
    ("Nothing starts before now that has not begun.", ("starts in the past.",), ()),
    ("A visit takes its minutes at the technician's pace.", ("is given too little time.",), ()),
    (
        "A pinned visit stays with its technician, in its shift and at its start.",
        ("was moved from where it is pinned.", "…, …: is pinned, could be served, and is not in the plan."),
        ("pinned",),
    ),
    (
        "What has begun is carried on, whatever windows, skills and hours say.",
        ("…, …: has begun, and is not in the plan.",),
        (),
    ),
    (
        "Nobody sets out before the shift starts, and driving takes its minutes.",
        ("cannot be at place … by ….",),
        (),
    ),
    (
        "The meal is had within its hours, as long as it is, and not while at work.",
        ("has no meal within its hours.", "has too short a meal.", "has a meal while at work."),
        ("meal", "window_after_meal"),
    ),
    (
        "Nobody is back later than the shift's end and its overtime.",
        ("is back at …, later than overtime allows.",),
        ("overtime", "shift_end"),
    ),
    (
        "Between two shifts lies the rest (eleven hours by Directive 2003/88/EC, article 3, unless told).",
        ("has too little rest before the next day.",),
        ("rest",),
    ),
    (
        "Who is away in the middle of a shift is back before, and goes on after it without a rest.",
        ("is not back when the day goes on.",),
        ("shift_end",),
    ),
    ("The van carries no more than it takes.", ("carries more than the van takes.",), ("van_full",)),
    (
        "A crew is complete and starts together; one of them at least holds all that is needed.",
        (
            "…: takes … technicians, and has ….",
            "…: its technicians do not start together.",
            "…: nobody of its crew holds all that it needs.",
        ),
        ("no_crew",),
    ),
    (
        "A visit starts when all that it comes after is done.",
        ("…: waits for …, which is not in the plan.", "…: starts at …, before … is done."),
        ("waits", "tied_down"),
    ),
    (
        "Parts come out of the van or one depot, which have them; a pick-up takes its minutes.",
        (
            "…: uses … of …, and has … in the van.",
            "…: gives … of …, and has ….",
            "…, shift …: has too little time at ….",
        ),
        ("no_parts",),
    ),
)
"""What no price can buy: the rule, what the checker says if it is broken, the codes of its reasons."""

BOOKKEEPING: Final[tuple[str, ...]] = (
    "… is planned ….",
    "… is no visit of the job.",
    "… has the shift … twice.",
    "… has no shift ….",
    "The plan's list of visits left out is not what it leaves out.",
)
"""What the checker says of a plan that is no plan of this job."""

WAYS: Final[Mapping[str, str]] = {
    "no_shift": "The technician has no shift in these days.",
    "window_over": "All windows of the visit have passed.",
    "waits": "A visit that comes before it is not in the plan.",
    "missing_skill": "A skill that it needs is not held.",
    "none_of_skills": "Of a group of alternatives none is held.",
    "level_too_low": "A skill is held at too low a level.",
    "expired": "A certificate has run out when the shift starts.",
    "no_parts": "Neither the van nor any one depot has the parts.",
    "customer_refused": "The technician does not go to this customer.",
    "pinned": "It is fixed to somebody else, or to another shift.",
    "van_full": "The van has no room for its load.",
    "window": "Its own window would be missed, by so many minutes.",
    "other_window": "The window of a later visit would be missed.",
    "window_after_meal": "Its own window or that of a later visit would be missed, and only for the meal.",
    "overtime": "The technician would be back after the end of overtime.",
    "shift_end": "The technician would be back after the shift, and has no overtime.",
    "rest": "Too little rest would be left before the next shift.",
    "meal": "The meal would begin after its hours.",
    "no_crew": "Nobody is free to start together with the technician.",
    "tied_down": "Visits that hang together would have to move.",
}
"""The rules in the way of a technician, by code."""

RELAXATIONS: Final[Mapping[str, str]] = {
    "plan_again": "PlanAgain",
    "more_overtime": "MoreOvertime",
    "earlier": "WiderWindow",
    "later": "WiderWindow",
    "new_time": "NewTime",
    "bring_parts": "BringParts",
    "release_pin": "ReleasePin",
    "give_up": "GiveUp",
    "later_due": "LaterDue",
    "higher_value": "HigherValue",
    "renew_certificate": "RenewCertificate",
    "lower_level": "LowerLevel",
    "drop_skill": "DropSkill",
    "add_shift": "AddShift",
    "together": "Both",
}
"""What could be asked for, by code, with its class."""

ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "Why this engineer": {
        "planned": "Who starts the visit, and when.",
        "fixed": "It is pinned.",
        "only_one": "Nobody else can have it.",
        "only_crew": "Nobody else can come along for it.",
        "next_best": "Who else could, and what that costs more.",
        "as_good": "Somebody else would be just as good.",
        "better": "Somebody else would be better: planning again may find it.",
    },
    "What an alternative changes": {
        "slot": "Who could start it, and when.",
        "gives_way": "Another visit would be left out for it.",
        "moves": "Another visit would move for it.",
        "waits_longer": "A promise would be missed by more.",
        "waits_less": "A promise would be missed by less.",
    },
    "Why not planned": {
        "left_out": "It is not in the plan.",
        "nobody": "Nobody can have it as things are.",
        "not_worth_it": "It could be had, for more than leaving it out costs.",
        "plan_again": "It could be had for less: planning again may find it.",
        "no_help": "No change that was tried would serve it, nor would two of them.",
        "then": "Who starts it when, if what is asked for is given.",
    },
    "Who will be missed": {
        "late_sure": "It is late even if all before it is short.",
        "late_likely": "It is late at planned lengths.",
        "late_possible": "It is late only if all before it is long.",
        "misses_window": "By how much it misses the time agreed.",
        "misses_promise": "By how much it misses the promise, in service minutes.",
        "known_since": "Since when that is known.",
        "taker": "Who else could come.",
        "no_taker": "Nobody else could come with less delay.",
    },
}
"""The other sentences of answers, by question and code; each term of the objective is a code as well."""
