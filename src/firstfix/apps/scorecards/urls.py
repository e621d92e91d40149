"""The addresses of scorecards."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.scorecards import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("scorecards", views.board, name="scorecards"),
    path("scorecards.csv", views.board_table, name="scorecards_csv"),
    path("scorecards/reports", views.reports, name="scorecard_reports"),
    path("scorecards/report.pdf", views.report, name="scorecard_report"),
    path("scorecards/boards/<slug:name>", views.board, name="scorecard_board"),
    path("scorecards/mine", views.own, name="own_scorecard"),
    path("scorecards/mine/<slug:kpi_id>/cases", views.own_case_list, name="own_cases"),
    path("scorecards/definitions", views.definitions, name="scorecard_definitions"),
    path("scorecards/<slug:kpi_id>", views.kpi, name="scorecard"),
    path("scorecards/<slug:kpi_id>.csv", views.kpi_table, name="scorecard_csv"),
    path("scorecards/<slug:kpi_id>/cases", views.cases, name="scorecard_cases"),
]
