"""The visits capability as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """Holds work orders, readiness, visits, changes, sign-offs and reports."""

    name = "firstfix.apps.visits"
    label = "visits"
    verbose_name = _("Visits")
    default_auto_field = "django.db.models.BigAutoField"
