"""The scorecards capability as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScorecardsConfig(AppConfig):
    """Holds what the measures observed in each case, and sums of it by month."""

    name = "firstfix.apps.scorecards"
    label = "scorecards"
    verbose_name = _("Scorecards")
    default_auto_field = "django.db.models.BigAutoField"
