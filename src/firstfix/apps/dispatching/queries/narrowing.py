"""Whose lanes the board shows: everybody, the people of a team, who holds a skill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from firstfix.apps.directory.models import Person, RoleGrant, Skill, SkillHolding, Team, TeamMembership
from firstfix.apps.directory.queries import visible_skills, visible_teams
from firstfix.apps.dispatching.queries.goers import GOING_ROLES
from firstfix.kernel.identity import Actor

__all__ = ["EVERYBODY", "EngineerChoices", "Narrowing", "engineer_choices"]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A team, a skill, or both: whoever is in the one and holds the other is shown."""

    team: Team | None = None
    skill: Skill | None = None

    def __bool__(self) -> bool:
        """Tell whether anybody may be left out."""
        return self.team is not None or self.skill is not None

    def of(self, people: QuerySet[Person], on: date) -> QuerySet[Person]:
        """Give those of ``people`` who are meant on that day; no query of its own."""
        if self.team is not None:
            current = TeamMembership.objects.current(on).filter(team=self.team)
            people = people.filter(pk__in=current.values("person"))
        if self.skill is not None:
            held = SkillHolding.objects.valid(on).filter(skill=self.skill)
            people = people.filter(pk__in=held.values("person"))
        return people


EVERYBODY = Narrowing()
"""Nobody is left out."""


@dataclass(frozen=True, slots=True)
class EngineerChoices:
    """The teams in which somebody is who goes to visits, and the skills that somebody of them holds."""

    teams: tuple[Team, ...]
    skills: tuple[Skill, ...]


def engineer_choices(actor: Actor, on: date) -> EngineerChoices:
    """Give what the board may be narrowed to; two queries."""
    going = RoleGrant.objects.filter(role__in=GOING_ROLES).values("person")
    teams = TeamMembership.objects.current(on).filter(person__in=going).values("team")
    skills = SkillHolding.objects.valid(on).filter(person__in=going).values("skill")
    return EngineerChoices(
        tuple(visible_teams(actor).filter(pk__in=teams).order_by("name", "id")),
        tuple(visible_skills(actor).filter(pk__in=skills).order_by("name", "id")),
    )
