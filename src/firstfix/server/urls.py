"""The root of all addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from firstfix.server.accounts.refusals import bad_request

__all__ = ["handler400", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("firstfix.server.accounts.urls")),
]

handler400 = bad_request
