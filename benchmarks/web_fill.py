"""Fill a fresh installation for ``bench_web.py`` by commands: one customer, one team, many cases."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")

import django

django.setup()

from django.conf import settings
from django.http import HttpRequest

from firstfix.apps.cases.commands import create_case, start_case, triage_case
from firstfix.apps.cases.models import Case
from firstfix.apps.directory.commands import change_reference, grant_role
from firstfix.apps.directory.models import Person
from firstfix.cli.demo_region.making import FOUNDER
from firstfix.kernel import clock
from firstfix.kernel.accounts.issuing import Issued, issue_api_token
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from firstfix.server.accounts.sessions import open_session

EVERY_KIND = ("acknowledge", "respond", "restore", "resolve")
STOPS = {"acknowledge": "acknowledged", "respond": "responded", "restore": "restored", "resolve": "resolved"}


def main(case_count: int) -> None:
    """Fill the installation and print what the benchmark needs to know."""
    organization = put("organization", kind="customer", code="bench", name="Bench")
    person = put("person", name="Bea Bench")
    team = put("team", code="desk", name="Desk", kind="support", accountable_id=person)
    contract = put("contract", organization_id=organization, number="1", name="Gold", start_on="2020-01-01")
    week = {str(day): [[480, 1020]] for day in range(5)}
    calendar = put("work_calendar", code="de", name="DE", definition={
        "zone": "Europe/Berlin", "week": week, "holidays": [], "exceptions": {}})  # fmt: skip
    for priority in (1, 2, 3, 4):
        for kind in EVERY_KIND:
            promise = {"kind": kind, "priority": priority, "minutes": 60 * priority}
            events = {"start_on": ["reported"], "stop_on": [STOPS[kind]], "pause_reasons": ["customer"]}
            put("service_target", contract_id=contract, calendar_id=calendar, **promise, **events)
    for role in ("support_specialist", "dispatcher"):
        must(grant_role(CommandContext(FOUNDER), person_id=person, role=role, because="Bench."))
    user = User.objects.create_user("bench@example.org", name="Bea Bench")
    Person.objects.filter(pk=person).update(user=user)
    actor = actor_for_user(user, has_mfa=True)
    case_ids = [fill(actor, organization, team, number) for number in range(case_count)]
    token = issue_api_token(
        CommandContext(actor), name="bench", scopes=frozenset({"create_case", "read"}),
        expires_at=clock.now() + timedelta(days=1))  # fmt: skip
    assert isinstance(token, Issued), token
    sys.stdout.write(json.dumps({
        "organization": organization, "team": team, "token": token.shown_once, "cookie": cookie(user),
        "cases": case_ids[:: max(1, len(case_ids) // 100)]}))  # fmt: skip


def fill(actor, organization: str, team: str, number: int) -> str:
    """Make one case; every second is triaged, every third of these is in work."""
    context = CommandContext(actor)
    case_id = must(create_case(context, title=f"Case {number}", organization_id=organization, team_id=team,
                               description="No network in the whole building.")).subject_id  # fmt: skip
    if number % 2:
        levels = {"severity": number % 4 + 1, "impact": number % 4 + 1, "urgency": 2}
        must(triage_case(CommandContext(actor), case_id, because="By the criteria.", **levels))
        if number % 3 == 0:
            must(start_case(CommandContext(actor), case_id))
    return str(case_id)


def put(noun: str, **fields) -> str:
    return must(change_reference(CommandContext(FOUNDER), noun=noun, fields=fields)).result["id"]


def must(answer) -> Done:
    assert isinstance(answer, Done), answer.text()
    return answer


def cookie(user: User) -> str:
    """Give the cookie of a session as if the user had signed in."""
    request = HttpRequest()
    request.META.update(
        REMOTE_ADDR="127.0.0.1", SERVER_NAME="127.0.0.1", SERVER_PORT="80", HTTP_USER_AGENT="bench"
    )
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    open_session(request, user, with_second_factor=True)
    request.session.save()
    assert Case.objects.exists()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
