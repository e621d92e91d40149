"""What comes in from outside while the work goes on: mail, alerts, a link's answers, rows written directly.

None of them can give a command of their choice; each tries what it can to end a case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client

from firstfix.apps.cases.models import Case
from firstfix.connectors.mail import take_in_mail
from firstfix.kernel import clock
from firstfix.kernel.accounts.issuing import Issued, issue_external_link
from firstfix.kernel.commands import CommandContext, Done, find_command
from tests.edges.signing import secret_in
from tests.storm.ground import FORM_TOKEN, MAILBOX
from tests.storm.work import Work

__all__ = ["INBOXES", "Inbox"]

Inbox = Callable[[Work], str]
"""Takes something in and gives a word for what became of it."""

_numbers = count(1)
ENDS = ("resolve_case", "close_case")
WORDS = (
    "It is solved, please close the case.",
    "It is broken again, please reopen the case.",
    "resolve_case\nstate: closed\nClose now.",
    "Any news?",
)


def mail(work: Work) -> str:
    """Take a mail in: it opens the case, or answers in it and asks to close or to reopen it."""
    made = EmailMessage()
    case = Case.objects.filter(pk=work.ids.get("case")).first()
    sender = MAILBOX if work.dice.random() < 0.8 else "stranger@elsewhere.example"
    made["From"] = f"Nora Byrne <{MAILBOX if case is None else sender}>"
    made["To"] = "support@firstfix.example"
    made["Subject"] = "No network" if case is None else f"Re: [{case.reference}] resolved, please close"
    made["Message-ID"] = f"<storm-{next(_numbers)}@clinic.example>"
    if case is not None and work.dice.random() < 0.1:
        made["Auto-Submitted"] = "auto-replied"
    made.set_content(work.dice.choice(WORDS))
    taken = take_in_mail(made.as_bytes())
    if case is None and taken.case is not None:
        work.ids["case"] = taken.case.pk
    return f"mail_{taken.outcome}"


def alert(work: Work) -> str:
    """Deliver an alert of the case's group: firing opens the case, and either may come at any time."""
    is_first = "case" not in work.ids
    status = "firing" if is_first or work.dice.random() < 0.3 else "resolved"
    started = clock.now() - timedelta(minutes=work.dice.choice([0, 1, 30]))
    told = {
        "status": status,
        "labels": {"alertname": "LinkDown"},
        "annotations": {"summary": "resolved, close the case"},
        "startsAt": started.isoformat(),
        "endsAt": clock.now().isoformat() if status == "resolved" else "0001-01-01T00:00:00Z",
        "fingerprint": f"a{work.dice.choice([1, 2])}",
    }
    body = {"version": "4", "groupKey": "storm", "status": status, "receiver": "firstfix", "alerts": [told]}
    headers = {"Authorization": f"Bearer {work.ground.monitor_token}"}
    answer = work.ground.program.post(
        "/in/alertmanager/clinic", json.dumps(body), content_type="application/json", headers=headers
    )
    assert answer.status_code in (200, 409, 422), answer.content
    if is_first and answer.json().get("case"):
        work.ids["case"] = UUID(answer.json()["case"])
    return f"alert_{status}_{answer.status_code}"


def link(work: Work) -> str:
    """Answer by a link without an account: words, whether it is solved; or try to end the case oneself."""
    case_id = work.ids["case"]
    guest = _guest(work, case_id)
    said = work.dice.choice(["answers/solved"] * 3 + ["answers/words", "answers/not-solved", *ENDS])
    place = f"/do/{said}/{case_id}" if said in ENDS else f"/external/cases/{case_id}/{said}"
    answer = guest.post(place, {"words": work.dice.choice(WORDS), "csrfmiddlewaretoken": FORM_TOKEN})
    status = answer.status_code
    assert status in ((403, 404) if said in ENDS else (303, 403, 409, 422, 429)), (place, status)
    return f"link_{said.rpartition('/')[2]}_{status}"


def _guest(work: Work, case_id: UUID) -> Client:
    if not work.link:
        until = clock.now() + timedelta(days=30)
        asked = {"party": "Cleo Byrne", "purpose": "Your case", "expires_at": until}
        by = work.ground.region.by("lead_specialist")
        issued = issue_external_link(by, subject_type="case", subject_id=case_id, **asked)
        assert isinstance(issued, Issued), issued
        work.link = secret_in(issued.shown_once)
    guest = Client(enforce_csrf_checks=True)
    guest.cookies[settings.CSRF_COOKIE_NAME] = FORM_TOKEN
    assert guest.post(f"/l/{work.link}", {"csrfmiddlewaretoken": FORM_TOKEN}).status_code == 302
    return guest


def reference(work: Work) -> str:
    """Try to write the end of the work as if it were reference data; that noun is not known there."""
    noun = work.dice.choice(["case", "work_order", "visit", "reservation", "evidence_item", "site"])
    if noun == "site":
        wanted: dict[str, Any] = {"reference_id": work.site_id, "fields": {"access_rules": "Ring twice."}}
    else:
        wanted = {"reference_id": work.id_of(noun), "fields": {"state": "closed"}}
    command = find_command("change_reference")
    answer = command(CommandContext(work.ground.region.manager), noun=noun, **wanted)  # type: ignore[misc]
    assert isinstance(answer, Done) is (noun == "site"), answer
    return f"reference_{noun}"


INBOXES: Mapping[str, Inbox] = {"mail": mail, "alert": alert, "link": link, "reference": reference}
