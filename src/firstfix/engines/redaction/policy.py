"""What must not reach whom, as data: kinds of secrets and personal data, and the kinds for each audience."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Audience = Literal["customer", "internal", "engineering", "public"]

# Credentials: nobody may read them in a text, not even colleagues (S1-G04).
SECRET_KINDS = (
    "private_key",
    "authorization",
    "url_password",
    "password",
    "jwt",
    "access_key",
    "card_number",
)
PERSONAL_KINDS = ("iban", "email", "internal_address")

AUDIENCES: Mapping[Audience, tuple[str, ...]] = {
    # Colleagues need addresses and accounts to work; no one needs a password.
    "internal": SECRET_KINDS,
    # Engineering and vendors diagnose networks by their addresses, never by whom they belong to.
    "engineering": (*SECRET_KINDS, "iban", "email"),
    # A customer knows their own network, but a text may name addresses of people elsewhere.
    "customer": (*SECRET_KINDS, "iban", "email"),
    "public": (*SECRET_KINDS, *PERSONAL_KINDS),
}


def kinds_for(audience: Audience) -> tuple[str, ...]:
    """Give the kinds taken out for ``audience``; raises ``KeyError`` for an audience without a policy."""
    return AUDIENCES[audience]
