"""Fill a fresh installation for ``bench_dashboards.py``, compute its figures, and time the pages.

People and places are made by commands. Cases and their chains are written straight into the tables: a million
commands would take hours, and what is measured reads only what stands there. What the chains hold has the
form that commands leave, with true hashes and links; texts that commands keep apart (titles, reasons) are
left out.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from filling import FOUNDER, account_of, must, pour, put  # isort: skip - sets Django up before what needs it

from django.test import Client

from firstfix.apps.cases.models import Assessment, Case
from firstfix.apps.directory.commands import grant_role
from firstfix.apps.scorecards.commands import follow, rebuild, rebuild_scorecards
from firstfix.apps.scorecards.models import ScorecardRebuild, ScoredCase
from firstfix.engines.custody import GENESIS, canonical_bytes, link_hash, row_hash
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.models import User
from firstfix.kernel.ids import new_id
from firstfix.kernel.ledger.models import LedgerLink, LedgerRow

CUSTOMER_COUNT = 40
MONTHS = 24
BATCH = 4000
FAULTS = ("optic", "power", "config", "radio", "port", "dns")
# What most cases go through: the command, the state that it leads to, and the share of the whole time.
STEPS = (
    ("create_case", "", 0.0), ("triage_case", "triaged", 0.02), ("start_case", "in_progress", 0.05),
    ("post_message", "", 0.3), ("resolve_case", "resolved", 1.0), ("close_case", "closed", 1.5),
)  # fmt: skip


class Filled(NamedTuple):
    """One case with what happens to it: ``hours`` from its opening to its end."""

    id: UUID
    kind: str
    organization: str
    severity: int
    priority: int
    fault: str
    opened_at: datetime
    hours: float


def main(case_count: int, rounds: int, pause_until: str) -> None:
    """Fill, compute, and print what was measured as JSON."""
    seed = random.Random(4)
    place = ground()
    filled_s = timed(lambda: fill(case_count, place, seed))
    look_at_bodies()
    must(rebuild_scorecards(CommandContext(FOUNDER), because="Filled."))
    asked = ScorecardRebuild.objects.get()
    rebuilt_s = timed(lambda: rebuild(asked.pk, clock.now(), beat=progress))
    first = list(ScoredCase.objects.values_list("pk", flat=True)[:100])
    ScoredCase.objects.filter(pk__in=first).update(version=0, review_at=clock.now())
    followed_s = timed(lambda: follow(clock.now()))
    wait_for(pause_until)
    # As a web process does when it has loaded everything (server/web.py): it never looks through that for
    # garbage again. What filling left would cost a page in twenty 150 ms.
    gc.collect()
    gc.freeze()
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


def wait_for(path: str) -> None:
    """Wait until somebody says, by a file, that the machine is quiet."""
    while path and not Path(path).exists():
        time.sleep(1)


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
    return account_of(person, address=f"{role}@example.org")


def fill(case_count: int, place: dict[str, Any], seed: random.Random) -> None:
    """Write cases with their chains, spread over the last two years."""
    start = clock.now() - timedelta(days=30 * MONTHS)
    newest = max(LedgerRow.objects.latest("pk").pk, LedgerLink.objects.latest("pk").pk)
    for first in range(0, case_count, BATCH):
        cases = [made(place, start, seed) for _ in range(first, min(case_count, first + BATCH))]
        numbers = range(first + 1000, first + 1000 + len(cases))
        pour(Case, CASE_FIELDS, (case_row(*pair, place) for pair in zip(cases, numbers, strict=True)))
        pour(Assessment, ASSESSMENT_FIELDS, (assessed(case, place) for case in cases))
        told = [one for case in cases for one in chain(case, place)]
        row_ids = range(newest + 1, newest + 1 + len(told))
        pour(LedgerRow, ROW_FIELDS, ((pk, *row) for pk, (row, _) in zip(row_ids, told, strict=True)))
        # Each of these commands touches one subject, so a link may have the number of its row.
        pour(LedgerLink, LINK_FIELDS, ((pk, pk, *link) for pk, (_, link) in zip(row_ids, told, strict=True)))
        newest += len(told)
        progress(first + len(cases), case_count)


def made(place: dict[str, Any], start: datetime, seed: random.Random) -> Filled:
    """Give one case."""
    opened_at = start + timedelta(minutes=seed.randrange(30 * MONTHS * 24 * 60))
    return Filled(
        new_id(), seed.choice(["incident", "request"]), seed.choice(place["customers"]),
        seed.randint(1, 4), seed.randint(1, 4), seed.choice(FAULTS), opened_at.astimezone(UTC),
        seed.lognormvariate(3, 1.5),
    )  # fmt: skip


CASE_FIELDS = (
    "id", "version", "number", "kind", "state", "title", "organization", "owner", "team", "severity",
    "impact", "urgency", "priority", "fault_code", "channel", "opened_at", "updated_at",
)  # fmt: skip


def case_row(case: Filled, number: int, place: dict[str, Any]) -> tuple[Any, ...]:
    """Give the row of a case, as it stands at its end."""
    ended_at = case.opened_at + timedelta(hours=case.hours * STEPS[-1][2])
    return (
        case.id, len(STEPS), number, case.kind, "closed", f"Case {number}", UUID(case.organization),
        UUID(place["owner"]), UUID(place["team"]), case.severity, 3, 3, case.priority, case.fault, "api",
        case.opened_at, ended_at,
    )  # fmt: skip


ASSESSMENT_FIELDS = (
    "id", "case", "severity", "impact", "urgency", "priority", "reason", "assessed_by", "assessed_at",
)  # fmt: skip


def assessed(case: Filled, place: dict[str, Any]) -> tuple[Any, ...]:
    """Give the triage of a case."""
    levels = case.severity, 3, 3, case.priority
    return new_id(), case.id, *levels, "Bench.", UUID(place["owner"]), case.opened_at


ROW_FIELDS = ("id", "command_id", "command", "actor_id", "channel", "at", "body", "hash")
LINK_FIELDS = ("id", "row", "subject_type", "subject_id", "version", "previous_hash", "hash")
_Row = tuple[Any, ...]


def chain(case: Filled, place: dict[str, Any]) -> Iterator[tuple[_Row, _Row]]:
    """Give the rows and links that the commands of a case leave, but for their ids."""
    previous = GENESIS
    owner, subject = UUID(place["owner"]), str(case.id)
    for version, (command, state, share) in enumerate(STEPS, 1):
        at = case.opened_at + timedelta(hours=case.hours * share)
        command_id = new_id()
        body = {
            "command": command, "command_id": str(command_id), "actor": place["owner"],
            "actor_kind": "person", "channel": "api", "at": at.isoformat(), "received_at": at.isoformat(),
            "subject": ["case", subject], "given": given(command, case, place),
        } | ({"state": state} if state else {})  # fmt: skip
        text = canonical(body)
        row = row_hash(text.encode())
        link = link_hash("case", subject, version, previous, row)
        told = command_id, command, owner, "api", at, text, row
        yield told, ("case", case.id, version, previous, link)
        previous = link


def given(command: str, case: Filled, place: dict[str, Any]) -> dict[str, Any]:
    """Give what the command was told, without its free texts."""
    if command == "create_case":
        return {"organization_id": case.organization, "team_id": place["team"], "kind": case.kind}
    if command == "triage_case":
        return {
            "severity": case.severity, "impact": 3, "urgency": 3, "fault_code": case.fault,
        }  # fmt: skip
    return {"audience": "public"} if command == "post_message" else {}


def canonical(body: dict[str, Any]) -> str:
    """Give the body as the ledger keeps it (RFC 8785), which for plain ASCII is what ``json`` writes."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def look_at_bodies() -> None:
    """See that the bodies are canonical indeed, by the code that the ledger uses."""
    for text in LedgerRow.objects.order_by("-pk").values_list("body", flat=True)[:100]:
        assert canonical_bytes(json.loads(text)) == text.encode(), text


