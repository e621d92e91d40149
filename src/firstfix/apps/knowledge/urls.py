"""The addresses of knowledge."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.knowledge import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("knowledge", views.articles, name="articles"),
    path("knowledge/<uuid:article_id>", views.article, name="article"),
]
