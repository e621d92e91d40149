"""The codes of a case: what is wanted, how it came, whom it waits for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["CaseChannel", "CaseKind", "EnvironmentCause", "WaitingParty"]


class CaseKind(models.TextChoices):
    """What the customer wants (domain.md, "Words"); it decides which gates ask for what."""

    INCIDENT = "incident", _("incident")
    REQUEST = "request", _("request")
    INSTALLATION = "installation", _("installation")
    UPGRADE = "upgrade", _("upgrade")
    MAINTENANCE = "maintenance", _("maintenance")


class CaseChannel(models.TextChoices):
    """How the case reached us."""

    FORM = "form", _("web form")
    MAIL = "mail", _("mail")
    ALERT = "alert", _("alert")
    API = "api", _("another system")
    PHONE = "phone", _("phone call")
    VISIT = "visit", _("seen on site")
    IMPORT = "import", _("import")


class EnvironmentCause(models.TextChoices):
    """What around the equipment caused the case, said with its closure (S1-D15, S1-F21)."""

    POWER = "power", _("power")
    HVAC = "hvac", _("heating, ventilation, cooling")
    CABLING = "cabling", _("cabling")
    RF = "rf", _("radio interference or coverage")
    OTHER = "other", _("something else around it")
    NONE = "none", _("nothing around it")


class WaitingParty(models.TextChoices):
    """Who a waiting case waits for; elapsed time is split by it (S1-F25, S0-P10)."""

    CUSTOMER = "customer", _("customer")
    VENDOR = "vendor", _("vendor")
    PART = "part", _("part")
    APPROVAL = "approval", _("approval")
    ENGINEERING = "engineering", _("engineering")
    MONITORING = "monitoring", _("monitoring")
