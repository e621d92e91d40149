"""Check who signs in: the password, then the code; throttled, and silent about which accounts exist."""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from firstfix.kernel import clock
from firstfix.kernel.identity.access import RecoveryCode, SecondFactor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.one_time_codes import accepted_step, recovery_digest
from firstfix.kernel.identity.sealing import unseal
from firstfix.kernel.identity.throttling import account_door, address_door, admit, give_back, reopen

__all__ = ["SEED_PURPOSE", "Answer", "Origin", "check_code", "check_password", "has_second_factor"]

SEED_PURPOSE = "one-time code"
logger = logging.getLogger("firstfix.security")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a try comes from: the network address, and the browser if it signed in here before."""

    address: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a try: the user, or nobody; ``wait`` says that it was not even judged."""

    user: User | None = None
    wait: timedelta | None = None


def check_password(email: str, password: str, origin: Origin) -> Answer:
    """Give the user with this mailbox and password; an unknown mailbox takes as long as a wrong password."""
    account = account_door("password", email, browser=origin.browser)
    address = address_door("password", origin.address)
    wait = admit([account, address], clock.now())
    if wait is not None:
        logger.warning("sign-in throttled")
        return Answer(wait=wait)
    user = authenticate(None, username=email, password=password)
    if not isinstance(user, User):
        logger.warning("sign-in failed: wrong mailbox or password")
        return Answer()
    reopen([account])
    give_back([address])
    return Answer(user)


def check_code(user: User, code: str, origin: Origin) -> Answer:
    """Give the user if ``code`` is the present one-time code or an unused recovery code; each works once."""
    account = account_door("code", str(user.pk), browser=origin.browser)
    address = address_door("code", origin.address)
    wait = admit([account, address], clock.now())
    if wait is not None:
        logger.warning("code throttled for user %s", user.pk)
        return Answer(wait=wait)
    if not _use_code(user, code):
        logger.warning("wrong code for user %s", user.pk)
        return Answer()
    reopen([account])
    give_back([address])
    return Answer(user)


def has_second_factor(user: User) -> bool:
    """Tell whether the user paired an authenticator."""
    return SecondFactor.objects.filter(pk=user.pk).exists()


def _use_code(user: User, code: str) -> bool:
    factor = SecondFactor.objects.filter(pk=user.pk).first()
    if factor is None:
        return False
    return _use_step(factor, code) or _use_recovery_code(factor, code)


def _use_step(factor: SecondFactor, code: str) -> bool:
    seed = unseal(factor.sealed_seed, purpose=SEED_PURPOSE)
    step = accepted_step(seed, code, clock.now(), after=factor.last_step)
    if step is None:
        return False
    # The condition makes one of two tries with the same code at the same time the loser.
    unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return unused.update(last_step=step) == 1


def _use_recovery_code(factor: SecondFactor, code: str) -> bool:
    digest = recovery_digest(code, factor.recovery_salt)
    with transaction.atomic():
        fitting = [row for row in _unused(factor) if hmac.compare_digest(row.digest, digest)]
        chosen = RecoveryCode.objects.filter(pk__in=[row.pk for row in fitting], used_at=None)
        return chosen.update(used_at=clock.now()) == 1


def _unused(factor: SecondFactor) -> list[RecoveryCode]:
    return list(RecoveryCode.objects.filter(factor=factor, used_at=None))
