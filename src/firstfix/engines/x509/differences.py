"""Where `cryptography`'s verifier is known to refuse what the standards allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.verdict import Purpose, Question

__all__ = ["is_known_to_differ"]

# Extensions of RFC 5280 and RFC 7633 that it refuses where they are critical, which they may or must be.
_UNREAD: Final = frozenset(
    {
        Oid.POLICY_CONSTRAINTS,
        Oid.INHIBIT_ANY,
        Oid.MAPPINGS,
        Oid.POLICIES,
        Oid.CRL_POINTS,
        Oid.ISSUER_NAMES,
        Oid.TLS_FEATURE,
    }
)


def is_known_to_differ(question: Question, path: Sequence[Certificate]) -> bool:
    """Tell whether a path has what `cryptography` refuses though RFC 5280 allows it, or is not asked.

    It has no name constraints for directories; it counts self-issued authorities in path lengths (4.2.1.9
    does not); it verifies no server without a name; it does not know critical policies; and it will not read
    roots with the serial number 0, of which stores have some.
    """
    kinds = {
        tree.base.kind
        for each in path
        if each.constraints is not None
        for tree in (*each.constraints.permitted, *each.constraints.excluded)
    }
    has_unread = any(
        written.is_critical and written.oid in _UNREAD for each in path for written in each.extensions
    )
    is_nameless = question.purpose is Purpose.SERVER and not question.server
    return (
        is_nameless
        or has_unread
        or bool(kinds - {"dns", "ip"})
        or path[-1].serial <= 0
        or any(each.is_self_issued for each in path[1:-1])
    )
