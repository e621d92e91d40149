"""A made-up team whose log is written as CSV: honest, or playing with numbers in one of ten ways.

It shares no code with the engine: it knows only the columns and words of a plain log. The work itself is
the same whatever is played; only what is written down differs, save where playing is not asking or working.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

STRATEGIES = (
    "stop_clock_under_target",
    "pause_before_breach",
    "lower_priority_before_breach",
    "new_case_for_reopening",
    "resolve_without_proof",
    "merge_reopenings",
    "acknowledge_and_wait",
    "tick_in_a_row",
    "move_due_dates",
    "survey_the_happy",
)
START = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 120
ALLOWED_HOURS = {"P1": 12.0, "P2": 30.0, "P3": 72.0, "P4": 120.0}
SHARES = {"P1": 0.1, "P2": 0.25, "P3": 0.45, "P4": 0.2}
COLUMNS = ("case", "at", "kind", "actor", "priority", "due_at", "asset", "job_type", "merged_into", "rating",
           "least_minutes", "opened_at")  # fmt: skip


@dataclass
class Ticket:
    """One case on its way: what is written of it and when."""

    number: str
    opened: datetime
    due: datetime
    priority: str
    asset: str
    job_type: str
    merged_into: str = ""
    rating: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)

    def write(self, at: datetime, kind: str, least_minutes: str = "") -> None:
        self.rows.append({
            "case": self.number, "at": stamp(at), "kind": kind, "actor": "someone", "priority": self.priority,
            "due_at": stamp(self.due), "asset": self.asset, "job_type": self.job_type,
            "merged_into": self.merged_into, "rating": self.rating, "least_minutes": least_minutes,
            "opened_at": stamp(self.opened),
        })  # fmt: skip


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def team_log(seed: int, *, strategy: str = "", case_count: int = 1800) -> list[str]:
    """Give the lines of the log of one team over 120 days."""
    team = Team(Random(seed), strategy, asset_count=case_count)
    for number in range(case_count):
        team.take(f"C{number:05}")
    rows = sorted((row for ticket in team.tickets for row in ticket.rows), key=lambda row: row["at"])
    return [",".join(COLUMNS) + "\n", *(",".join(row[name] for name in COLUMNS) + "\n" for row in rows)]


class Team:
    """Takes cases one by one; chance decides how the work goes, the strategy what is written."""

    def __init__(self, chance: Random, strategy: str, *, asset_count: int) -> None:
        self.chance = chance
        self.strategy = strategy
        self.asset_count = asset_count
        self.tickets: list[Ticket] = []
        self.extra = 0

    def take(self, number: str) -> None:
        chance = self.chance
        opened = START + timedelta(seconds=chance.uniform(0, DAYS * 86_400))
        priority = chance.choices(list(SHARES), list(SHARES.values()))[0]
        is_planned = chance.random() < 0.25
        allowed = timedelta(hours=ALLOWED_HOURS["P4" if is_planned else priority])
        job_type = "maintenance" if is_planned else "break/fix"
        asset = f"A{chance.randrange(self.asset_count):04}"
        ticket = Ticket(number, opened, opened + allowed, "P4" if is_planned else priority, asset, job_type)
        self.tickets.append(ticket)
        ticket.write(opened, "new")
        begun = self.accept(ticket)
        ended = self.work(ticket, begun, allowed)
        self.finish(ticket, ended)

    def accept(self, ticket: Ticket) -> datetime:
        """Assign, acknowledge, and begin at last."""
        chance = self.chance
        assigned = ticket.opened + timedelta(minutes=chance.expovariate(1 / 10))
        ticket.write(assigned, "assigned")
        quick = self.strategy == "acknowledge_and_wait"
        wait = chance.expovariate(1 / (2 if quick else 40))
        acknowledged = assigned + timedelta(minutes=wait + 1)
        ticket.write(acknowledged, "acknowledged")
        idle_hours = (
            chance.uniform(25, 60) if quick and chance.random() < 0.5 else chance.expovariate(1 / 1.5)
        )
        begun = acknowledged + timedelta(hours=idle_hours)
        ticket.write(begun, "active")
        return begun

    def work(self, ticket: Ticket, begun: datetime, allowed: timedelta) -> datetime:
        """Work until the fault is gone; write what happens on the way, and play where the target is near."""
        chance = self.chance
        ended = begun + allowed * chance.lognormvariate(-0.55, 0.6)
        ended = self.wait_for_customer(ticket, begun, ended)
        if chance.random() < 0.05:
            self.judge_again(ticket, begun + (ended - begun) * chance.uniform(0.02, 0.6))
        if chance.random() < 0.04:
            self.move(
                ticket, ticket.opened + (ticket.due - ticket.opened) * chance.uniform(0.05, 0.95), ended
            )
        return self.play_with_deadline(ticket, ended)

    def wait_for_customer(self, ticket: Ticket, begun: datetime, ended: datetime) -> datetime:
        """Pause honestly, at any time of the work; the contract gives the time back."""
        chance = self.chance
        if chance.random() < 0.25:
            paused = begun + (ended - begun) * chance.random()
            length = timedelta(hours=chance.expovariate(1 / 6))
            ticket.write(paused, "waiting_customer")
            ticket.due += length
            ticket.write(paused + length, "active")
            return ended + length
        return ended

    def judge_again(self, ticket: Ticket, at: datetime) -> None:
        """Lower the priority because the harm is smaller than it looked, mostly early."""
        lower = {"P1": "P2", "P2": "P3", "P3": "P4"}.get(ticket.priority)
        if lower and ticket.job_type != "maintenance":
            ticket.due += timedelta(hours=ALLOWED_HOURS[lower] - ALLOWED_HOURS[ticket.priority])
            ticket.priority = lower
            ticket.write(at, "active")

    def move(self, ticket: Ticket, at: datetime, ended: datetime) -> None:
        """Agree on another date with the customer."""
        if at < ended:
            ticket.due += timedelta(hours=self.chance.uniform(8, 48))
            ticket.write(at, "due_moved")

    def play_with_deadline(self, ticket: Ticket, ended: datetime) -> datetime:
        """Give when the case is written down as ended; what would break the target is played with."""
        allowed = ticket.due - ticket.opened
        late = (ended - ticket.opened) / allowed
        if late <= 1:
            return ended
        near = ticket.opened + allowed * self.chance.uniform(0.86, 0.98)
        lower = {"P1": "P2", "P2": "P3", "P3": "P4"}.get(ticket.priority)
        if self.strategy == "stop_clock_under_target" and late < 1.6:
            return ticket.opened + allowed * self.chance.uniform(0.93, 0.995)
        if self.strategy == "pause_before_breach" and self.chance.random() < 0.7:
            ticket.write(near, "waiting_customer")
            ticket.due = ended + timedelta(hours=1)
            ticket.write(ended - (ended - near) * 0.02, "active")
        if self.strategy == "lower_priority_before_breach" and lower and ticket.job_type != "maintenance":
            self.judge_again(ticket, near)
        if self.strategy == "move_due_dates" and self.chance.random() < 0.7:
            ticket.due = ended + timedelta(hours=2)
            ticket.write(near, "due_moved")
        return ended

    def finish(self, ticket: Ticket, ended: datetime) -> None:
        """Prove, tick, resolve, ask; then perhaps it comes back."""
        chance = self.chance
        ended = self.prove(ticket, ended)
        last = max((moment_of(row["at"]) for row in ticket.rows), default=ended)
        ended = max(ended, last + timedelta(seconds=1))
        if ticket.job_type == "maintenance":
            self.tick(ticket, ended)
        ticket.write(ended, "resolved")
        is_back = chance.random() < 0.08
        returned = ended + timedelta(days=chance.expovariate(1 / 4) + 0.05)
        if is_back:
            self.come_back(ticket, returned)
        is_troubled = ended > ticket.due or is_back
        self.ask(ticket, returned + timedelta(days=2) if is_back else ended + timedelta(hours=2), is_troubled)
        if chance.random() < 0.05:
            self.duplicate(ticket, ended)

    def prove(self, ticket: Ticket, ended: datetime) -> datetime:
        chance = self.chance
        if self.strategy == "resolve_without_proof" and chance.random() < 0.6:
            # Called resolved when half of the work is done.
            begun = moment_of(ticket.rows[-1]["at"])
            return begun + (ended - begun) * 0.5
        if chance.random() < 0.93:
            ticket.write(ended - timedelta(minutes=chance.uniform(1, 20)), "evidence_added")
        return ended

    def tick(self, ticket: Ticket, ended: datetime) -> None:
        chance = self.chance
        in_a_row = self.strategy == "tick_in_a_row" or chance.random() < 0.06
        at = ended - timedelta(minutes=1 if in_a_row else 80)
        for _ in range(6):
            at += timedelta(seconds=8) if in_a_row else timedelta(minutes=10 + chance.uniform(0, 3))
            ticket.write(at, "check_ticked", "10")
        if self.strategy == "tick_in_a_row":
            # Ticking saves the work, so that late maintenance is in time.
            shift = max(timedelta(), ended - ticket.due + timedelta(hours=1))
            for row in ticket.rows[1:]:
                row["at"] = stamp(max(ticket.opened, moment_of(row["at"]) - shift))
            ticket.rows.sort(key=lambda row: row["at"])

    def come_back(self, ticket: Ticket, at: datetime) -> None:
        fixed = at + timedelta(hours=self.chance.uniform(2, 40))
        if self.strategy in {"new_case_for_reopening", "merge_reopenings"}:
            self.extra += 1
            again = Ticket(
                f"R{self.extra:05}", at, at + timedelta(hours=72), ticket.priority, ticket.asset, "break/fix"
            )
            again.write(at, "new")
            again.merged_into = ticket.number if self.strategy == "merge_reopenings" else ""
            again.write(at + timedelta(minutes=30), "active")
            again.write(fixed, "evidence_added")
            again.write(fixed, "cancelled" if again.merged_into else "resolved")
            self.tickets.append(again)
            return
        ticket.write(at, "active")
        ticket.write(fixed, "evidence_added")
        ticket.write(fixed, "resolved")

    def ask(self, ticket: Ticket, at: datetime, is_troubled: bool) -> None:
        chance = self.chance
        is_chosen = self.strategy == "survey_the_happy"
        if chance.random() < (0.05 if is_chosen and is_troubled else 0.75):
            ticket.write(at, "survey_sent")
            if chance.random() < 0.5:
                ticket.rating = str(
                    chance.choice([1, 2, 3, 4]) if is_troubled else chance.choice([3, 4, 5, 5, 5, 5])
                )
                ticket.write(at + timedelta(hours=chance.uniform(1, 48)), "survey_answered")

    def duplicate(self, ticket: Ticket, ended: datetime) -> None:
        """Let somebody report the same fault once more while it is being worked on."""
        self.extra += 1
        chance = self.chance
        share = chance.uniform(0.1, 0.98) if chance.random() < 0.93 else 1.05
        at = ticket.opened + (ended - ticket.opened) * share
        twin = Ticket(f"D{self.extra:05}", at, at + timedelta(hours=72), ticket.priority, "", "break/fix")
        twin.write(at, "new")
        twin.merged_into = ticket.number
        twin.write(at + timedelta(minutes=self.chance.uniform(5, 90)), "cancelled")
        self.tickets.append(twin)
