"""The page of one case for somebody without an account, who came by a link to it.

They see their case in plain words and nothing else, and give three answers: words, files, and whether it is
solved. Each answer is a command by the link's own principal, so the ledger names the link that gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from firstfix.apps.cases.commands import receive_message, record_acceptance, reopen_case
from firstfix.apps.cases.models import Case
from firstfix.apps.cases.queries import visible_cases
from firstfix.apps.diagnosis.commands import answer_remediation
from firstfix.apps.diagnosis.queries import visible_remediations
from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.evidence.models import BlobUpload
from firstfix.apps.evidence.views import give_file, give_thumbnail
from firstfix.apps.visits.api import report_pdf
from firstfix.apps.visits.models import ServiceReport
from firstfix.apps.visits.queries import visible_service_reports
from firstfix.apps.visits.report import render_page
from firstfix.apps.visits.report.keeping import document_of, released_reading
from firstfix.engines.verdict import mark
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.identity.access import ExternalLink
from firstfix.kernel.identity.throttling import admit, link_door
from firstfix.kernel.refusal import Refusal, Refused
from firstfix.server.accounts.sessions import context_of
from firstfix.server.errors import STATUS
from firstfix.server.middleware.body_limit import takes_body_up_to
from firstfix.server.pages.attaching import kind_of_file
from firstfix.server.pages.shared_facts import JUDGED_STATES, OVER_STATES, shared_facts
from firstfix.server.security import actor_of, open_to_external_parties

__all__ = ["answer_case", "shared_case", "shared_file", "shared_pdf", "shared_report", "shared_thumbnail"]

# As much as a mail brings (connectors.mail_reading); who has more sends it in parts.
_BODY_BYTES = 25 * 1024 * 1024
# Ten such mails: a link that was passed on must not fill the disk.
_BYTES_OF_A_LINK = 10 * _BODY_BYTES
_MOST_FILES = 10

_NEEDS_WORDS = mark("Write what you want to tell us, then send it.")
_NEEDS_REASON = mark("Write in a few words what is not right yet, then send it.")
_NEEDS_FILE = mark("Nothing was chosen. Take a photo or choose a file, then send it.")


@open_to_external_parties
@require_safe
def shared_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the case that the link is for."""
    actor, case = _shared(request, case_id)
    return _page(request, actor, case)


@takes_body_up_to(_BODY_BYTES)
@open_to_external_parties
@require_POST
def answer_case(request: HttpRequest, case_id: UUID, answer: str) -> HttpResponse:
    """Take words, files, or the answer to whether it is solved."""
    actor, case = _shared(request, case_id)
    take = _ANSWERS.get(answer)
    if take is None:
        raise Http404
    if admit([link_door(actor.id)], clock.now()) is not None:
        return _page(request, actor, case, refused=_too_often(), status=429)
    try:
        said = take(request, context_of(request, actor), case)
    except Refused as refused:
        return _page(request, actor, case, refused=refused.refusal, status=STATUS[refused.refusal.reason])
    messages.success(request, said)
    return HttpResponseRedirect(reverse("shared_case", args=[case.pk]), status=303)


