"""Keep the digests of a person's recovery codes in the place of the earlier ones; inside commands."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import SecretStr

from firstfix.kernel.identity.access import RecoveryCode, SecondFactor
from firstfix.kernel.identity.one_time_codes import recovery_digest

__all__ = ["keep_recovery_codes"]


def keep_recovery_codes(factor: SecondFactor, codes: Sequence[SecretStr]) -> None:
    """Replace the recovery codes of ``factor``; only digests are kept."""
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=recovery_digest(code.get_secret_value(), factor.recovery_salt))
        for code in codes
    )
