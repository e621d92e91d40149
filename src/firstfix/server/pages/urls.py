"""The addresses of the desk: the queue, cases, commands, and what looks across capabilities."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.server.pages import attaching, bulk, case, doing, jobs, ledger_page, palette, queue

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("cases/<uuid:case_id>", case.case, name="case"),
    path("cases/<uuid:case_id>/rank", queue.rank, name="rank"),
    path("c/<int:number>", case.case_by_number, name="case_by_number"),
    path("do/<str:command>", doing.do, name="do_create"),
    path("do/<str:command>/<uuid:subject_id>", doing.do, name="do"),
    path("attach", attaching.attach, name="attach"),
    path("attach/<str:command>/<uuid:subject_id>", attaching.attach_and_do, name="attach_and_do"),
    path("bulk", bulk.bulk, name="bulk"),
    path("jobs/<uuid:job_id>", jobs.job, name="job"),
    path("ledger", ledger_page.ledger, name="ledger"),
    path("ledger/verify", ledger_page.verify_ledger, name="verify_ledger"),
    path("ledger/export", ledger_page.ledger_export, name="ledger_export"),
    path("palette", palette.palette, name="palette"),
    path("choose/<str:noun>", palette.choose, name="choose"),
]
