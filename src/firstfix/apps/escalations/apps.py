"""The escalations capability as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EscalationsConfig(AppConfig):
    """Holds escalations and what their receivers did with them."""

    name = "firstfix.apps.escalations"
    label = "escalations"
    verbose_name = _("Escalations")
    default_auto_field = "django.db.models.BigAutoField"
