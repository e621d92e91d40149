"""Slow down guessing: tries are counted in the database, so that all workers count together.

A try is counted before it is judged, so that a hundred tries at once are a hundred tries. After a
number of free tries each further one must wait twice as long as the one before, up to a quarter of
an hour; tries are forgotten one by one as time passes. Nobody is ever locked out for good, because
that would let a stranger lock out a colleague. One account thus gets about a hundred tries a day
from all unknown browsers together, against the 100 in a row that NIST SP 800-63B-4, section 3.2.2,
allows in all. A browser that signed in before counts apart, so that a stranger's guessing does not
slow its owner down.

The keys (mailboxes, addresses) are kept as keyed hashes only.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils.crypto import salted_hmac

from firstfix.kernel.locks import mutex

__all__ = [
    "Door",
    "Throttle",
    "account_door",
    "address_door",
    "admit",
    "forget_old",
    "give_back",
    "link_door",
    "reopen",
]

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
# Typing errors of one person; then of everybody behind one company's address.
FREE_TRIES_OF_AN_ACCOUNT = 5
FREE_TRIES_OF_AN_ADDRESS = 50
# What somebody without an account says and sends in one go, photo by photo; a program would go on.
FREE_ACTS_OF_A_LINK = 20
ACCOUNT_FORGETS_ONE_EVERY = timedelta(minutes=15)
ADDRESS_FORGETS_ONE_EVERY = timedelta(minutes=1)
LINK_FORGETS_ONE_EVERY = timedelta(minutes=1)


class Throttle(models.Model):
    """How often one door was tried in vain, and until when it stays shut."""

    key = models.CharField(max_length=64, primary_key=True)
    try_count = models.PositiveIntegerField(default=0)
    shut_until = models.DateTimeField()
    tried_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.try_count} tries"


@dataclass(frozen=True, slots=True, order=True)
class Door:
    """What is counted together: one account from one browser, or one network address."""

    key: str
    free_tries: int
    forgets_one_every: timedelta

    def wait_after(self, try_count: int) -> timedelta:
        """Give how long the door stays shut after so many tries."""
        over = try_count - self.free_tries
        # 2**10 seconds are more than the longest wait.
        return timedelta() if over < 0 else min(timedelta(seconds=2 ** min(over, 10)), LONGEST_WAIT)


def account_door(kind: str, account: str, *, browser: str = "") -> Door:
    """Give the door of one account (a mailbox or a user's id), apart for each known browser."""
    key = _keyed(kind, account.casefold(), browser)
    return Door(key, FREE_TRIES_OF_AN_ACCOUNT, ACCOUNT_FORGETS_ONE_EVERY)


def address_door(kind: str, address: str) -> Door:
    """Give the door of one network address; an IPv6 network of one subscriber (/64) counts as one."""
    return Door(_keyed(kind, _subscriber(address)), FREE_TRIES_OF_AN_ADDRESS, ADDRESS_FORGETS_ONE_EVERY)


def link_door(link_id: UUID) -> Door:
    """Give the door of one external link, at which every message and file counts as a try."""
    return Door(_keyed("external_link", str(link_id)), FREE_ACTS_OF_A_LINK, LINK_FORGETS_ONE_EVERY)


def admit(doors: Iterable[Door], now: datetime) -> timedelta | None:
    """Count one try at all ``doors`` and give None; or give how long to wait, and count nothing."""
    ordered = sorted(set(doors))
    with ExitStack() as locks:
        for door in ordered:
            locks.enter_context(mutex(f"throttle:{door.key}"))
        rows = Throttle.objects.in_bulk([door.key for door in ordered])
        waits = [row.shut_until - now for row in rows.values() if row.shut_until > now]
        if waits:
            return max(waits)
        for door in ordered:
            _count(door, rows.get(door.key), now)
    return None


def reopen(doors: Iterable[Door]) -> None:
    """Forget the tries at ``doors``: the last one was right."""
    Throttle.objects.filter(key__in=[door.key for door in doors]).delete()


def give_back(doors: Iterable[Door]) -> None:
    """Take one try off ``doors``: it was right, but says nothing about the others behind them."""
    tried = Throttle.objects.filter(key__in=[door.key for door in doors], try_count__gt=0)
    tried.update(try_count=F("try_count") - 1)


def forget_old(now: datetime) -> int:
    """Delete what nobody tried for a day; gives how many."""
    return Throttle.objects.filter(tried_at__lt=now - FORGOTTEN_AFTER).delete()[0]


def _count(door: Door, row: Throttle | None, now: datetime) -> None:
    try_count = _remembered(door, row, now) + 1
    fields = {"try_count": try_count, "tried_at": now, "shut_until": now + door.wait_after(try_count)}
    Throttle.objects.update_or_create(key=door.key, defaults=fields)


def _remembered(door: Door, row: Throttle | None, now: datetime) -> int:
    if row is None:
        return 0
    return max(0, row.try_count - (now - row.tried_at) // door.forgets_one_every)


def _keyed(*parts: str) -> str:
    return salted_hmac("firstfix.throttle", "\n".join(parts), algorithm="sha256").hexdigest()


def _subscriber(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(known) if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))
