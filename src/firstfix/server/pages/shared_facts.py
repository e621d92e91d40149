"""What somebody who came by a link sees of their case: the same words that the customer would get by mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from firstfix.apps.cases.commands.clock_keeping import reading_of
from firstfix.apps.cases.models import Case, Direction, Message
from firstfix.apps.cases.queries import (
    visible_commitments,
    visible_customer_acceptances,
    visible_messages,
    visible_target_clocks,
)
from firstfix.apps.diagnosis.forms import remediation_cards
from firstfix.apps.evidence.forms import drawn_evidence
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.evidence.queries import visible_evidence_items
from firstfix.apps.visits.models import ServiceReport, Visit
from firstfix.apps.visits.queries import visible_service_reports, visible_visit_times
from firstfix.engines.verdict import mark
from firstfix.kernel.identity import Actor
from firstfix.kernel.ledger.timeline import ERASED
from firstfix.server.pages.clocks import by_what_is_due, drawn_reading, party_words

__all__ = ["JUDGED_STATES", "OVER_STATES", "shared_facts"]

JUDGED_STATES = ("restored", "verifying", "resolved")
"""States in which the customer is asked whether it is solved."""
OVER_STATES = ("resolved", "closed")
"""States from which an objection opens the case again."""

# A thread longer than this is read at the desk.
_MESSAGES_SHOWN = 200
_FILES_SHOWN = 50

_STATE_SENTENCES: Mapping[str, str] = {
    "new": mark("We have your report. Somebody looks at it next."),
    "triaged": mark("We know how serious it is. Somebody takes it up next."),
    "in_progress": mark("We are working on it."),
    "waiting": mark("We are waiting for {party}."),
    "restored": mark("The service is back. We make sure that it stays."),
    "verifying": mark("We think that it is solved and are checking it."),
    "resolved": mark("It is solved, as far as we can see."),
    "closed": mark("It is solved and closed."),
    "reopened": mark("It is open again. Somebody looks at it next."),
    "merged": mark("It goes on together with another report. Ask us for the link to that one."),
    "cancelled": mark("It was called off; nothing more is done."),
}
_WAITING_FOR_YOU = mark("We are waiting for you.")

# Visits that somebody agreed to; what is only proposed is no time that anybody should wait for.
_VISIT_WORDS: Mapping[str, str] = {
    "assigned": mark("planned"),
    "accepted": mark("planned"),
    "en_route": mark("on the way"),
    "on_site": mark("somebody is there"),
    "working": mark("somebody is there"),
    "paused": mark("somebody is there"),
    "stopped": mark("somebody is there"),
    "verifying": mark("somebody is there"),
    "signed_off": mark("somebody is there"),
    "signed_conditionally": mark("somebody is there"),
    "signature_refused": mark("somebody is there"),
    "left": mark("was there"),
    "complete": mark("was there"),
    "aborted": mark("was broken off"),
}


def shared_facts(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    """Give the parts of the page, each through what ``actor`` may see."""
    acceptances = visible_customer_acceptances(actor).filter(case=case).order_by("given_at")
    return {
        "standing": _standing(case),
        "wanted": _wanted(case),
        "clocks": _clocks(actor, case, now),
        "promises": visible_commitments(actor).filter(case=case, settled_at=None).order_by("due_at"),
        "visits": _visits(actor, case),
        "entries": [_entry(message) for message in _messages(actor, case)],
        "files": [_file(case, piece) for piece in _files(actor, case)],
        "reports": _reports(actor, case),
        "remediations": remediation_cards(actor, work_order__case=case),
        "answer": acceptances.last(),
        "asks_for_answer": case.state in JUDGED_STATES,
        "takes_words": case.state not in ("merged", "cancelled"),
        "may_object": case.state in (*JUDGED_STATES, "closed"),
    }


def _standing(case: Case) -> str:
    if case.state == "waiting" and case.waiting_on == "customer":
        return gettext(_WAITING_FOR_YOU)
    return gettext(_STATE_SENTENCES[case.state]).format(party=party_words(case.waiting_on))


def _wanted(case: Case) -> str:
    """Give what we wait for from the customer, in the words of who asked for it."""
    if case.state != "waiting" or case.waiting_on != "customer":
        return ""
    wait = case.waits.filter(ended_at=None).first()
    return wait.reason if wait else ""


def _clocks(actor: Actor, case: Case, now: datetime) -> list[dict[str, Any]]:
    clocks = list(visible_target_clocks(actor).filter(case=case).order_by("kind"))
    events = list(case.clock_events.all()) if clocks else []
    drawn = [drawn_reading(reading_of(clock, events, now), "") for clock in clocks]
    return sorted(drawn, key=by_what_is_due)


def _visits(actor: Actor, case: Case) -> list[dict[str, Any]]:
    rows = visible_visit_times(actor).filter(work_order__case=case, state__in=list(_VISIT_WORDS))
    return [_visit(row) for row in rows.order_by("planned_start_at")]


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "starts_at": visit.planned_start_at,
        "ends_at": visit.planned_end_at,
        "words": gettext(_VISIT_WORDS[visit.state]),
        "is_over": visit.state in ("left", "complete", "aborted"),
    }


def _messages(actor: Actor, case: Case) -> list[Message]:
    rows = visible_messages(actor).filter(case=case).select_related("author")
    return list(reversed(rows.order_by("-written_at", "-id")[:_MESSAGES_SHOWN]))


def _entry(message: Message) -> dict[str, Any]:
    name = message.author.name if message.author else ""
    is_ours = message.direction != Direction.INBOUND
    unnamed = gettext("We wrote") if is_ours else gettext("You wrote")
    return {
        "id": f"m-{message.pk}",
        "kind": "message",
        "sentence": gettext("{who} wrote").format(who=name) if name else unnamed,
        "at": message.written_at,
        "reach": "",
        "body": message.body or gettext(ERASED),
    }


def _files(actor: Actor, case: Case) -> list[EvidenceItem]:
    rows = visible_evidence_items(actor).filter(case=case, blob__isnull=False)
    return list(rows.select_related("collected_by", "blob").order_by("-received_at")[:_FILES_SHOWN])


def _file(case: Case, piece: EvidenceItem) -> dict[str, Any]:
    drawn = drawn_evidence(piece)
    place = [case.pk, piece.pk]
    return {
        "title": piece.title,
        "href": reverse("shared_file", args=place),
        "thumbnail": reverse("shared_thumbnail", args=place) if drawn["thumbnail"] else "",
        "size": piece.size_bytes,
        "at": piece.received_at,
    }


def _reports(actor: Actor, case: Case) -> list[ServiceReport]:
    """Give the newest edition of each visit's report."""
    rows = visible_service_reports(actor).filter(visit__work_order__case=case, audience="customer")
    newest = {row.visit_id: row for row in rows.order_by("made_at", "edition").defer("document")}
    return list(newest.values())
