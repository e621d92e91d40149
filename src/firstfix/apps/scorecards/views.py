"""Pages of figures: boards, one KPI, the cases behind it, one's own figures, and what is counted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from firstfix.apps.scorecards.forms.leaving import board_csv, kpi_csv
from firstfix.apps.scorecards.forms.pages import board_page, cases_page, definitions_page, kpi_page, own_page
from firstfix.apps.scorecards.forms.reports import reports_page
from firstfix.apps.scorecards.queries.boards import boards_of, readable_kpi
from firstfix.apps.scorecards.queries.definitions import NOT_BY_PERSON, kpi_by_id
from firstfix.apps.scorecards.report import asked_report, report_name, report_pdf
from firstfix.engines.scorecard import Kpi
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = [
    "board",
    "board_table",
    "cases",
    "definitions",
    "kpi",
    "kpi_table",
    "own",
    "own_case_list",
    "report",
    "reports",
]


@require_safe
def board(request: HttpRequest, name: str = "") -> HttpResponse:
    """Show a board of KPIs, each beside its counter-metric; without a name the reader's first one."""
    actor = _reader(request)
    if name and name not in boards_of(actor):
        raise Http404
    given = {**request.GET.dict(), "board": name}
    return render(request, "scorecards/board.html", board_page(actor, given))


@require_safe
def board_table(request: HttpRequest) -> HttpResponse:
    """Give a board as CSV."""
    return _csv(board_csv(_reader(request), request.GET.dict()), "scorecard.csv")


@require_safe
def kpi(request: HttpRequest, kpi_id: str) -> HttpResponse:
    """Show one KPI: trend, segments, definition."""
    actor = _reader(request)
    return render(request, "scorecards/kpi.html", kpi_page(actor, _kpi(actor, kpi_id), request.GET.dict()))


@require_safe
def kpi_table(request: HttpRequest, kpi_id: str) -> HttpResponse:
    """Give one KPI as CSV, with its segments."""
    actor = _reader(request)
    return _csv(kpi_csv(actor, _kpi(actor, kpi_id), request.GET.dict()), f"{kpi_id}.csv")


@require_safe
def cases(request: HttpRequest, kpi_id: str) -> HttpResponse:
    """Show the cases behind a KPI that the reader may see."""
    actor = _reader(request)
    context = cases_page(actor, _kpi(actor, kpi_id), request.GET.dict())
    return render(request, "scorecards/cases.html", context)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show the figures of the reader's own cases; there is no address for anybody else's."""
    return render(request, "scorecards/own.html", own_page(_worker(request), request.GET.dict()))


@require_safe
def own_case_list(request: HttpRequest, kpi_id: str) -> HttpResponse:
    """Show the reader's own cases behind a KPI."""
    actor = _worker(request)
    known = kpi_by_id(kpi_id)
    if known is None or known.id in NOT_BY_PERSON:
        raise Http404
    return render(request, "scorecards/cases.html", cases_page(actor, known, request.GET.dict(), own=True))


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Show what every KPI counts."""
    return render(request, "scorecards/definitions.html", definitions_page(_reader(request)))


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Offer the insight report and the review pack of one customer."""
    return render(request, "scorecards/reports.html", reports_page(_reader(request), clock.now()))


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Give a report as PDF, or say on the page of reports why there is none."""
    actor, now = _reader(request), clock.now()
    try:
        asked = asked_report(actor, request.GET.dict(), now)
    except Refused as refused:
        return _refused_report(request, actor, refused.refusal)
    headers = {"Content-Disposition": f'attachment; filename="{report_name(asked)}"'}
    return HttpResponse(report_pdf(actor, asked, now), content_type="application/pdf", headers=headers)


def _refused_report(request: HttpRequest, actor: Actor, refusal: Refusal) -> HttpResponse:
    if refusal.reason is Reason.NOT_VISIBLE:
        raise Http404
    if refusal.reason is Reason.NOT_ALLOWED:
        raise PermissionDenied
    shown = reports_page(actor, clock.now(), _sentence(refusal))
    return render(request, "scorecards/reports.html", shown, status=422)


def _sentence(refusal: Refusal) -> str:
    return gettext(refusal.template).format(**refusal.params)


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not boards_of(actor):
        raise PermissionDenied
    return actor


def _worker(request: HttpRequest) -> Actor:
    actor = _reader(request)
    if len(boards_of(actor)) == 1:
        raise PermissionDenied
    return actor


def _kpi(actor: Actor, kpi_id: str) -> Kpi:
    known = readable_kpi(actor, kpi_id)
    if known is None:
        raise Http404
    return known


def _csv(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
