"""The directory capability as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Holds who and where: organisations, sites, people, teams, skills, contracts, roles."""

    name = "firstfix.apps.directory"
    label = "directory"
    verbose_name = _("Directory")
    default_auto_field = "django.db.models.BigAutoField"
