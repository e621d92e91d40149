"""The addresses of escalations."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.escalations import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("escalations", views.escalations, name="escalations"),
    path("escalations/<uuid:escalation_id>", views.escalation, name="escalation"),
]
