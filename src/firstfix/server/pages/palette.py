"""The command palette: places, cases that match, and the commands that may be given on what is on screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firstfix.apps.cases.queries import visible_cases
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel import clock
from firstfix.kernel.commands import Spec, all_commands, subject_of
from firstfix.kernel.identity import Actor
from firstfix.server.gates import gate_before
from firstfix.server.pages.choices import MOST_OPTIONS, found_options
from firstfix.server.pages.command_forms import is_for_pages, may_now
from firstfix.server.pages.frame import places_of
from firstfix.server.pages.places import do_place
from firstfix.server.pages.queue_rows import QueueQuestion, case_filter
from firstfix.server.pages.words import command_label
from firstfix.server.security import actor_of

__all__ = ["choose", "palette"]

_PAGES = {
    "cases": "case", "work-orders": "work_order", "visits": "visit", "people": "person",
    "escalations": "escalation", "knowledge": "article",
}  # fmt: skip
_ON_SCREEN = re.compile(r"^/(?P<page>[a-z-]+)/(?P<id>[0-9a-f-]{36})")
CASES_SHOWN = 8


@require_safe
def palette(request: HttpRequest) -> JsonResponse:
    """Give what the palette offers for ``q`` on the page ``from``."""
    actor = actor_of(request)
    assert actor is not None
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    here = request.GET.get("from", "")
    offers = [*_commands(actor, here), *_places(actor, here)]
    fitting = [offer for offer in offers if _fits(offer["label"], query)]
    return JsonResponse([*fitting, *(_cases(actor, query) if query else ())], safe=False)


@require_safe
def choose(request: HttpRequest, noun: str) -> JsonResponse:
    """Give the rows of a noun whose words hold ``q``, for fields with more options than a list shows."""
    actor = actor_of(request)
    assert actor is not None
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    within = {name: request.GET[name] for name in ("organization_id", "case_id") if request.GET.get(name)}
    try:
        found = found_options(actor, noun, query, within)
    except KeyError:
        found = []
    options = [{"value": value, "label": label} for value, label in found]
    return JsonResponse({"options": options, "is_cut": len(options) == MOST_OPTIONS})


def _commands(actor: Actor, here: str) -> Iterator[dict[str, str]]:
    noun, subject = _on_screen(actor, here)
    for command in all_commands():
        spec: Spec = command.spec
        if not is_for_pages(spec):
            continue
        if subject is not None and spec.on == noun and not spec.creates and may_now(spec, actor, subject):
            yield _offer(
                spec, do_place(spec.name, subject, next=here), _("On this page"), _hint(spec, subject, actor)
            )
        elif spec.creates and may_now(spec, actor, None):
            given = {f"{noun}_id": subject.pk} if _takes(spec, noun) and subject is not None else {}
            group = _("On this page") if given else _("Make")
            yield _offer(spec, do_place(spec.name, None, **given, next=here if given else ""), group, "")


def _takes(spec: Spec, noun: str) -> bool:
    return f"{noun}_id" in spec.input_model.model_fields


def _offer(spec: Spec, href: str | None, group: str, hint: str) -> dict[str, str]:
    offer = {"label": command_label(spec), "href": href or reverse("queue"), "group": group}
    return offer | {"hint": hint} if hint else offer


def _hint(spec: Spec, subject: Any, actor: Actor) -> str:
    machine = subject_of(spec.on).machine
    row = MACHINES[machine].find(subject.state, spec.name) if machine else None
    if row is None or not row.needs:
        return ""
    verdict = gate_before(spec, subject, actor, clock.now())
    count = len(verdict.missing) if verdict else 0
    return _("{count} missing").format(count=count) if count else ""


def _on_screen(actor: Actor, here: str) -> tuple[str, Any]:
    match = _ON_SCREEN.match(here)
    noun = _PAGES.get(match["page"], "") if match else ""
    if match is None or not noun:
        return "", None
    try:
        return noun, subject_of(noun).visible(actor).filter(pk=UUID(match["id"])).first()
    except ValueError:
        return noun, None


def _places(actor: Actor, here: str) -> Iterator[dict[str, str]]:
    for place in places_of(actor, here):
        if not place["current"]:
            yield {"label": place["label"], "href": place["href"], "group": _("Go to")}
    yield {"label": _("Your account"), "href": reverse("account"), "group": _("Go to")}


def _cases(actor: Actor, query: str) -> Iterator[dict[str, str]]:
    rows = case_filter(visible_cases(actor), actor, QueueQuestion(words=query), clock.now())
    for pk, number, title in rows.order_by("-updated_at").values_list("pk", "number", "title")[:CASES_SHOWN]:
        yield {"label": f"C-{number} {title}", "href": reverse("case", args=[pk]), "group": _("Cases")}


def _fits(label: str, query: str) -> bool:
    words = label.casefold()
    return all(part in words for part in query.casefold().split())
