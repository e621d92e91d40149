"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Holds the tables that every capability shares."""

    name = "firstfix.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
