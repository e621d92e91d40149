"""Fill a fresh installation for ``bench_board.py``: engineers, sites, and four visits a working day for each.

People, places and cases are made by commands; the many work orders and visits are written as rows, as an
import of history would, because thousands of them by commands take longer than what is to be measured.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from filling import FOUNDER, account_of, must, put, session_cookie

from firstfix.apps.cases.commands import create_case
from firstfix.apps.directory.commands import grant_role
from firstfix.apps.dispatching.forms.map import cities
from firstfix.apps.dispatching.models import Acceptance, Assignment
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from firstfix.kernel.ids import new_id

ZONE = ZoneInfo("Europe/Berlin")
VISITS_A_DAY = 4
# Ready and without anybody: what a page of the board offers at most.
WAITING_COUNT = 60
SITE_COUNT = 200


def main(engineer_count: int, day_count: int) -> None:
    """Fill the installation and print what the benchmark needs to know."""
    chance = random.Random(7)
    week = {str(day): [[480, 1020]] for day in range(7)}
    calendar = put("work_calendar", code="de", name="DE", definition={
        "zone": "Europe/Berlin", "week": week, "holidays": [], "exceptions": {}})  # fmt: skip
    customer = put("organization", kind="customer", code="bench", name="Bench")
    towns = [city for city in cities() if city.country == "DE"][:SITE_COUNT]
    sites = [site(customer, number, town) for number, town in enumerate(towns)]
    dispatcher = put("person", name="Bea Bench", zone="Europe/Berlin")
    team = put("team", code="desk", name="Desk", kind="support", accountable_id=dispatcher)
    for role in ("dispatcher", "support_specialist"):
        must(grant_role(CommandContext(FOUNDER), person_id=dispatcher, role=role, because="Bench."))
    engineers = [engineer(number, calendar, sites) for number in range(engineer_count)]
    user = account_of(dispatcher, zone="Europe/Berlin")
    cases = [case(user, customer, team, place) for place in sites]
    first_on = clock.now().astimezone(ZONE).date() + timedelta(days=1)
    visits = write_visits(chance, (cases, sites, engineers), first_on, day_count)
    sys.stdout.write(json.dumps({
        "cookie": session_cookie(user), "first_on": first_on.isoformat(), "visits": visits,
        "engineers": engineer_count, "days": day_count}))  # fmt: skip


def site(customer: str, number: int, town) -> str:
    place = {"latitude": str(town.place.latitude), "longitude": str(town.place.longitude)}
    named = {"code": f"s{number}", "name": f"Works {town.name}", "locality": town.name}
    return put("site", organization_id=customer, address="1 Main Street", country="DE", zone="Europe/Berlin",
               **named, **place)  # fmt: skip


def engineer(number: int, calendar: str, sites: list[str]) -> str:
    base = sites[number % len(sites)]
    person = put("person", name=f"Engineer {number:02}", calendar_id=calendar, base_site_id=base)
    must(grant_role(CommandContext(FOUNDER), person_id=person, role="engineer", because="Bench."))
    return person


def case(user: User, customer: str, team: str, place: str) -> str:
    context = CommandContext(actor_for_user(user, has_mfa=True))
    where = {"organization_id": customer, "site_id": place, "team_id": team}
    made = create_case(context, title="The line is down", description="Since this morning.", **where)
    return str(must(made).subject_id)


def write_visits(chance: random.Random, ground, first_on, day_count: int) -> int:
    """Write the orders, visits and assignments of all days, and the orders that wait."""
    cases, sites, engineers = ground
    orders, visits, held, accepted = [], [], [], []
    now = clock.now()

    def order(state: str) -> WorkOrder:
        number = len(orders)
        at = number % len(cases)
        made = WorkOrder(id=new_id(), version=1, case_id=cases[at], sequence=number // len(cases) + 1,
                         state=state, kind="repair", title="Look at the line", site_id=sites[at],
                         priority=number % 4 + 1, duration_minutes=60, raised_at=now)  # fmt: skip
        orders.append(made)
        return made

    for day in range(day_count):
        morning = datetime.combine(first_on + timedelta(days=day), time(8), ZONE)
        for person in engineers:
            for number in range(VISITS_A_DAY):
                start = morning + timedelta(minutes=135 * number + chance.randrange(20))
                state = chance.choice(["assigned", "accepted", "accepted"])
                visit = Visit(id=new_id(), version=1, work_order=order("scheduled"), sequence=1,
                              state=state, engineer_id=person,
                              planned_start_at=start + timedelta(minutes=25),
                              planned_end_at=start + timedelta(minutes=85), proposed_at=now)  # fmt: skip
                visits.append(visit)
                held.append(Assignment(id=new_id(), version=1, visit=visit, engineer_id=person,
                                       start_at=start,
                                       end_at=start + timedelta(minutes=85), travel_minutes=25,
                                       assigned_at=now))  # fmt: skip
                if visit.state == "accepted":
                    accepted.append(Acceptance(id=new_id(), assignment=held[-1], accepted_by_id=person,
                                               accepted_at=now))  # fmt: skip
    for _ in range(WAITING_COUNT):
        order("ready")
    for model, rows in ((WorkOrder, orders), (Visit, visits), (Assignment, held), (Acceptance, accepted)):
        model.objects.bulk_create(rows, batch_size=500)
    return len(visits)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
