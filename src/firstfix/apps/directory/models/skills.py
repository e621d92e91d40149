"""What people can do, how well, and until when a certificate holds."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models.people import Person
from firstfix.kernel.ids import new_id

__all__ = ["Skill", "SkillHolding", "SkillKind", "SkillLevel"]


class SkillKind(models.TextChoices):
    """Whether it is proved by work or by a paper."""

    SKILL = "skill", _("skill")
    CERTIFICATE = "certificate", _("certificate")


class SkillLevel(models.IntegerChoices):
    """How far a person may be left alone with it; a work order asks for a lowest level."""

    LEARNING = 1, _("learning, works with somebody")
    INDEPENDENT = 2, _("works alone")
    TEACHING = 3, _("teaches others")


class Skill(models.Model):
    """A thing that work may ask for: a product family, a technique, a safety certificate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=SkillKind)

    class Meta:
        constraints = (
            models.CheckConstraint(name="skill_kind_known", condition=Q(kind__in=SkillKind.values)),
        )

    def __str__(self) -> str:
        return self.name


class SkillHoldingQuerySet(models.QuerySet["SkillHolding"]):
    """Words for choosing who can do what."""

    def valid(self, on: date) -> SkillHoldingQuerySet:
        """Give those that hold on that day, the first and the last day included."""
        return self.exclude(valid_until__lt=on).exclude(valid_from__gt=on)

    def at_least(self, level: int) -> SkillHoldingQuerySet:
        """Give those of this level or a higher one."""
        return self.filter(level__gte=level)


class SkillHolding(models.Model):
    """That a person holds a skill: how well, proved by which certificate, until which day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="skills", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="holdings")
    level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel)
    certificate_number = models.CharField(_("certificate number"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    needs_supervision = models.BooleanField(_("only under supervision"), default=False)

    objects = SkillHoldingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "skill"], name="skill_holding_once"),
            models.CheckConstraint(
                name="skill_holding_level_known", condition=Q(level__in=SkillLevel.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.skill}"

    def is_valid(self, on: date) -> bool:
        """Tell whether it holds on that day, the first and the last day included."""
        has_begun = self.valid_from is None or self.valid_from <= on
        return has_begun and (self.valid_until is None or on <= self.valid_until)
