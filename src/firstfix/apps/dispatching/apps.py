"""The dispatching capability as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchingConfig(AppConfig):
    """Holds who goes where and when."""

    name = "firstfix.apps.dispatching"
    label = "dispatching"
    verbose_name = _("Dispatching")
    default_auto_field = "django.db.models.BigAutoField"
