"""Fill a fresh installation for ``bench_dashboards.py``, compute its figures, and time the pages.

Cases and their chains are written straight into the tables: a million commands would take an hour, and what
is measured reads only what stands there. The chains hold what commands leave in them, but no true hashes.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")

import django

django.setup()

from django.test import Client

from firstfix.apps.cases.models import Assessment, Case
from firstfix.apps.directory.commands import change_reference, grant_role
from firstfix.apps.directory.models import Person
from firstfix.apps.scorecards.commands import follow, rebuild, rebuild_scorecards
from firstfix.apps.scorecards.models import ScoredCase
from firstfix.cli.demo_region.making import FOUNDER
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity.models import User
from firstfix.kernel.ids import new_id
from firstfix.kernel.ledger.models import LedgerLink, LedgerRow

CUSTOMER_COUNT = 40
MONTHS = 24
BATCH = 4000
HASH = "0" * 64
FAULTS = ("optic", "power", "config", "radio", "port", "dns")
# What most cases go through: the command, the state that it leads to, and the share of the whole time.
STEPS = (
    ("create_case", "", 0.0), ("triage_case", "triaged", 0.02), ("start_case", "in_progress", 0.05),
    ("post_message", "", 0.3), ("resolve_case", "resolved", 1.0), ("close_case", "closed", 1.5),
)  # fmt: skip


def main(case_count: int, rounds: int) -> None:
    """Fill, compute, and print what was measured as JSON."""
    seed = random.Random(4)
    place = ground()
    filled_s = timed(lambda: fill(case_count, place, seed))
    asked = must(rebuild_scorecards(CommandContext(FOUNDER), because="Filled."))
    rebuilt_s = timed(lambda: rebuild(asked, clock.now(), beat=lambda _done, _total: None))
    ScoredCase.objects.filter(pk__in=list(ScoredCase.objects.values_list("pk", flat=True)[:100])).update(
        version=0, review_at=clock.now()
    )
    followed_s = timed(lambda: follow(clock.now()))
    sys.stdout.write(
        json.dumps({
            "cases": Case.objects.count(),
            "events": LedgerLink.objects.filter(subject_type="case").count(),
            "fill_s": filled_s,
            "rebuild_s": rebuilt_s,
            "follow_100_cases_s": followed_s,
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "pages": {name: pages(client, path, rounds) for name, client, path in looks(place)},
        })
        + "\n"
    )  # fmt: skip


def ground() -> dict[str, Any]:
    """Give customers, a team, and people who look: a manager and a customer's contact."""
    customers = [
        put("organization", kind="customer", code=f"c{number}", name=f"Customer {number}")
        for number in range(CUSTOMER_COUNT)
    ]
    owner = put("person", name="Bea Bench")
    team = put("team", code="desk", name="Desk", kind="support", accountable_id=owner)
    return {
        "customers": customers,
        "owner": owner,
        "team": team,
        "manager": reader("manager"),
        "contact": reader("customer_contact", organization_id=customers[0]),
    }


def reader(role: str, **where: Any) -> User:
    """Give the account of somebody with this role."""
    person = put("person", name=f"Rea {role}")
    must(grant_role(CommandContext(FOUNDER), person_id=person, role=role, because="Bench.", **where))
    user = User.objects.create_user(f"{role}@example.org", name=f"Rea {role}")
    Person.objects.filter(pk=person).update(user=user)
    return user


def fill(case_count: int, place: dict[str, Any], seed: random.Random) -> None:
    """Write cases with their chains, spread over the last two years."""
    start = clock.now() - timedelta(days=30 * MONTHS)
    for first in range(0, case_count, BATCH):
        cases = [made(number, place, start, seed) for number in range(first, min(case_count, first + BATCH))]
        Case.objects.bulk_create(cases, batch_size=500)
        Assessment.objects.bulk_create(map(assessed, cases), batch_size=500)
        chains = [entry for case in cases for entry in chain(case, place, seed)]
        LedgerRow.objects.bulk_create([row for row, _ in chains], batch_size=500)
        for row, link in chains:
            link.row_id = row.pk
        LedgerLink.objects.bulk_create([link for _, link in chains], batch_size=500)


