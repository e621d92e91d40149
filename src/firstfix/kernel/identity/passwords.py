"""What a password must be, and how it travels: checked and hashed before any lock, never written down.

Length is the only rule: 15 letters (NIST SP 800-63B-4, section 3.1.1.2, for a password that may stand
alone; ASVS 5.0 6.2.1), any letters, no expiry. Refused are the common ones, and ours by name.
"""

from __future__ import annotations

from typing import Annotated

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from pydantic import AfterValidator, SecretStr

from firstfix.engines.verdict import mark
from firstfix.kernel.identity.models import User

__all__ = ["LONGEST", "SHORTEST", "NewPassword", "password_problem"]

SHORTEST = 15
# Longer than any sentence that a person types; it bounds what a stranger can make us hash.
LONGEST = 256
_OUR_WORDS = ("firstfix", "first-fix", "first fix")


def password_problem(password: str, user: User | None = None) -> str | None:
    """Give the sentence (English, for translation) on what is wrong with ``password``, or None."""
    if len(password) < SHORTEST:
        return mark("It is shorter than 15 letters. A sentence of four or five words is easy to keep.")
    if len(password) > LONGEST:
        return mark("It is longer than 256 letters.")
    if _is_easy_to_guess(password, user):
        return mark("It is easy to guess: a common password, or made of your own name or of ours.")
    return None


def _is_easy_to_guess(password: str, user: User | None) -> bool:
    rest = password.casefold()
    for word in _OUR_WORDS:
        rest = rest.replace(word, "")
    # What is left beside our own name must still be worth something on its own.
    if len(rest) < SHORTEST // 2 or len(set(rest)) < 4:
        return True
    similar = UserAttributeSimilarityValidator(user_attributes=("email", "name"))
    return any(_refuses(validator, password, user) for validator in (CommonPasswordValidator(), similar))


def _refuses(
    validator: CommonPasswordValidator | UserAttributeSimilarityValidator, password: str, user: User | None
) -> bool:
    try:
        validator.validate(password, user)
    except ValidationError:
        return True
    return False


def _hashed(given: SecretStr) -> SecretStr:
    password = given.get_secret_value()
    problem = password_problem(password)
    if problem is not None:
        raise ValueError(problem)
    return SecretStr(make_password(password))


NewPassword = Annotated[SecretStr, AfterValidator(_hashed)]
"""A new password as commands take it: inside the command it is its Argon2id hash already.

The ledger shows it as asterisks, and it takes no part in the payload hash.
"""
