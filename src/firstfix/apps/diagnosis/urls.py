"""The addresses of the pages about site checks."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.diagnosis import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("work-orders/<uuid:order_id>/site-check", views.site_check, name="site_checks"),
    path("work-orders/<uuid:order_id>/site-check/<uuid:run_id>", views.site_check, name="site_check"),
]
