"""Why a visit is left out and what would help, in words that a dispatcher can read to a customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from firstfix.engines.dispatch.planning.model import Job
from firstfix.engines.dispatch.planning.policy import Policy
from firstfix.engines.dispatch.planning.relaxation import Both, PlanAgain, Relaxation
from firstfix.engines.dispatch.planning.relaxation_people import (
    AddShift,
    BringParts,
    MoreOvertime,
    RenewCertificate,
)
from firstfix.engines.dispatch.planning.relaxation_trial import Solved
from firstfix.engines.dispatch.planning.relaxation_visits import (
    DropSkill,
    GiveUp,
    HigherValue,
    LaterDue,
    LowerLevel,
    NewTime,
    ReleasePin,
    WiderWindow,
)
from firstfix.engines.dispatch.planning.why_sentences import Line, term_sentences
from firstfix.engines.dispatch.planning.why_words import At, Lasting, Named, Place, Said, worth_in_minutes
from firstfix.engines.verdict import mark

__all__ = ["help_sentences", "reason_sentences"]


class Count(Protocol):
    """One rule and the technicians in whose way it stands."""

    @property
    def code(self) -> str: ...
    @property
    def technicians(self) -> tuple[str, ...]: ...


def reason_sentences(
    job: Job, stop: int, lines: Sequence[Line], blocked: Sequence[Count]
) -> tuple[Said, ...]:
    """Say that a visit is left out, which rules stand in whose way, and what the cheapest way would cost."""
    visit: dict[str, Place] = {"visit": Named(job.visits[stop].id)}
    said = [Said("left_out", mark("{visit} is not in the plan."), visit)]
    said.extend(_count(visit, count, len(lines)) for count in blocked)
    said.extend(_cheapest(visit, lines, job.policy))
    return tuple(said)


def _count(visit: dict[str, Place], count: Count, all_count: int) -> Said:
    params: dict[str, Place] = {
        **visit,
        "count": len(count.technicians),
        "all": all_count,
        "technicians": tuple(Named(name) for name in count.technicians),
    }
    return Said(f"blocked_by_{count.code}", _COUNTS[count.code], params)


def _cheapest(visit: dict[str, Place], lines: Sequence[Line], policy: Policy) -> Iterator[Said]:
    line = next((line for line in lines if line.best is not None), None)
    if line is None or line.best is None:
        yield Said("nobody", mark("Nobody can have {visit} in these days as things are."), visit)
        return
    best = line.best
    params = {
        **visit,
        "technician": Named(line.technician),
        "start": At(best.spot.starts),
        "minutes": Lasting(worth_in_minutes(best.points, policy.travel)),
    }
    if best.points > 0:
        sentence = mark(
            "{technician} could start it at {start}, but that costs as much as {minutes} more on the "
            "road than leaving it out."
        )
        yield Said("not_worth_it", sentence, params)
    else:
        sentence = mark("{technician} could start it at {start}; planning again may find it.")
        yield Said("plan_again", sentence, params)


def help_sentences(job: Job, found: Solved) -> tuple[Said, ...]:
    """Say what would help, when the visit would then start, and what that changes."""
    relaxation, spot = found.relaxation, found.spot
    params: dict[str, Place] = {"technician": Named(spot.technician), "start": At(spot.starts)}
    return (
        *_asked(job, relaxation),
        Said("then", mark("Then {technician} starts it at {start}."), params),
        *term_sentences(found.difference, job.policy),
    )


def _asked(job: Job, relaxation: Relaxation) -> tuple[Said, ...]:
    if not isinstance(relaxation, Both):
        return (_ask(job, relaxation),)
    together = Said("together", mark("Two changes would serve it, and only together."))
    return together, _ask(job, relaxation.first), _ask(job, relaxation.second)


def _ask(job: Job, relaxation: Relaxation) -> Said:
    """Say what is asked for."""
    asked: dict[str, Place]
    match relaxation:
        case MoreOvertime(technician, number, minutes):
            shift = next(each for each in job.technicians if each.id == technician).shifts[number]
            asked = {"technician": Named(technician), "shift": At(shift.start), "minutes": Lasting(minutes)}
        case AddShift(technician, shift):
            asked = {"technician": Named(technician), "start": At(shift.start), "end": At(shift.end)}
        case BringParts(technician, parts):
            words = tuple(f"{count} x {part}" for part, count in parts)
            asked = {"technician": Named(technician), "parts": words}
        case RenewCertificate(technician, skill):
            asked = {"technician": Named(technician), "skill": skill}
        case _:
            asked = _about_visit(job, relaxation)
    code, sentence = _asks(relaxation)
    return Said(code, sentence, asked)


def _about_visit(job: Job, relaxation: Relaxation) -> dict[str, Place]:
    match relaxation:
        case WiderWindow(visit, number, earlier, later):
            opens, closes = next(each for each in job.visits if each.id == visit).windows[number]
            limit = At(opens - earlier if earlier else closes + later)
            return {"visit": Named(visit), "minutes": Lasting(earlier + later), "limit": limit}
        case NewTime(visit) | ReleasePin(visit) | GiveUp(visit):
            return {"visit": Named(visit)}
        case LaterDue(visit, minutes):
            return {"visit": Named(visit), "minutes": Lasting(minutes)}
        case HigherValue(visit, points):
            minutes = worth_in_minutes(points, job.policy.travel)
            return {"visit": Named(visit), "points": points, "minutes": Lasting(minutes)}
        case LowerLevel(visit, skill, level):
            return {"visit": Named(visit), "skill": skill, "level": level}
        case DropSkill(visit, skills):
            return {"visit": Named(visit), "skills": skills}
    return {}


def _asks(relaxation: Relaxation) -> tuple[str, str]:
    if isinstance(relaxation, WiderWindow):
        return ("earlier", _EARLIER) if relaxation.earlier else ("later", _LATER)
    return _ASKS[type(relaxation)]


_EARLIER = mark("It would help if {visit} could start {minutes} earlier than agreed, from {limit}.")
_LATER = mark("It would help if {visit} could start {minutes} later than agreed, until {limit}.")
_ASKS: Mapping[type, tuple[str, str]] = {
    PlanAgain: ("plan_again", mark("Planning again finds room for it; nothing has to be asked of anybody.")),
    MoreOvertime: (
        "more_overtime",
        mark(
            "It would help if {technician} could be back {minutes} later than allowed now, in the shift "
            "from {shift}."
        ),
    ),
    AddShift: ("add_shift", mark("It would help if {technician} could work from {start} to {end}.")),
    RenewCertificate: (
        "renew_certificate",
        mark("It would help if the certificate {skill} of {technician} were renewed."),
    ),
    BringParts: ("bring_parts", mark("It would help if {technician} had in the van: {parts}.")),
    NewTime: ("new_time", mark("It would help to agree a new time for {visit} with the customer.")),
    ReleasePin: ("release_pin", mark("It would help if {visit} were no longer fixed to its place.")),
    GiveUp: ("give_up", mark("It would help to leave out {visit} instead.")),
    LaterDue: ("later_due", mark("It would help if {visit} were promised {minutes} later.")),
    HigherValue: (
        "higher_value",
        mark("It would be served if leaving it out counted like {minutes} on the road more."),
    ),
    LowerLevel: ("lower_level", mark("It would help if level {level} of {skill} were enough for {visit}.")),
    DropSkill: ("drop_skill", mark("It would help if {visit} could be done without {skills}.")),
}
_COUNTS: Mapping[str, str] = {
    "no_shift": mark("No shift in these days for {count} of {all}: {technicians}."),
    "window_over": mark("The time agreed for {visit} is over."),
    "waits": mark("It comes after a visit that is not in the plan."),
    "missing_skill": mark("A skill that it needs is missing for {count} of {all}: {technicians}."),
    "none_of_skills": mark("None of the skills of which it needs one for {count} of {all}: {technicians}."),
    "level_too_low": mark("A skill is at a lower level than it needs for {count} of {all}: {technicians}."),
    "expired": mark("A certificate will have run out for {count} of {all}: {technicians}."),
    "no_parts": mark("The parts are in no depot, nor in the van of {count} of {all}: {technicians}."),
    "customer_refused": mark(
        "It is agreed that {count} of {all} will not go to the customer: {technicians}."
    ),
    "pinned": mark("It is fixed to another place than {count} of {all} could give it: {technicians}."),
    "van_full": mark("The van is too full for it for {count} of {all}: {technicians}."),
    "window": mark("{count} of {all} cannot be there in the time agreed: {technicians}."),
    "other_window": mark("Another customer would be missed by {count} of {all}: {technicians}."),
    "window_after_meal": mark("{count} of {all} would come too late because of the meal: {technicians}."),
    "overtime": mark("More overtime than is allowed for {count} of {all}: {technicians}."),
    "shift_end": mark("Work after the end of the shift for {count} of {all}: {technicians}."),
    "rest": mark("Too little rest before the next day for {count} of {all}: {technicians}."),
    "meal": mark("No time for the meal for {count} of {all}: {technicians}."),
    "no_crew": mark("Nobody is free to start it together with {count} of {all}: {technicians}."),
    "tied_down": mark("Visits that hang together would have to move for {count} of {all}: {technicians}."),
}
