"""The addresses of people, rights and reference data."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.directory import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("people", views.people, name="people"),
    path("people/<uuid:person_id>", views.person, name="person"),
    path("rights", views.rights, name="rights"),
    path("references", views.reference_kinds, name="references"),
    path("references/<str:noun>", views.reference_rows, name="reference_rows"),
    path("references/<str:noun>/new", views.change, name="reference_new"),
    path("references/<str:noun>/<uuid:reference_id>", views.change, name="reference_change"),
]
