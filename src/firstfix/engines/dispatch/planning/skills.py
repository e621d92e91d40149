"""Who can do what: skills and certificates, their levels, and when they expire."""

from __future__ import annotations

from firstfix.engines.dispatch.planning.model import Needed, Technician, Visit

__all__ = ["has_skills"]


def has_skills(technician: Technician, visit: Visit, *, at: int) -> bool:
    """Tell whether the technician holds what the visit needs at this minute."""
    return all(_holds(technician, needed, at) for needed in visit.all_of) and all(
        any(_holds(technician, needed, at) for needed in group) for group in visit.any_of
    )


def _holds(technician: Technician, needed: Needed, at: int) -> bool:
    return any(
        skill.name == needed.name
        and skill.level >= needed.level
        and (skill.expires is None or skill.expires > at)
        for skill in technician.skills
    )
