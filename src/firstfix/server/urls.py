"""The root of all addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from firstfix.server.accounts.refusals import bad_request, broken, forbidden, not_found
from firstfix.server.api import api
from firstfix.server.intake import take_in_alerts
from firstfix.server.upload_api import let_files_in

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

_api = api.urls
let_files_in(_api[0])

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("firstfix.server.accounts.urls")),
    path("", include("firstfix.server.pages.urls")),
    path("", include("firstfix.apps.cases.urls")),
    path("", include("firstfix.apps.directory.urls")),
    path("", include("firstfix.apps.visits.urls")),
    path("", include("firstfix.apps.diagnosis.urls")),
    path("", include("firstfix.apps.dispatching.urls")),
    path("", include("firstfix.apps.escalations.urls")),
    path("", include("firstfix.apps.knowledge.urls")),
    path("", include("firstfix.apps.scorecards.urls")),
    path("api/v1/", _api),
    path("evidence/", include("firstfix.apps.evidence.urls")),
    path("in/alertmanager/<slug:source_code>", take_in_alerts, name="take_in_alerts"),
]

handler400, handler403, handler404, handler500 = bad_request, forbidden, not_found, broken
