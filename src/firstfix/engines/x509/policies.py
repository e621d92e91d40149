"""Certificate policies: whether one that is demanded goes through the whole path (RFC 5280, section 6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.shape import Found

__all__ = ["policy_faults"]


def policy_faults(path: Sequence[Certificate]) -> Iterator[tuple[Certificate, Found]]:
    """Give the authority whose demand is not met. ``path`` begins with the leaf and ends with the root.

    Any policy will do (the user's initial set is any-policy). Instead of the tree of the standard the set of
    policies that are still valid is kept, which answers the one question that is asked here.
    """
    valid: frozenset[str] | None = None
    demand: tuple[Certificate, int] | None = None
    any_left: int | None = None
    for one in reversed(path[:-1]):
        is_last = one is path[0]
        is_any_allowed = any_left is None or any_left > 0 or (one.is_self_issued and not is_last)
        valid = _narrowed(valid, one, is_any_allowed=is_any_allowed)
        if demand is not None and demand[1] == 0 and valid == frozenset():
            yield demand[0], ("policy", one.subject.text)
            return
        valid = _mapped(valid, one)
        step = 0 if one.is_self_issued and not is_last else 1
        any_left = _sooner(_less(any_left, step), one.values.get(Oid.INHIBIT_ANY))
        demand = _demand(demand, one, step)
    if demand is not None and demand[1] == 0 and valid == frozenset():
        yield demand[0], ("policy", path[0].subject.text)


def _demand(
    demand: tuple[Certificate, int] | None, one: Certificate, step: int
) -> tuple[Certificate, int] | None:
    """Give after how many more certificates a policy is demanded, and by whom."""
    own = one.policy_limits.require_after if one.policy_limits else None
    left = None if demand is None else max(demand[1] - step, 0)
    if own is not None and (left is None or own < left):
        return one, own
    return None if demand is None or left is None else (demand[0], left)


def _narrowed(
    valid: frozenset[str] | None, one: Certificate, *, is_any_allowed: bool
) -> frozenset[str] | None:
    """Give the policies that are still valid; None is all of them."""
    own: frozenset[str] = one.values.get(Oid.POLICIES, frozenset())
    if Oid.ANY_POLICY in own and is_any_allowed:
        return valid
    own -= {Oid.ANY_POLICY}
    return own if valid is None else valid & own


def _mapped(valid: frozenset[str] | None, one: Certificate) -> frozenset[str] | None:
    pairs: tuple[tuple[str, str], ...] = one.values.get(Oid.MAPPINGS, ())
    if valid is None or not pairs:
        return valid
    gone = {issuer for issuer, _subject in pairs}
    return (valid - gone) | {subject for issuer, subject in pairs if issuer in valid}


def _less(left: int | None, step: int) -> int | None:
    return None if left is None else max(left - step, 0)


def _sooner(left: int | None, own: int | None) -> int | None:
    return own if left is None else left if own is None else min(left, own)
