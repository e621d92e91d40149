"""The addresses of the pages about work on site."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.visits import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("work-orders/<uuid:order_id>", views.work_order, name="work_order"),
]
