"""The addresses of the pages about work on site."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.visits import api, views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("work-orders/<uuid:order_id>", views.work_order, name="work_order"),
    path("visits/<uuid:visit_id>", views.visit, name="visit"),
    path("visits/<uuid:visit_id>/report", views.visit_report, name="visit_report"),
    path("visits/<uuid:visit_id>/report.pdf", api.report_pdf, name="visit_report_pdf"),
    path("visits/<uuid:visit_id>/report.json", api.report_json, name="visit_report_json"),
]
