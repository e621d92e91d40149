"""The diagnosis capability as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiagnosisConfig(AppConfig):
    """Holds runs of site checks, what they found, and what customers have to put right."""

    name = "firstfix.apps.diagnosis"
    label = "diagnosis"
    verbose_name = _("Site checks")
    default_auto_field = "django.db.models.BigAutoField"