def made(number: int, place: dict[str, Any], start: datetime, seed: random.Random) -> Case:
    """Give one case."""
    opened_at = start + timedelta(minutes=seed.randrange(30 * MONTHS * 24 * 60))
    return Case(
        id=new_id(), version=len(STEPS), number=number + 1000, kind=seed.choice(["incident", "request"]),
        state="closed", title=f"Case {number}", organization_id=seed.choice(place["customers"]),
        owner_id=place["owner"], team_id=place["team"], severity=seed.randint(1, 4), impact=3, urgency=3,
        priority=seed.randint(1, 4), fault_code=seed.choice(FAULTS),
        channel="api", opened_at=opened_at, updated_at=opened_at,
    )  # fmt: skip


def assessed(case: Case) -> Assessment:
    """Give the triage of a case."""
    return Assessment(
        id=new_id(), case=case, severity=case.severity, impact=3, urgency=3, priority=case.priority,
        reason="Bench.", assessed_by_id=case.owner_id, assessed_at=case.opened_at,
    )  # fmt: skip


def chain(case: Case, place: dict[str, Any], seed: random.Random) -> Iterator[tuple[LedgerRow, LedgerLink]]:
    """Give the rows and links that the commands of a case leave."""
    hours = seed.lognormvariate(3, 1.5)
    for version, (command, state, share) in enumerate(STEPS, 1):
        at = (case.opened_at + timedelta(hours=hours * share)).astimezone(UTC)
        given = {"fault_code": case.fault_code} if command == "triage_case" else {}
        body = {"command": command, "subject": ["case", str(case.pk)], "given": given, "state": state}
        row = LedgerRow(
            command_id=new_id(), command=command, actor_id=place["owner"], channel="api", at=at,
            body=json.dumps(body), hash=HASH,
        )  # fmt: skip
        yield (
            row,
            LedgerLink(
                subject_type="case", subject_id=case.pk, version=version, previous_hash=HASH, hash=HASH
            ),
        )


def looks(place: dict[str, Any]) -> Iterator[tuple[str, Client, str]]:
    """Give the pages that are timed."""
    manager, contact = browser(place["manager"]), browser(place["contact"])
    yield "outcomes of all customers, 12 months", manager, "/scorecards"
    yield "all KPIs of all customers, 12 months", manager, "/scorecards/boards/all"
    yield "support, of all customers, 12 months", manager, "/scorecards/boards/support"
    yield "outcomes of all customers, 24 months", manager, "/scorecards?months=24"
    yield "outcomes, one customer's person", contact, "/scorecards"
    yield "one KPI with its segments", manager, "/scorecards/S1-K03"
    yield "the cases behind a KPI", manager, "/scorecards/S1-K03/cases"


def browser(user: User) -> Client:
    """Give a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def pages(client: Client, path: str, rounds: int) -> dict[str, float]:
    """Give how long a page takes inside the process: middleware, database, template."""
    assert client.get(path).status_code == 200, path
    times, began = [], time.process_time()
    for _ in range(rounds):
        times.append(timed(lambda: client.get(path), digits=6))
    cpu_s = (time.process_time() - began) / rounds
    times.sort()
    return {
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p95_ms": round(1000 * times[int(len(times) * 0.95)], 1),
        "cpu_ms": round(1000 * cpu_s, 1),
    }


def timed(run: Callable[[], object], digits: int = 1) -> float:
    """Give how many seconds ``run`` takes."""
    began = time.perf_counter()
    run()
    return round(time.perf_counter() - began, digits)


def put(noun: str, **fields: Any) -> str:
    """Give the id of a new row of reference data."""
    answer = change_reference(CommandContext(FOUNDER), noun=noun, fields=fields)
    assert isinstance(answer, Done), answer.text()
    return str(answer.result["id"])


def must(answer: Any) -> UUID:
    """Give what a command made."""
    assert isinstance(answer, Done), answer.text()
    return answer.subject_id


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
