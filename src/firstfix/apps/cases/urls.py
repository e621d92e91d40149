"""The addresses of the pages that are about cases alone: reporting one, and the inbox."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.cases import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("cases/new", views.new_case, name="new_case"),
    path("inbox", views.inbox, name="inbox"),
]
