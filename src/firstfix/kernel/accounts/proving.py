"""The proof that somebody has just shown how they sign in; what changes that needs one.

A stolen session must not be able to change how the account is opened (ASVS 5.0 7.5.1). The edge that
asked for the password (and the code) makes a proof; no other edge can, because it is signed with the
server's secret, for one user and one command, and holds for a minute.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from pydantic import SecretStr

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work
from firstfix.kernel.identity.models import User
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["make_proof", "need_proof"]

_SALT = "firstfix.proof"
_HOLDS = timedelta(minutes=1)


def make_proof(user: User, command: str) -> SecretStr:
    """Give the proof for ``command``; call it only when the user has just shown password and code."""
    return SecretStr(signing.dumps([str(user.pk), command], salt=_SALT))


def need_proof(work: Work, user: User, command: str, proof: SecretStr | None) -> None:
    """Let the command pass with a fresh proof for it; raises Refused otherwise."""
    if proof is None or not _holds(user, command, proof.get_secret_value()):
        raise Refused(
            Refusal(
                "password_needed",
                mark("This needs your password again, so it is done on the page of your account."),
                reason=Reason.NOT_ALLOWED,
            )
        )
    work.note(is_proven=True)


def _holds(user: User, command: str, proof: str) -> bool:
    try:
        stated = signing.loads(proof, salt=_SALT, max_age=_HOLDS)
    except signing.BadSignature:
        return False
    return bool(stated == [str(user.pk), command])
