"""Who acts on the command line: the person of an API token, or the one whose address ``--as`` names.

Who can read the database of this machine needs no token to be somebody in it.
"""

from __future__ import annotations

import os

from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_token, actor_for_user

__all__ = ["BadUse", "acting_person"]


class BadUse(Exception):
    """The words of the command line do not fit; the message says what would."""


def acting_person(email: str | None) -> Actor:
    """Give who has the address ``email``, else the token in ``FIRSTFIX_TOKEN``; raises BadUse for neither."""
    token = os.environ.get("FIRSTFIX_TOKEN")
    user = User.objects.filter(email__iexact=email, disabled_at=None).first() if email else None
    actor = actor_for_user(user) if user else actor_for_token(token) if token and not email else None
    if actor is None:
        raise BadUse("Say who acts: --as EMAIL, or an API token in FIRSTFIX_TOKEN that is still valid.")
    return actor
