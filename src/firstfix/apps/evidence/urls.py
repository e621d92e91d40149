"""The addresses of stored files."""

from __future__ import annotations

from django.urls import path

from firstfix.apps.evidence.views import give_file, give_thumbnail

__all__ = ["urlpatterns"]

urlpatterns = [
    path("<uuid:evidence_id>/file", give_file, name="evidence_file"),
    path("<uuid:evidence_id>/thumbnail", give_thumbnail, name="evidence_thumbnail"),
]
