"""The addresses of the desk: the queue, cases, commands, and what looks across capabilities."""

from __future__ import annotations

from django.urls import URLPattern, path

from firstfix.server.accounts.external import show_subject_at
from firstfix.server.pages import (
    attaching,
    bulk,
    case,
    doing,
    jobs,
    ledger_page,
    palette,
    placing,
    policies,
    queue,
    shared_case,
    sharing,
    taking_run,
)

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("cases/<uuid:case_id>", case.case, name="case"),
    path("cases/<uuid:case_id>/links", sharing.share_case, name="share_case"),
    path("cases/<uuid:case_id>/rank", queue.rank, name="rank"),
    path("c/<int:number>", case.case_by_number, name="case_by_number"),
    path("do/<str:command>", doing.do, name="do_create"),
    path("do/<str:command>/<uuid:subject_id>", doing.do, name="do"),
    path("attach", attaching.attach, name="attach"),
    path("attach/<str:command>/<uuid:subject_id>", attaching.attach_and_do, name="attach_and_do"),
    path("work-orders/<uuid:order_id>/site-check/take", taking_run.take_run_in, name="take_run_in"),
    path("bulk", bulk.bulk, name="bulk"),
    path("board/place", placing.place_visit, name="place_visit"),
    path("jobs", jobs.job_overview, name="jobs"),
    path("jobs/<uuid:job_id>", jobs.job, name="job"),
    path("ledger", ledger_page.ledger, name="ledger"),
    path("ledger/verify", ledger_page.verify_ledger, name="verify_ledger"),
    path("ledger/export", ledger_page.ledger_export, name="ledger_export"),
    path("policies", policies.policies, name="policies"),
    path("policies/versions/<uuid:version_id>", policies.policy_version, name="policy_version"),
    path("policies/<slug:area>", policies.policy_area, name="policy_area"),
    path("palette", palette.palette, name="palette"),
    path("choose/<str:noun>", palette.choose, name="choose"),
    path("external/cases/<uuid:case_id>", shared_case.shared_case, name="shared_case"),
    path("external/cases/<uuid:case_id>/answers/<slug:answer>", shared_case.answer_case, name="answer_case"),
    path(
        "external/cases/<uuid:case_id>/files/<uuid:evidence_id>", shared_case.shared_file, name="shared_file"
    ),
    path(
        "external/cases/<uuid:case_id>/thumbnails/<uuid:evidence_id>",
        shared_case.shared_thumbnail,
        name="shared_thumbnail",
    ),
    path(
        "external/cases/<uuid:case_id>/reports/<uuid:report_id>",
        shared_case.shared_report,
        name="shared_report",
    ),
    path(
        "external/cases/<uuid:case_id>/reports/<uuid:report_id>.pdf",
        shared_case.shared_pdf,
        name="shared_pdf",
    ),
]

show_subject_at("case", "shared_case")
