"""One racer of ``bench_contested.py``: books its own visits for the same engineers as all others.

It is told by lines of JSON on stdin which slots to go for and answers each line with what came of it.
Its case, its work order and its visits are its own, so an engineer's time is all that is contested.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from filling import FOUNDER, must, put  # isort: skip - sets Django up before what needs it

from django.db import connection

from firstfix.apps.cases.commands import create_case
from firstfix.apps.directory.commands import grant_role
from firstfix.apps.dispatching.commands import assign_visit, reassign_visit
from firstfix.apps.visits.commands import create_work_order, list_parts, propose_visit
from firstfix.kernel.commands import CommandContext, Done

BEGIN = datetime(2040, 1, 2, 6, tzinfo=UTC)
# A slot takes two visits of an hour at best; where they begin is drawn, so they overlap in part too.
SLOT, VISIT_LENGTH = timedelta(hours=2), timedelta(hours=1)
BEGIN_MINUTES = range(0, 61, 5)
# One engineer's next slot lies clear of the one before.
SLOT_EVERY = timedelta(hours=3)
# The naive baseline holds its answer so long before it writes, as a command does that judges first.
NAIVE_SECONDS = 0.002


def lay_ground(engineer_count: int) -> None:
    """Print the customer, the site, the team and the engineers, as JSON."""
    customer = put("organization", kind="customer", code="bench", name="Bench")
    place = put("site", organization_id=customer, code="bench", name="Bench", address="1 Road",
                locality="Cork", country="IE", zone="Europe/Dublin")  # fmt: skip
    accountable = put("person", name="Bea Bench")
    team = put("team", code="desk", name="Desk", kind="support", accountable_id=accountable)
    engineers = [put("person", name=f"Engineer {number}") for number in range(engineer_count)]
    for engineer in engineers:
        must(grant_role(by_founder(), person_id=engineer, role="engineer", because="Bench."))
    say(organization=customer, site=place, team=team, engineers=engineers)


def race(ground: dict, number: int, visit_count: int) -> None:
    """Prepare the visits, then go for the slots of every line."""
    racer = Racer(ground, number, visit_count)
    say(ready=number)
    for line in sys.stdin:
        told = json.loads(line)
        outcomes = Counter(getattr(racer, told["how"])(slot) for slot in told["slots"])
        say(**outcomes)


class Racer:
    """Visits that are still to be booked, and those that are; each can be moved to another slot."""

    def __init__(self, ground: dict, number: int, visit_count: int) -> None:
        self.engineers = [UUID(one) for one in ground["engineers"]]
        self.random = random.Random(number)
        order_id = prepared_order(ground, number)
        self.free = [
            must(propose_visit(by_founder(), work_order_id=order_id)).subject_id for _ in range(visit_count)
        ]
        self.booked: list[UUID] = []

    def book(self, slot: int) -> str:
        """Go for a slot with a command; give accepted, the refusal's code or the error."""
        moves = not self.free or (self.booked and self.random.random() < 0.2)
        visit_id = self.random.choice(self.booked if moves else self.free)
        engineer_id, start_at = self.drawn(slot)
        times = {"start_at": start_at, "end_at": start_at + VISIT_LENGTH}
        try:
            command = reassign_visit if moves else assign_visit
            answer = command(by_founder(), visit_id, engineer_id=engineer_id, because="Race.", **times)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is to be counted
            return f"error: {type(error).__name__}: {error}"[:200]
        if not isinstance(answer, Done):
            return answer.code
        if not moves:
            self.free.remove(visit_id)
            self.booked.append(visit_id)
        return "accepted"

    def naive(self, slot: int) -> str:
        """Go for a slot as code without a lock does: look, then write."""
        engineer_id, start_at = self.drawn(slot)
        wanted = [str(engineer_id), start_at.timestamp(), (start_at + VISIT_LENGTH).timestamp()]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM naive_booking WHERE engineer_id = %s AND end_at > %s AND start_at < %s",
                wanted,
            )
            is_free = cursor.fetchone()[0] == 0
            time.sleep(NAIVE_SECONDS)
            if not is_free:
                return "engineer_booked"
            cursor.execute("INSERT INTO naive_booking VALUES (%s, %s, %s)", wanted)
        return "accepted"

    def drawn(self, slot: int) -> tuple[UUID, datetime]:
        """Give the engineer of the slot and where in it the visit begins."""
        turn, engineer = divmod(slot, len(self.engineers))
        minutes = self.random.choice(BEGIN_MINUTES)
        return self.engineers[engineer], BEGIN + turn * SLOT_EVERY + timedelta(minutes=minutes)


def prepared_order(ground: dict, number: int) -> UUID:
    """Give a work order of a case of its own."""
    place = {"organization_id": ground["organization"], "site_id": ground["site"], "team_id": ground["team"]}
    case_id = must(create_case(by_founder(), title=f"Case of racer {number}", **place)).subject_id
    order_id = must(create_work_order(by_founder(), case_id=case_id, title="Look at it")).subject_id
    must(list_parts(by_founder(), order_id, parts=()))
    return order_id


def by_founder() -> CommandContext:
    return CommandContext(FOUNDER, command_id=uuid4())


def say(**words) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "ground":
        lay_ground(int(sys.argv[2]))
    else:
        race(json.loads(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