def progress(done: int, total: int) -> None:
    """Say how far the work is, on the error stream."""
    if done % (BATCH * 5) == 0 or done == total:
        sys.stderr.write(f"{done:,} of {total:,} at {time.perf_counter():.0f} s\n")


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
    """Give how long a page takes inside the process (middleware, database, template), and of its own time.

    Processor time suffers less from a busy machine; on PostgreSQL the server's is not in it.
    """
    assert client.get(path).status_code == 200, path
    times, own = [], []
    for _ in range(rounds):
        began = time.process_time()
        times.append(timed(lambda: client.get(path), digits=6))
        own.append(time.process_time() - began)
    return {
        "p50_ms": ranked(times, 0.5), "p95_ms": ranked(times, 0.95),
        "cpu_ms": round(1000 * sum(own) / rounds, 1), "cpu_p95_ms": ranked(own, 0.95),
    }  # fmt: skip


def ranked(times: list[float], share: float) -> float:
    """Give the milliseconds below which this share of the times lies."""
    return round(1000 * sorted(times)[int(len(times) * share)], 1)


def timed(run: Callable[[], object], digits: int = 1) -> float:
    """Give how many seconds ``run`` takes."""
    began = time.perf_counter()
    run()
    return round(time.perf_counter() - began, digits)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
