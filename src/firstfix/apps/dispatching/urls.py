"""The addresses of the pages about who goes when."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.apps.dispatching import views

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("my-day", views.my_day, name="my_day"),
    path("day", views.day, name="day_list"),
    path("board", views.board, name="board"),
    path("board/late", views.late_list, name="late_list"),
    path("board/engineers", views.narrow_board, name="narrow_board"),
    path("board/repair", views.ask_repair, name="ask_repair"),
    path("board/plans/<uuid:proposal_id>", views.plan_proposal, name="plan_proposal"),
]
