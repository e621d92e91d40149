"""What a work order asks for: skills, parts, a way through the versions, criteria to be judged by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models import PartType
from firstfix.apps.directory.models import Person, Skill, SkillLevel
from firstfix.apps.visits.models.work_orders import WorkOrder
from firstfix.kernel.ids import new_id

__all__ = ["AcceptanceCriterion", "FirmwarePlan", "PartNeed", "PartSource", "SkillNeed"]


class SkillNeed(models.Model):
    """A skill or certificate that the work asks for; ``is_mandatory`` if law or safety demands it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="skill_needs", db_index=False
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="needs")
    minimum_level = models.PositiveSmallIntegerField(
        _("at least"), choices=SkillLevel, default=SkillLevel.INDEPENDENT
    )
    is_mandatory = models.BooleanField(_("demanded by law or safety"), default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["work_order", "skill"], name="skill_need_once"),
            models.CheckConstraint(
                name="skill_need_level_known", condition=Q(minimum_level__in=SkillLevel.values)
            ),
        )


class PartSource(models.TextChoices):
    """Why a part is planned (S1-X01); it decides what has to be shown before the part is used."""

    HYPOTHESIS = "hypothesis", _("a hypothesis says that it is at fault")
    REQUEST = "request", _("it was requested")
    BILL_OF_MATERIALS = "bill_of_materials", _("bill of materials")
    CHANGE = "change", _("the approved change")
    TEMPLATE = "template", _("the maintenance plan")
    FINDING = "finding", _("a finding of the inspection")


class PartNeed(models.Model):
    """A part that the visit has to bring, and why it is planned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="part_needs", db_index=False
    )
    part_type = models.ForeignKey(PartType, on_delete=models.PROTECT, related_name="needs")
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    source = models.CharField(_("why"), max_length=20, choices=PartSource)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["work_order", "part_type", "source"], name="part_need_once"),
            models.CheckConstraint(name="part_need_of_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="part_need_source_known", condition=Q(source__in=PartSource.values)),
        )


class FirmwarePlan(models.Model):
    """The planned way from the installed version to the target (S1-F34).

    ``documented_path`` are the maker's versions after the installed one up to the target, in order,
    ``planned_path`` those that will be installed; ``package_hashes`` maps each version in the kit to
    the SHA-256 of its package, checked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.OneToOneField(WorkOrder, on_delete=models.PROTECT, related_name="firmware_plan")
    installed = models.CharField(_("installed version"), max_length=100)
    target = models.CharField(_("target version"), max_length=100)
    documented_path = models.JSONField(default=list, blank=True)
    planned_path = models.JSONField(default=list, blank=True)
    package_hashes = models.JSONField(default=dict, blank=True)
    planned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    planned_at = models.DateTimeField()


class AcceptanceCriterion(models.Model):
    """One criterion, fixed with the customer before the visit, by which an installation is judged (S1-F12).

    Its evidence hangs on it; where it stays open or fails, ``exception_reason`` and who accepted it
    stand here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="acceptance_criteria", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    wording = models.TextField(_("criterion"))
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    agreed_at = models.DateTimeField()
    exception_reason = models.TextField(_("why an exception is accepted"), blank=True)
    exception_accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["work_order", "position"], name="acceptance_criterion_position"),
            models.CheckConstraint(
                name="acceptance_criterion_exception_by_somebody",
                condition=Q(exception_reason="") | Q(exception_accepted_by__isnull=False),
            ),
        )
