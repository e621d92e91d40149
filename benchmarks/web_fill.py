"""Fill a fresh installation for ``bench_web.py`` by commands: one customer, one team, many cases."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from filling import FOUNDER, account_of, must, put, session_cookie

from firstfix.apps.cases.commands import create_case, start_case, triage_case
from firstfix.apps.directory.commands import grant_role
from firstfix.kernel import clock
from firstfix.kernel.accounts.issuing import Issued, issue_api_token
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.standing import actor_for_user

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
    user = account_of(person)
    actor = actor_for_user(user, has_mfa=True)
    case_ids = [fill(actor, organization, team, number) for number in range(case_count)]
    token = issue_api_token(
        CommandContext(actor), name="bench", scopes=frozenset({"create_case", "read"}),
        expires_at=clock.now() + timedelta(days=1))  # fmt: skip
    assert isinstance(token, Issued), token
    sys.stdout.write(json.dumps({
        "organization": organization, "team": team, "token": token.shown_once, "cookie": session_cookie(user),
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


if __name__ == "__main__":
    main(int(sys.argv[1]))
