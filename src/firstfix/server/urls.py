"""The root of all addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from firstfix.connectors.alertmanager import take_in_alerts
from firstfix.server.accounts.refusals import bad_request
from firstfix.server.api import api

__all__ = ["handler400", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("firstfix.server.accounts.urls")),
    path("api/v1/", api.urls),
    path("in/alertmanager/<slug:source_code>", take_in_alerts, name="take_in_alerts"),
]

handler400 = bad_request