@open_to_external_parties
@require_safe
def shared_file(request: HttpRequest, case_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    """Give a file of the case that the customer may see."""
    _shared(request, case_id)
    return give_file(request, evidence_id)


@open_to_external_parties
@require_safe
def shared_thumbnail(request: HttpRequest, case_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    """Give a small copy of a picture that the customer may see."""
    _shared(request, case_id)
    return give_thumbnail(request, evidence_id)


@open_to_external_parties
@require_safe
def shared_report(request: HttpRequest, case_id: UUID, report_id: UUID) -> HttpResponse:
    """Show a service report of the case, in the edition that was made for the customer."""
    actor, case = _shared(request, case_id)
    report = _report(actor, case, report_id)
    fragment = render_page(released_reading(document_of(report), report, by=actor))
    shown = {"case": case, "report": report, "fragment": fragment}
    return _unindexed(render(request, "pages/shared_report.html", shown))


@open_to_external_parties
@require_safe
def shared_pdf(request: HttpRequest, case_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Give that report as PDF, to be kept."""
    actor, case = _shared(request, case_id)
    return report_pdf(request, _report(actor, case, report_id).visit_id)


def _shared(request: HttpRequest, case_id: UUID) -> tuple[Actor, Case]:
    """Give who came by the link and their case; everybody else has pages of their own."""
    actor = actor_of(request)
    if actor is None or actor.kind is not ActorKind.EXTERNAL:
        raise Http404
    case = visible_cases(actor).select_related("site", "organization", "contact").filter(pk=case_id).first()
    if case is None:
        raise Http404
    return actor, case


def _report(actor: Actor, case: Case, report_id: UUID) -> ServiceReport:
    rows = visible_service_reports(actor).filter(visit__work_order__case=case, audience="customer")
    report = rows.filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def _page(
    request: HttpRequest, actor: Actor, case: Case, *, refused: Refusal | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        **shared_facts(actor, case, clock.now()),
        "case": case,
        "link": ExternalLink.objects.get(pk=actor.id),
        "refused": refused,
        "typed": request.POST,
        "command_id": CommandContext(actor).command_id,
        "most_bytes": _BODY_BYTES,
    }
    # They think in the hours of the place that the case is about.
    with timezone.override(_zone(case)):
        return _unindexed(render(request, "pages/shared_case.html", shown, status=status))


def _zone(case: Case) -> tzinfo:
    place = case.site or case.contact
    try:
        return ZoneInfo(place.zone) if place else timezone.get_default_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def _unindexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _write(request: HttpRequest, context: CommandContext, case: Case) -> str:
    words = _typed(request, "words", _NEEDS_WORDS)
    _must(receive_message(context, case.pk, words=words))
    return gettext("We have your message.")


def _confirm(request: HttpRequest, context: CommandContext, case: Case) -> str:
    if case.state not in JUDGED_STATES:
        raise Refused(_nothing_to_answer())
    given = {"outcome": "accepted", "reason": request.POST.get("words", "").strip()}
    _must(record_acceptance(context, case.pk, **given))
    return gettext("Thank you. We noted that it is solved.")


def _object(request: HttpRequest, context: CommandContext, case: Case) -> str:
    if case.state not in (*JUDGED_STATES, *OVER_STATES):
        raise Refused(_nothing_to_answer())
    words = _typed(request, "words", _NEEDS_REASON)
    _must(record_acceptance(context, case.pk, outcome="refused", reason=words))
    if case.state in OVER_STATES:
        _must(reopen_case(context.following("reopen"), case.pk, because=words))
    return gettext("We noted that it is not solved. Somebody looks at it again.")


def _attach(request: HttpRequest, context: CommandContext, case: Case) -> str:
    files = [file for file in request.FILES.getlist("files") if file.size]
    if not files:
        raise Refused(_refusal("nothing_chosen", _NEEDS_FILE, "files"))
    if len(files) > _MOST_FILES or _kept_bytes(context.actor) + sum(file.size for file in files) > (
        _BYTES_OF_A_LINK
    ):
        raise Refused(_too_many_files())
    for place, file in enumerate(files):
        blob = store_blob(file, by=context.actor)
        name = file.name or gettext("File")
        given = {"title": name, "original_name": name, "kind": kind_of_file(blob.media_type_sniffed)}
        _must(
            add_evidence(
                context.following(f"file:{place}"), case_id=case.pk, blob_sha256=blob.sha256, **given
            )
        )
    return gettext("We have your files.")


def _put_right(request: HttpRequest, context: CommandContext, case: Case) -> str:
    tasks = visible_remediations(context.actor).filter(work_order__case=case, state="asked")
    task = tasks.filter(pk=_id(request.POST.get("remediation_id", ""))).first()
    if task is None:
        raise Refused(_nothing_to_answer())
    words = request.POST.get("words", "").strip()
    _must(answer_remediation(context, task.pk, **({"words": words} if words else {})))
    return gettext("Thank you. We look at it again from the site; that closes it.")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_ANSWERS: Mapping[str, Callable[[HttpRequest, CommandContext, Case], str]] = {
    "words": _write,
    "solved": _confirm,
    "not-solved": _object,
    "files": _attach,
    "put-right": _put_right,
}


def _typed(request: HttpRequest, name: str, needed: str) -> str:
    words = request.POST.get(name, "").strip()
    if not words:
        raise Refused(_refusal("words_needed", needed, name))
    return words


def _must(answer: Done | Refusal) -> None:
    if isinstance(answer, Refusal):
        raise Refused(answer)


def _kept_bytes(actor: Actor) -> int:
    total: dict[str, Any] = BlobUpload.objects.filter(uploader_id=actor.id).aggregate(
        total=Sum("blob__size_bytes")
    )
    return total["total"] or 0


def _refusal(code: str, template: str, field: str) -> Refusal:
    return Refusal(code, template, fields={field: "needed"})


def _nothing_to_answer() -> Refusal:
    return Refusal(
        "nothing_to_answer",
        mark("There is nothing to confirm at present: the case has moved on. Write to us instead."),
    )


def _too_many_files() -> Refusal:
    return Refusal(
        "too_many_files",
        mark(
            "That is more than this link takes: {count} files at once, {megabytes} MB in all. Write to"
            " us, and we find another way."
        ),
        {"count": _MOST_FILES, "megabytes": _BYTES_OF_A_LINK // (1024 * 1024)},
    )


def _too_often() -> Refusal:
    return Refusal(
        "too_often",
        mark("That was a lot at once. What you wrote is still here; send it again in a few minutes."),
    )
