"""One-time codes by time (RFC 6238) and recovery codes: made and checked, nothing stored here.

Time-based codes have 6 digits and last 30 seconds, which is what every authenticator app does.
Recovery codes have 50 random bits; because that is under 112 they are kept as Argon2id with a salt
for each person (ASVS 5.0 6.5.2), one computation for the whole list.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

__all__ = [
    "RECOVERY_CODE_COUNT",
    "accepted_step",
    "code_at",
    "new_recovery_codes",
    "new_seed",
    "pairing_address",
    "recovery_digest",
]

STEP_SECONDS = 30  # RFC 6238, section 5.2: the recommended time step
DIGITS = 6
# RFC 6238, section 5.2: at most one step of network delay; one ahead for a phone that runs fast.
STEPS_AROUND = (0, -1, 1)
SEED_BYTES = 20  # RFC 4226, section 4: 160 bits are recommended
RECOVERY_CODE_COUNT = 10
_RECOVERY_LETTERS = 10
# Crockford's base 32: no I, L, O, U, which people misread.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")


def new_seed() -> str:
    """Give a new seed as authenticator apps take it: base 32."""
    return base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode("ascii")


def code_at(seed: str, moment: datetime) -> str:
    """Give the code that an authenticator shows at ``moment``."""
    return _generator(seed).generate(_step(moment) * STEP_SECONDS).decode("ascii")


def accepted_step(seed: str, code: str, moment: datetime, *, after: int) -> int | None:
    """Give the time step whose code this is, or None; a step up to ``after`` was used already."""
    typed = re.sub(r"\D", "", code)
    now = _step(moment)
    fitting = [now + offset for offset in STEPS_AROUND if _is_code_of(seed, now + offset, typed)]
    return next((step for step in fitting if step > after), None)


def pairing_address(seed: str, *, account: str, issuer: str) -> str:
    """Give the ``otpauth:`` address that an authenticator app reads from the QR code."""
    label = quote(f"{issuer}:{account}", safe="")
    terms = urlencode({"secret": seed, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{label}?{terms}"


def new_recovery_codes() -> list[str]:
    """Give fresh recovery codes as people write them down: ``7K2QM-X90TD``."""
    return [_new_recovery_code() for _ in range(RECOVERY_CODE_COUNT)]


def recovery_digest(code: str, salt: str) -> str:
    """Give the Argon2id digest of a recovery code, however it was typed."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper().translate(_MISREAD))
    # OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane is the least to use.
    digest = hash_secret_raw(plain.encode(), bytes.fromhex(salt), 2, 19 * 1024, 1, 32, Type.ID)
    return digest.hex()


def _new_recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LETTERS))
    return f"{letters[:5]}-{letters[5:]}"


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def _is_code_of(seed: str, step: int, typed: str) -> bool:
    expected = _generator(seed).generate(step * STEP_SECONDS)
    return hmac.compare_digest(expected, typed.encode("ascii", errors="replace"))


def _generator(seed: str) -> TOTP:
    # SHA-1 is what authenticator apps implement; its weakness is collisions, which HMAC does not need.
    return TOTP(base64.b32decode(seed), DIGITS, SHA1(), STEP_SECONDS, enforce_key_length=True)  # noqa: S303
