"""Finding the way from a certificate to a root: the one that breaks the fewest rules, then the shortest."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.constraints import constraint_faults, unreadable_constraints
from firstfix.engines.x509.keys import has_signed
from firstfix.engines.x509.leaf import leaf_faults, purpose_faults
from firstfix.engines.x509.policies import policy_faults
from firstfix.engines.x509.shape import Found, shape_faults
from firstfix.engines.x509.verdict import Defect, Question, Role, defect

__all__ = ["Path", "Paths"]

# Real chains have 2 to 5 certificates; what needs more ways than this was made to keep a verifier busy.
MOST_WAYS: Final = 1_500
# 100 signatures by the slowest keys that are usual (P-384) take 40 ms; an endpoint has 50 ms (issue 5).
MOST_SIGNATURES: Final = 100
# As above; OpenSSL would go as far as 100 (SSL_CTX_set_verify_depth).
MOST_AUTHORITIES: Final = 12


@dataclass(order=True, slots=True)
class Path:
    """A way that begins with the leaf: complete where it ends at a root, else as far as it goes."""

    rank: tuple[int, int, int]
    certificates: tuple[Certificate, ...] = field(compare=False)
    defects: tuple[Defect, ...] = field(compare=False)
    is_complete: bool = field(compare=False, default=False)


class Paths:
    """The search. ``dead_ends`` are the ways that lead nowhere, ``forged`` whom a signature is not by."""

    def __init__(self, question: Question, served: Sequence[Certificate]) -> None:
        self._question = question
        self._served = served
        self._place = {one.der: place for place, one in reversed(list(enumerate(served)))}
        self._by_subject: dict[object, list[Certificate]] = {}
        for one in dict.fromkeys(served):
            self._by_subject.setdefault(one.subject.key, []).append(one)
        self._signed: dict[tuple[bytes, bytes], bool] = {}
        self._made = 0
        self._hopeful = self._reaching()
        self._shapes: dict[tuple[bytes, Role], tuple[Found, ...]] = {}
        self.dead_ends: list[Path] = []
        self.forged: dict[tuple[Certificate, Certificate], None] = {}
        self.is_exhausted = False
        self._is_walking = False

    def best(self) -> Path | None:
        """Give the best complete way, None where no way leads to a root."""
        waiting = [self._first()]
        while waiting and self._made < MOST_WAYS:
            path = heapq.heappop(waiting)
            if path.is_complete:
                return path
            further = list(self._further(path))
            if not further:
                self.dead_ends.append(path)
            for each in further:
                heapq.heappush(waiting, each)
        self.is_exhausted = self.is_exhausted or bool(waiting)
        self._walk()
        return None

    def weight(self, defects: Sequence[Defect]) -> int:
        """Give how many rules are broken that the profile refuses."""
        return sum(self._question.profile in each.rule.refused_by for each in defects)

    def place_of(self, one: Certificate) -> int | None:
        """Give where a certificate was served."""
        return self._place.get(one.der)

    def _first(self) -> Path:
        leaf = self._served[0]
        is_root = leaf.der in self._question.anchors
        found = [*self._shape(leaf, Role.LEAF), *leaf_faults(leaf, self._question)]
        return self._path((leaf,), self._told(leaf, Role.LEAF, found), is_complete=is_root)

    def _further(self, path: Path) -> Iterator[Path]:
        """Give the ways that are one certificate longer."""
        top, below = path.certificates[-1], set(path.certificates)
        for one, role in self._issuers_of(path):
            if one in below:
                continue
            if not self._has_issued(one, top):
                self.forged[one, top] = None
                continue
            found = [*self._shape(one, role), *self._above(path.certificates, one, role)]
            longer = (*path.certificates, one)
            defects = [*path.defects, *self._told(one, role, found)]
            if role is Role.ANCHOR:
                defects += [
                    self._tell(who, self._role(who, longer), what) for who, what in policy_faults(longer)
                ]
            yield self._path(longer, defects, is_complete=role is Role.ANCHOR)

    def _issuers_of(self, path: Path) -> Iterator[tuple[Certificate, Role]]:
        top = path.certificates[-1]
        roots = self._question.anchors.named(top.issuer.key)
        yield from ((one, Role.ANCHOR) for one in sorted(roots, key=lambda one: _is_other(one, top)))
        if len(path.certificates) <= MOST_AUTHORITIES:
            served = self._by_subject.get(top.issuer.key, ())
            helpful = [one for one in served if self._may_help(one) and one not in roots]
            yield from ((one, Role.AUTHORITY) for one in sorted(helpful, key=lambda one: _is_other(one, top)))

    def _reaching(self) -> frozenset[object]:
        """Give the names of those served from whom names lead to a root; the others lead nowhere."""
        hopeful: set[object] = set()
        while True:
            new = {
                one.subject.key
                for one in self._served
                if one.subject.key not in hopeful
                and (one.issuer.key in hopeful or self._question.anchors.named(one.issuer.key))
            }
            if not new:
                return frozenset(hopeful)
            hopeful |= new

    def _may_help(self, one: Certificate) -> bool:
        return self._is_walking or one.subject.key in self._hopeful

    def _walk(self) -> None:
        """Go from the leaf to its issuers, each certificate once, to see where that ends."""
        self._is_walking = True
        path = self._first()
        while (longer := next(self._further(path), None)) is not None and not longer.is_complete:
            path = longer
        self.dead_ends.append(path)

    def _above(self, below: tuple[Certificate, ...], one: Certificate, role: Role) -> Iterator[Found]:
        """Give the rules that an authority breaks over what stands below it."""
        counted = sum(not each.is_self_issued for each in below[1:])
        length = one.basic.path_length if one.basic else None
        if length is not None and counted > length:
            yield "path_length", str(length)
        most = self._question.most_authorities
        own = 0 if role is Role.ANCHOR or one.is_self_issued else 1
        if most is not None and counted + own > most:
            yield "too_many", f"{most} authorities"
        yield from purpose_faults(one, self._question.purpose) if role is Role.AUTHORITY else ()
        yield from unreadable_constraints(one)
        yield from constraint_faults(one, below)

    def _shape(self, one: Certificate, role: Role) -> tuple[Found, ...]:
        key = (one.der, role)
        if key not in self._shapes:
            self._shapes[key] = tuple(shape_faults(one, role, self._question.at))
        return self._shapes[key]

    def _has_issued(self, issuer: Certificate, one: Certificate) -> bool:
        pair = (issuer.key, one.der)
        if pair not in self._signed:
            if len(self._signed) >= MOST_SIGNATURES:
                self.is_exhausted = True
                return False
            self._signed[pair] = has_signed(issuer.key, one.algorithm, one.signature, one.tbs)
        return self._signed[pair]

    def _path(
        self, certificates: tuple[Certificate, ...], defects: Sequence[Defect], *, is_complete: bool
    ) -> Path:
        # Of two as good, the shorter; of two as short, the one that was found first.
        self._made += 1
        rank = (self.weight(defects), len(certificates), self._made)
        return Path(rank, certificates, tuple(defects), is_complete)

    def _told(self, one: Certificate, role: Role, found: Sequence[Found]) -> list[Defect]:
        return [self._tell(one, role, each) for each in found]

    def _tell(self, one: Certificate, role: Role, found: Found) -> Defect:
        code, detail = found
        return defect(code, one, role, self.place_of(one), detail=detail)

    def _role(self, one: Certificate, path: tuple[Certificate, ...]) -> Role:
        return Role.LEAF if one is path[0] else Role.ANCHOR if one is path[-1] else Role.AUTHORITY


def _is_other(issuer: Certificate, one: Certificate) -> bool:
    """Tell whether identifiers of keys contradict: a hint where to look first (RFC 5280, 4.2.1.1)."""
    wanted = one.authority_key.key_id if one.authority_key else None
    return wanted is not None and issuer.subject_key is not None and wanted != issuer.subject_key
