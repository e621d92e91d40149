"""The edge for a kept run of site checks: ``POST /work-orders/<id>/site-check/take``.

The file is read and judged before anything of it is kept: what is no run leaves nothing behind. What is one
becomes evidence of the case, and then the command takes it in. Works without a script; htmx gets a refusal
alone, for the place beside the form.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from firstfix.apps.diagnosis.commands import record_diagnostic_run
from firstfix.apps.diagnosis.commands.reading import judged_run_of
from firstfix.apps.diagnosis.queries import visible_diagnostic_runs
from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.visits.models import WorkOrder
from firstfix.apps.visits.queries import visible_work_orders
from firstfix.engines.diagnosis.judged import MOST_UPLOADED_BYTES, JudgedRun
from firstfix.engines.verdict import mark
from firstfix.kernel import policy
from firstfix.kernel.commands import Channel, CommandContext, Done
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal, Refused
from firstfix.server.errors import STATUS
from firstfix.server.middleware.body_limit import takes_body_up_to
from firstfix.server.pages.places import remedies_for
from firstfix.server.pages.typed import given_of
from firstfix.server.pages.words import role_names
from firstfix.server.security import actor_of

__all__ = ["take_run_in"]

# Larger bodies are taken as far as those of any other file, so that the sentence about the size is ours.
_BODY_BYTES = settings.EVIDENCE_FILE_BYTES + 64 * 1024


@takes_body_up_to(_BODY_BYTES)
@require_POST
def take_run_in(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Take the file of a run in, or say in one sentence why not."""
    actor = actor_of(request)
    assert actor is not None
    order = visible_work_orders(actor).select_related("case").filter(pk=order_id).first()
    if order is None:
        raise Http404
    try:
        context = _context(request)
        content, name = _content(request, context, order)
        run_id = _taken_in(request, context, order, content, name)
    except Refused as refused:
        return _refused(request, order, refused.refusal)
    return _onward(request, reverse("site_check", args=[order.pk, run_id]))


def _context(request: HttpRequest) -> CommandContext:
    actor = actor_of(request)
    assert actor is not None
    try:
        command_id = UUID(request.POST["command_id"]) if "command_id" in request.POST else new_id()
    except ValueError:
        command_id = new_id()
    return CommandContext(actor, command_id, Channel.PAGE)


def _content(request: HttpRequest, context: CommandContext, order: WorkOrder) -> tuple[bytes, str]:
    """Give the bytes of the file that was chosen; raises Refused for who may not, before they are read."""
    answer = policy.may("record_diagnostic_run", context.actor, order)
    if answer is not True:
        raise Refused(answer)
    file = next((one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)), None)
    if file is None:
        raise Refused(Refusal("nothing_chosen", _NOTHING_CHOSEN, fields={"files": "needed"}))
    return file.read(MOST_UPLOADED_BYTES + 1), file.name or ""


def _taken_in(
    request: HttpRequest, context: CommandContext, order: WorkOrder, content: bytes, name: str
) -> UUID:
    """Give the run that the file is, taken in now or before."""
    judged = judged_run_of(content)
    known = visible_diagnostic_runs(context.actor).filter(work_order=order, digest=judged.digest).first()
    if known is not None:
        messages.info(request, gettext("This run is here already. Nothing was changed."))
        return known.pk
    evidence = _must(
        _add(request, context, order, judged, store_blob(content, by=context.actor).sha256, name)
    )
    given = _given(request, ("owner_id", "due_at"))
    done = _must(record_diagnostic_run(context, order.pk, evidence_id=evidence.subject_id, **given))
    _tell(request, done)
    return UUID(done.result["run_id"])


def _add(
    request: HttpRequest, context: CommandContext, order: WorkOrder, judged: JudgedRun, sha256: str, name: str
) -> Done | Refusal:
    return add_evidence(
        context.following(f"evidence:{sha256}"),
        title=gettext("Site check: {spec}").format(spec=judged.spec.name),
        kind="probe_result",
        check_name=judged.spec.name,
        has_passed=not judged.diagnosis.findings,
        blob_sha256=sha256,
        original_name=name,
        case_id=order.case_id,
        subject_type="work_order",
        subject_id=order.pk,
        consent_from=request.POST.get("evidence.consent_from", "").strip(),
    )


def _given(request: HttpRequest, names: tuple[str, ...]) -> dict[str, Any]:
    model = record_diagnostic_run.spec.input_model
    return {name: value for name, value in given_of(model, request.POST).items() if name in names}


def _must(answer: Done | Refusal) -> Done:
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


def _tell(request: HttpRequest, done: Done) -> None:
    failed, closed = done.result["finding_count"], done.result["closed_count"]
    said = ngettext("{count} cause found.", "{count} causes found.", failed).format(count=failed)
    if closed:
        said += " " + ngettext("{count} shown to be mended.", "{count} shown to be mended.", closed).format(
            count=closed
        )
    messages.success(request, gettext("The site check is taken in.") + " " + said)


def _onward(request: HttpRequest, place: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place, status=303)


def _refused(request: HttpRequest, order: WorkOrder, refused: Refusal) -> HttpResponse:
    shown = {
        "refused": refused,
        "remedies": remedies_for(refused, None),
        "names": role_names(),
        "back": reverse("site_checks", args=[order.pk]),
    }
    is_part = request.headers.get("HX-Request") == "true"
    page = "refusal.html" if is_part else "pages/refused.html"
    return render(request, page, shown, status=STATUS[refused.reason])


_NOTHING_CHOSEN = mark("Nothing was chosen. Choose the file that 'firstfix preflight --save' wrote.")
