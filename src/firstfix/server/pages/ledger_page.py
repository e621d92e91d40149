"""The ledger: who did what, the state of the chains, the verification and the export for an auditor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from firstfix.apps.directory.models import Person, Role
from firstfix.kernel import clock
from firstfix.kernel.commands import all_commands, all_subjects
from firstfix.kernel.identity import Actor
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import enqueue
from firstfix.kernel.ledger.checkpoints import ledger_key
from firstfix.kernel.ledger.exporting import export_ledger
from firstfix.kernel.ledger.models import Checkpoint, LedgerLink, LedgerRow
from firstfix.kernel.ledger.verifying import VERIFY_JOB
from firstfix.server.pages.happened import names_of
from firstfix.server.pages.places import place_of
from firstfix.server.pages.words import command_label_of, noun_words
from firstfix.server.security import actor_of

__all__ = ["READERS", "ledger", "ledger_export", "verify_ledger"]

READERS = (Role.AUDITOR, Role.MANAGER, Role.DIRECTOR, Role.ADMINISTRATOR)
"""Who reads the whole ledger: it holds codes and ids, no words (domain.md, "Roles")."""

ROWS = 100


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the newest rows that fit the filter, a hundred at a time."""
    _reader(request)
    asked = {name: request.GET.get(name, "").replace("\x00", "").strip()[:100] for name in _FILTERS}
    rows = list(_rows(asked)[: ROWS + 1])
    shown = {
        "rows": _told(rows[:ROWS]),
        "asked": asked,
        "older": str(rows[ROWS - 1].pk) if len(rows) > ROWS else "",
        "commands": _options((c.spec.name, command_label_of(c.spec.name)) for c in all_commands()),
        "nouns": _options((one.noun, noun_words(one.noun)) for one in all_subjects()),
        "chain": _chain(),
    }
    return render(request, "pages/ledger.html", shown)


@require_POST
def verify_ledger(request: HttpRequest) -> HttpResponse:
    """Have the whole ledger checked by a job, and lead to its page."""
    actor = _reader(request)
    key = f"{VERIFY_JOB}:{actor.id}"
    job = enqueue(VERIFY_JOB, unique_key=key, asked_by=actor.person_id)
    job = job or Job.objects.filter(unique_key=key).latest("created_at")
    return HttpResponseRedirect(reverse("job", args=[job.pk]), status=303)


@require_safe
def ledger_export(request: HttpRequest) -> HttpResponseBase:
    """Give the export that an outsider can check with the public key alone."""
    _reader(request)
    answer = StreamingHttpResponse(export_ledger(), content_type="application/x-ndjson")
    answer.headers["Content-Disposition"] = f'attachment; filename="ledger-{clock.now():%Y%m%d-%H%M}.jsonl"'
    return answer


_FILTERS = ("actor", "command", "noun", "subject", "since", "until", "before")


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor is None or not actor.has_role(*READERS):
        raise PermissionDenied
    return actor


def _rows(asked: dict[str, str]) -> Any:
    rows = LedgerRow.objects.order_by("-pk")
    if asked["command"]:
        rows = rows.filter(command=asked["command"])
    if asked["actor"]:
        rows = rows.filter(actor_id__in=_actors(asked["actor"]))
    if asked["noun"] or asked["subject"]:
        rows = rows.filter(pk__in=_linked(asked))
    since, until = _day(asked["since"]), _day(asked["until"])
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until + timedelta(days=1))
    return rows.filter(pk__lt=int(asked["before"])) if asked["before"].isdecimal() else rows


def _linked(asked: dict[str, str]) -> Any:
    links = LedgerLink.objects.all()
    if asked["noun"]:
        links = links.filter(subject_type=asked["noun"])
    if asked["subject"]:
        subject_id = _id(asked["subject"])
        links = links.filter(subject_id=subject_id) if subject_id else links.none()
    return links.values("row_id")


def _actors(text: str) -> list[UUID]:
    """Give the actors that an id or a part of a name means."""
    actor_id = _id(text)
    if actor_id is not None:
        return [actor_id]
    return list(Person.objects.filter(name__icontains=text).values_list("pk", flat=True)[:ROWS])


def _told(rows: list[LedgerRow]) -> list[dict[str, Any]]:
    names = names_of(row.actor_id for row in rows)
    links: dict[int, list[LedgerLink]] = {}
    for link in LedgerLink.objects.filter(row__in=[row.pk for row in rows]).order_by("pk"):
        links.setdefault(link.row_id, []).append(link)
    return [
        {
            "row": row,
            "who": names.get(row.actor_id, ""),
            "what": command_label_of(row.command),
            "subjects": [_subject(link) for link in links.get(row.pk, [])],
        }
        for row in rows
    ]


def _subject(link: LedgerLink) -> dict[str, Any]:
    is_page = link.subject_type in ("case", "work_order", "visit", "person")
    href = place_of(link.subject_type, link.subject_id) if is_page else None
    return {
        "noun": noun_words(link.subject_type),
        "version": link.version,
        "id": link.subject_id,
        "href": href,
        "is_sealed": link.leaf_index is not None,
    }


def _chain() -> dict[str, Any]:
    newest = Checkpoint.objects.order_by("-size").first()
    unsealed = LedgerLink.objects.filter(leaf_index=None).count()
    return {"newest": newest, "unsealed_count": unsealed, "key": ledger_key().verifier.text()}


def _options(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1])


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=timezone.get_current_timezone())


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
